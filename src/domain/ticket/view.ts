/** How tickets and decisions are serialized: instants as ISO-8601 with `Z` and milliseconds. */
import type { Decision } from '../ladder/decision.js';
import { clocksOf, type ClockView, type ClockViews } from '../rules/clock-view.js';
import { rotationOf } from '../rules/opening.js';
import type { ClockName, Instant, Policy } from '../rules/policy.js';
import { upcoming, type Upcoming } from '../rules/upcoming.js';
import { iso, type IsoInstant } from '../time/instant.js';
import { snapshot, type TicketSnapshot } from '../records/snapshot.js';
import { STANDING } from './commands.js';
import type { HeldRule, Standing, TicketState } from './ticket.js';

type Serialized<T> = {
  [K in keyof T]: K extends InstantField
    ? IsoInstant | (null extends T[K] ? null : never) | (undefined extends T[K] ? undefined : never)
    : K extends 'deferred'
      ? Record<string, IsoInstant | null> | undefined
      : T[K];
};

const INSTANT_FIELDS = [
  'at',
  'until',
  'since',
  'createdAt',
  'lastActivityAt',
  'escalatedAt',
  'cooldownUntil',
  'slaDueAt',
  'slaBreachedAt',
  'nextDeadlineAt',
  'heldUntil',
  'startedAt',
  'dueAt',
  'metAt',
  'breachedAt',
] as const;
type InstantField = (typeof INSTANT_FIELDS)[number];

/** The same object with every instant in it written out. */
export function serialize<T extends object>(value: T): Serialized<T> {
  const written = { ...value } as Record<string, unknown>;
  for (const field of INSTANT_FIELDS) {
    const instant = written[field];
    if (typeof instant === 'number') written[field] = iso(instant);
  }
  return written as Serialized<T>;
}

/** A decision as one JSON line of `rung simulate --json` and of the log. */
export type DecisionLine = { [K in Decision['kind']]: Serialized<Extract<Decision, { kind: K }>> }[Decision['kind']];

export function decisionLine(decision: Decision): DecisionLine {
  const line: Record<string, unknown> = { ...decision };
  line['at'] = iso(decision.at);
  if ('until' in decision && decision.until !== null) line['until'] = iso(decision.until);
  if ('deferred' in decision && decision.deferred) line['deferred'] = openings(decision.deferred);
  return line as unknown as DecisionLine;
}

function openings(deferred: Record<string, Instant | null>): Record<string, IsoInstant | null> {
  return Object.fromEntries(Object.entries(deferred).map(([target, at]) => [target, at === null ? null : iso(at)]));
}

export type Deadline = Serialized<Upcoming>;

/** What lies ahead as people read it: a breach and the rule that comes true with it are one line. @param words of a rule that comes true */
export function aheadLines(
  deadlines: readonly Deadline[],
  words: (line: Deadline & { rule: string }) => string,
): { at: IsoInstant; words: string }[] {
  const breaches = deadlines.filter(({ rule, closesAs }) => rule === undefined && closesAs === undefined);
  const withRule = new Map(
    breaches.map((breach) => [breach, deadlines.find(({ rule, at }) => rule !== undefined && at === breach.at)]),
  );
  return deadlines.flatMap((line) => {
    const { at, rule, closesAs } = line;
    if (closesAs !== undefined) return [{ at, words: `it closes by itself as ${closesAs}` }];
    if (rule === undefined) return withRule.get(line) ? [] : [{ at, words: breachWords(line) }];
    const together = breaches.filter((breach) => withRule.get(breach) === line).map(breachWords);
    return [{ at, words: [...together, words({ ...line, rule })].join(', ') }];
  });
}

function breachWords({ clock = 'resolution' }: Deadline): string {
  return clock === 'resolution' ? 'SLA breached' : `${clock.replace('_', ' ')} breached`;
}

/** What commands of people have left and still lasts; null: nothing. */
export type StandingView = { [K in keyof Standing]-?: Serialized<NonNullable<Standing[K]>> | null };

function standingOf(ticket: TicketState, now: Instant): StandingView {
  const view = (Object.keys(STANDING) as (keyof Standing)[]).map((field) => {
    const standing: (object & { until?: Instant }) | null | undefined = ticket[field];
    return [field, standing && (standing.until ?? Infinity) > now ? serialize(standing) : null];
  });
  return Object.fromEntries(view) as StandingView;
}

function serializedClocks(clocks: ClockViews): NonNullable<TicketView['clocks']> {
  const views = Object.entries(clocks).map(([name, clock]) => [name, serialize(clock)]);
  return Object.fromEntries(views) as NonNullable<TicketView['clocks']>;
}

/** By rotation; undefined for a policy that has none. */
function onCallNow(policy: Policy, now: Instant): Record<string, string> | undefined {
  if (!policy.rotations) return undefined;
  return Object.fromEntries(Object.keys(policy.rotations).map((name) => [name, rotationOf(policy, name).at(now)]));
}

/** Everything a person may ask of a ticket, but for what only its workflow knows. */
export interface TicketView extends Serialized<Omit<TicketSnapshot, 'clocks'>>, StandingView {
  closed: boolean;
  policyHash: string;
  /** What will happen by itself, soonest first. */
  deadlines: Deadline[];
  held: (Omit<HeldRule, 'since' | 'until'> & { since: IsoInstant; until: IsoInstant })[];
  /** By name; absent for a policy that names no clocks. */
  clocks?: Partial<Record<ClockName, Serialized<ClockView>>>;
  /** Who is on call, by rotation; absent for a policy that has none. */
  onCall?: Record<string, string>;
  /** The last decisions, oldest first. */
  history: DecisionLine[];
  /** By rule name: how often its evaluation failed. */
  ruleErrors: Record<string, number>;
}

export function viewTicket(ticket: TicketState, now: Instant): TicketView {
  const ahead = upcoming(ticket, now);
  const { clocks, ...shown } = snapshot(ticket, ahead[0]?.at ?? null, clocksOf(ticket, now).clocks);
  const onCall = ticket.closed ? undefined : onCallNow(ticket.policy, now);
  return {
    ...serialize(shown),
    closed: ticket.closed,
    policyHash: ticket.policyHash,
    deadlines: ahead.map(serialize),
    held: ticket.closed ? [] : ticket.held.map(serialize),
    ...standingOf(ticket, now),
    ...(clocks && { clocks: serializedClocks(clocks) }),
    ...(onCall && { onCall }),
    history: ticket.history.map(decisionLine),
    ruleErrors: ticket.ruleErrors,
  };
}
