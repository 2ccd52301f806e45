/** Which trigger instances a rule has been through: the base of "no loops, no flapping". */
import type { Instant, Rule, When } from './policy.js';
import { PREDICATES } from './predicates.js';
import { instanceKey, type Reading } from './readings.js';
import { INSTANCES, remember, type Marks, type TicketState } from './ticket.js';

type Mark = keyof Marks;

const NONE: Marks = { consumed: [], held: [] };

/** The instance is not even made while the rule has been through none. */
export function isMarked(ticket: TicketState, mark: Mark, reading: Reading): boolean {
  const instances = ticket.marks[reading.rule.name]?.[mark];
  return instances !== undefined && instances.length > 0 && instances.includes(reading.instance);
}

export function withMark(ticket: TicketState, mark: Mark, rule: Rule, instance: string): TicketState {
  const marks = ticket.marks[rule.name] ?? NONE;
  if (marks[mark].includes(instance)) return ticket;
  const marked = { ...marks, [mark]: remember(marks[mark], instance, INSTANCES) };
  return { ...ticket, marks: { ...ticket.marks, [rule.name]: marked } };
}

/**
 * When the SLA changes, a mark gets a new deadline and so a new instance; what was consumed for the old deadline stays
 * consumed if the new one is not in the future.
 */
export function carryConsumed(
  ticket: TicketState,
  oldDeadline: (percent: number) => Instant,
  newDeadline: (percent: number) => Instant,
  now: Instant,
): TicketState {
  let carried = ticket;
  for (const rule of ticket.policy.rules) {
    const consumed = ticket.marks[rule.name]?.consumed ?? [];
    if (consumed.length === 0) continue;
    const percent = rule.when.sla_used;
    if (percent === undefined || newDeadline(percent) > now) continue;
    const position = instancePosition(rule, 'sla_used');
    for (const instance of consumed) {
      const parts = JSON.parse(instance) as (string | number)[];
      if (parts[position] !== oldDeadline(percent)) continue;
      carried = withMark(carried, 'consumed', rule, instanceKey(parts.with(position, newDeadline(percent))));
    }
  }
  return carried;
}

/** Where in the rule's instance tuple the part of one predicate stands. */
function instancePosition(rule: Rule, name: keyof When): number {
  const names = Object.keys(rule.when) as (keyof When)[];
  return names.filter((n) => PREDICATES[n]?.instance).indexOf(name);
}
