/** From the form people write to the policy the engine reads. */
import { CHANNEL_NAMES } from '../channels/definitions.js';
import type { ClockPolicy, DeEscalation, Policy, Rule, Target } from '../domain/rules/policy.js';
import type { Calendar } from '../domain/time/calendar.js';
import type { Rotation } from '../domain/time/rotation.js';
import type { PolicyForm } from './schema.js';

type TargetForm = PolicyForm['tiers'][number]['notify'][number];
type RuleForm = PolicyForm['rules'][number];
type DeEscalationForm = PolicyForm['de_escalate'][number];
type CalendarForm = NonNullable<PolicyForm['calendars']>[string];
type ClockForm = NonNullable<NonNullable<PolicyForm['clocks']>['first_response']>;
type RotationForm = NonNullable<PolicyForm['rotations']>[string];

/**
 * The form must have passed every check. Keys come out in the order of the schema, whatever their order in the file; what the file does not
 * say is not there, so that a policy of an earlier version has the hash it had.
 */
export function compile(form: PolicyForm): Policy {
  const target = (one: TargetForm) => compileTarget(one, form);
  return {
    version: 1,
    tiers: form.tiers.map(({ name, group, notify }) => ({ name, group, notify: notify.map(target) })),
    priorities: form.priorities,
    cooldown: form.cooldown,
    rules: form.rules.map((rule) => compileRule(rule, target)),
    deEscalate: form.de_escalate.map(deEscalation),
    ...given('closingStatuses', form.closing_statuses),
    ...given('calendars', form.calendars && each(form.calendars, calendar)),
    ...given('clocks', form.clocks && each(form.clocks, clock)),
    ...given('people', form.people),
    ...given('rotations', form.rotations && each(form.rotations, rotation)),
    ...given('acknowledgement', form.acknowledgement),
    ...given('reopen', form.reopen && { within: form.reopen.within, status: form.reopen.status }),
    ...given('autoClose', form.auto_close),
    ...given('sentiment', form.sentiment && { fromReplies: form.sentiment.from_replies }),
  };
}

function compileRule(form: RuleForm, target: (one: TargetForm) => Target): Rule {
  const { name, when, to, bump, bypass_cooldown: bypassCooldown, notify, repeat } = form;
  const told = Array.isArray(notify) ? notify.map(target) : notify;
  return {
    ...{ name, when },
    ...given('to', to),
    ...{ bump, bypassCooldown },
    ...given('unless', form.unless),
    ...given('notify', told),
    ...given('repeat', repeat && { every: repeat.every, ...given('atMost', repeat.at_most) }),
    ...given('heedsAck', form.heeds_ack),
    ...given('cooldown', form.cooldown),
    ...given('wakes', form.wakes),
  };
}

function compileTarget(form: TargetForm, { people = {}, rotations = {} }: PolicyForm): Target {
  const channel = CHANNEL_NAMES.find((one) => form[one] !== undefined)!;
  const { mention, hours } = form;
  const address = form[channel]!;
  const more = { ...given('mention', mention), ...given('hours', hours) };
  if (Object.hasOwn(people, address)) return { channel, address: people[address]![channel]!, ...more };
  if (Object.hasOwn(rotations, address)) return { channel, address: '', onCall: address, ...more };
  return { channel, address, ...more };
}

function deEscalation({ when, unless, to }: DeEscalationForm): DeEscalation {
  const limit = when.sentiment_at_least;
  return {
    when: limit === undefined ? { resolution_confirmed: true } : { sentiment_at_least: limit },
    to,
    ...given('unless', unless),
  };
}

function calendar({ time_zone, hours, days = {}, holidays = [] }: CalendarForm): Calendar {
  return { timeZone: time_zone, week: hours, days, holidays };
}

function clock({ target, calendar: name, pause }: ClockForm): ClockPolicy {
  return { target, ...given('calendar', name), ...given('pause', pause) };
}

function rotation({ members, every, from, time_zone, overrides = [] }: RotationForm): Rotation {
  return { members, every, from, timeZone: time_zone, overrides };
}

function each<A, B, K extends string>(entries: Partial<Record<K, A>>, one: (entry: A) => B): Record<K, B> {
  return Object.fromEntries(
    Object.entries(entries).flatMap(([name, entry]) => (entry === undefined ? [] : [[name, one(entry as A)]])),
  ) as Record<K, B>;
}

function given<K extends string, T>(key: K, value: T | undefined): { [P in K]?: T } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]?: T });
}
