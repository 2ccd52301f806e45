/** A policy on a page of a terminal, with what was pinned of the world when it was loaded. */
import {
  CLOCKS,
  targetName,
  type ClockTarget,
  type Policy,
  type Rule,
  type Target,
} from '../../domain/rules/policy.js';
import { conditionWords, lengthWords } from '../../domain/rules/words.js';
import { spanWords } from '../../domain/rules/length-words.js';
import { closingStatuses } from '../../domain/ticket/closing.js';
import type { Calendar, PinnedTime, Slot } from '../../domain/time/calendar.js';
import { formatDate } from '../../domain/time/local.js';
import { offsetAt, type Zone } from '../../domain/time/zone.js';
import { pinnedThatEnds } from '../../policy/lint/horizon.js';
import { SCORERS } from '../../sentiment/reply.js';
import { section } from '../table.js';

/** @param hash content hash @param now what is pinned is shown from here on */
export function policyPage(policy: Policy, hash: string, now: number): string[] {
  return [
    `Policy ${hash}`,
    ...section(
      'Ladder',
      policy.tiers.map(({ name, group, notify }) => [name, group, notify.map(whom).join(', ') || 'tells nobody']),
    ),
    ...section(
      'Rules',
      policy.rules.map((rule) => [rule.name, asksFor(rule), conditionOf(rule)]),
    ),
    ...section(
      'De-escalation',
      policy.deEscalate.map(({ when, to, unless }) => [
        'resolution_confirmed' in when ? 'resolution confirmed' : `score ${when.sentiment_at_least} or more`,
        `to ${to}`,
        unless ? `unless ${conditionWords(unless)}` : '',
      ]),
    ),
    ...section('Settings', settings(policy)),
    ...section('Clocks', clocks(policy)),
    ...section(
      'Calendars',
      Object.entries(policy.calendars ?? {}).flatMap(([name, one]) => calendar(name, one)),
    ),
    ...section(
      'People',
      Object.entries(policy.people ?? {}).map(([name, person]) => [
        name,
        Object.entries(person)
          .map((way) => way.join(' '))
          .join(', '),
      ]),
    ),
    ...section(
      'Rotations',
      Object.entries(policy.rotations ?? {}).map(([name, { members, every, from, timeZone, overrides }]) => [
        name,
        members.join(', '),
        `every ${'days' in every ? `${every.days} d` : `${every.hours} h`} from ${from} ${timeZone}`,
        overrides.map((one) => `${one.who} ${one.from} to ${one.to}`).join(', '),
      ]),
    ),
    ...(policy.pinned ? pinned(policy.pinned, now) : []),
  ];
}

function whom(target: Target): string {
  const { channel, onCall, mention, hours } = target;
  return [
    onCall === undefined ? targetName(target) : `${channel}:${onCall} (on call)`,
    ...(mention === undefined ? [] : [`naming ${mention}`]),
    ...(hours === undefined ? [] : [`in the hours of ${hours}`]),
  ].join(' ');
}

function asksFor({ to, notify, bump }: Rule): string {
  if (to !== undefined) return `to ${to}${bump === 0 ? '' : `, priority +${bump}`}`;
  return `tells ${notify === 'here' ? 'its tier' : (notify ?? []).map(whom).join(', ')}`;
}

function conditionOf({ when, unless, repeat, cooldown, bypassCooldown, heedsAck, wakes }: Rule): string {
  return [
    conditionWords(when) + (unless ? `, unless ${conditionWords(unless)}` : ''),
    ...(repeat
      ? [
          `again every ${lengthWords(repeat.every)}${repeat.atMost === undefined ? '' : `, ${repeat.atMost} times at most`}`,
        ]
      : []),
    ...(cooldown === undefined ? [] : [`cooldown ${lengthWords(cooldown)}`]),
    ...(bypassCooldown ? ['bypasses the cooldown'] : []),
    ...(heedsAck === undefined ? [] : [heedsAck ? 'heeds acknowledgement' : 'does not heed acknowledgement']),
    ...(wakes ? ['at any hour'] : []),
  ].join('; ');
}

function settings(policy: Policy): string[][] {
  const { cooldown, priorities, acknowledgement, reopen, autoClose, sentiment } = policy;
  return [
    ['Cooldown', lengthWords(cooldown)],
    ['Priorities', priorities.join(', ')],
    ['Closing statuses', closingStatuses(policy).join(', ')],
    ...(acknowledgement
      ? [
          [
            'Acknowledgement',
            `for ${lengthWords(acknowledgement.for)}${acknowledgement.ends.length > 0 ? `, ended by ${acknowledgement.ends.join(', ')}` : ''}`,
          ],
        ]
      : []),
    ...(reopen ? [['Reopened by a reply', `within ${lengthWords(reopen.within)}, as ${reopen.status}`]] : []),
    ...(sentiment ? [['Replies are scored by', scorerWords(sentiment.fromReplies)]] : []),
    ...(autoClose
      ? [['Closes by itself', `${autoClose.status.join(' or ')} for ${spanWords(autoClose.idle)}, as ${autoClose.as}`]]
      : []),
  ];
}

function scorerWords(name: string): string {
  return Object.hasOwn(SCORERS, name) ? `${name}: ${SCORERS[name]!.about}` : name;
}

function clocks({ clocks: all = {} }: Policy): string[][] {
  return CLOCKS.flatMap((name) => {
    const clock = all[name];
    if (!clock) return [];
    const { target, calendar: hours = '24x7', pause = [] } = clock;
    return [[name, targetWords(target), `by ${hours}`, pause.length > 0 ? `paused while ${pause.join(' or ')}` : '']];
  });
}

function targetWords(target: ClockTarget): string {
  const length = (is: number | 'ticket') => (is === 'ticket' ? "the ticket's slaHours" : lengthWords(is));
  if (!Array.isArray(target)) return length(target);
  return target
    .map(({ priority, customer_tier, tags, is }) => {
      const given = [priority, customer_tier, tags].flatMap((list) => (list ? [list.join(' or ')] : []));
      return `${length(is)}${given.length > 0 ? ` (${given.join(', ')})` : ''}`;
    })
    .join(', else ');
}

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

function calendar(name: string, { timeZone, week, days, holidays }: Calendar): string[][] {
  const sources = holidays.map((one) =>
    typeof one === 'string' ? one : `holidays of ${one.country}${one.region === undefined ? '' : `-${one.region}`}`,
  );
  const single = Object.entries(days).map(([date, slots]) => [date, slotWords(slots)]);
  return [
    [name, timeZone, ''],
    ...week.map((slots, day) => ['', WEEKDAYS[day]!, slotWords(slots)]),
    ...single.map(([date, slots]) => ['', date!, slots!]),
    ...(sources.length > 0 ? [['', 'closed', sources.join(', ')]] : []),
  ];
}

function slotWords(slots: readonly Slot[]): string {
  const time = (minute: number) =>
    `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
  return slots.map((slot) => slot.map(time).join('-')).join(', ') || 'closed';
}

/** So many days ahead are written out; the rest is only counted. */
const AHEAD = 400;

function pinned(all: PinnedTime, now: number): string[] {
  const { day, from, until, zones, holidays } = all;
  const today = Math.floor(now / 86_400_000);
  const dates = (days: readonly number[]) => {
    const soon = days.filter((one) => one >= today && one < today + AHEAD).map(formatDate);
    return `${soon.join(' ')}; ${days.length} in all`;
  };
  return [
    ...section(`Pinned on ${formatDate(day)}, for ${formatDate(from)} to ${formatDate(until)}`, [
      ...pinnedThatEnds({ pinned: all }, today).map(({ message, expected }) => [`${message}: ${expected}`]),
      ...Object.entries(zones).map(([name, zone]) => [name, zoneWords(zone, now)]),
      ...Object.entries(holidays).map(([name, days]) => [`holidays of ${name}`, dates(days)]),
    ]),
  ];
}

function zoneWords(zone: Zone, now: number): string {
  const minute = now / 60_000;
  const ahead = zone.changes.filter(([at]) => at > minute).slice(0, 2);
  const changes = ahead.map(
    ([at, offset]) => `${offsetWords(offset)} from ${new Date(at * 60_000).toISOString().slice(0, 16)}Z`,
  );
  return [`UTC${offsetWords(offsetAt(zone, now))} now`, ...changes].join(', ');
}

function offsetWords(minutes: number): string {
  const size = Math.abs(minutes);
  const hours = `${String(Math.floor(size / 60)).padStart(2, '0')}:${String(Math.floor(size % 60)).padStart(2, '0')}`;
  return `${minutes < 0 ? '-' : '+'}${hours}`;
}
