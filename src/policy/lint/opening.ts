/** Calendars that never open when they are asked: marks that are never reached, and targets that are never told. */
import { calendarOf } from '../../domain/rules/opening.js';
import type { ClockTarget, Length, Policy, Target } from '../../domain/rules/policy.js';
import type { ClockMark } from '../../domain/rules/when.js';
import { NEVER, type BusinessTime } from '../../domain/time/business-time.js';
import type { Path } from '../../reading/path.js';
import { alwaysAsked, statedIn, type Warning } from './warning.js';

const DAY = 86_400_000;
/** A calendar repeats itself within a year; what has not come in two never does. */
const LOOK_AHEAD = 2 * 366 * DAY;

export function closedForEver(policy: Policy): Warning[] {
  if (!policy.pinned) return [];
  const now = policy.pinned.day * DAY;
  return [...unreachable(policy, now), ...unread(policy, now), ...never(policy, now)];
}

/** Marks for which there is not enough open time left. */
function unreachable(policy: Policy, now: number): Warning[] {
  const isReached = (calendar: string | undefined, length: number) =>
    calendar === undefined || calendarOf(policy, calendar).add(now, length) < NEVER;
  const lengths = statedIn(policy).flatMap(({ when, path }) => {
    const marks: { path: Path; calendar: string | undefined; length: number }[] = [];
    for (const name of ['idle', 'waiting', 'stalled', 'in_tier'] as const) {
      const length: Length | undefined = when[name];
      if (typeof length === 'object')
        marks.push({ path: [...path, name], calendar: length.calendar, length: length.for });
    }
    const mark: ClockMark | undefined =
      when.sla_used === undefined ? when.clock : { of: 'resolution', used: when.sla_used };
    const clock = mark && policy.clocks?.[mark.of];
    if (clock) {
      const at = [...path, when.sla_used === undefined ? 'clock' : 'sla_used'];
      marks.push({ path: at, calendar: clock.calendar, length: shortest(clock.target, mark) });
    }
    return marks;
  });
  return lengths
    .filter(({ calendar, length }) => !isReached(calendar, length))
    .map(({ path, calendar }) => ({
      path,
      message: `this mark is never reached: ${calendar} does not open for so long any more`,
      expected: `hours for calendars.${calendar}, or another calendar`,
    }));
}

/** The least open time that the mark may take. */
function shortest(target: ClockTarget, mark: ClockMark): number {
  const targets = Array.isArray(target) ? target.map(({ is }) => is) : [target];
  const lengths = targets.map((one) => {
    if (one === 'ticket') return 1;
    return 'used' in mark ? Math.ceil((one * mark.used) / 100) : Math.max(0, one - mark.left);
  });
  return Math.min(...lengths);
}

/** Targets whose hours never come. */
function unread(policy: Policy, now: number): Warning[] {
  const lists: { path: Path; targets: readonly Target[] }[] = [
    ...policy.tiers.map(({ notify }, i) => ({ path: ['tiers', i, 'notify'], targets: notify })),
    ...policy.rules.map(({ notify }, i) => ({
      path: ['rules', i, 'notify'],
      targets: Array.isArray(notify) ? notify : [],
    })),
  ];
  return lists.flatMap(({ path, targets }) =>
    targets.flatMap(({ hours }, i) =>
      hours !== undefined && calendarOf(policy, hours).nextOpening(now) === NEVER
        ? [
            {
              path: [...path, i, 'hours'],
              message: `nobody ever reads this: ${hours} never opens again`,
              expected: `hours for calendars.${hours}, or another calendar`,
            },
          ]
        : [],
    ),
  );
}

/** Rules for hours that never come. */
function never(policy: Policy, now: number): Warning[] {
  return policy.rules.flatMap(({ when, unless }, i): Warning[] => {
    const asked = alwaysAsked(when, ['rules', i, 'when']).filter(({ when: one }) => one.hours !== undefined);
    const open = asked.map((one) => calendarOf(policy, one.when.hours));
    const closed = [when.not, unless].flatMap((one) =>
      one?.hours !== undefined && Object.keys(one).length === 1 ? [calendarOf(policy, one.hours)] : [],
    );
    if (open.length === 0 || comes(open, closed, now)) return [];
    const { path } = asked.at(-1)!;
    const why =
      open.length + closed.length > 1 ? 'these hours have no instant in common' : 'its hours never come again';
    return [{ path: [...path, 'hours'], message: `this rule never fires: ${why}`, expected: 'hours that there are' }];
  });
}

/** Whether an instant comes at which all of these are open and all of those closed. */
function comes(open: readonly BusinessTime[], closed: readonly BusinessTime[], now: number): boolean {
  for (let t = now; t < now + LOOK_AHEAD;) {
    const later = Math.max(
      ...open.map((one) => one.nextOpening(t)),
      ...closed.map((one) => (one.isOpenAt(t) ? one.nextClosing(t) : t)),
    );
    if (later === t) return true;
    t = later;
  }
  return false;
}
