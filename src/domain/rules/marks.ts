/** Which trigger instances a rule has been through: the base of "no loops, no flapping". */
import { slaDeadline } from './clocks.js';
import type { Instant, Rule, When } from './policy.js';
import { PREDICATES } from './predicates.js';
import { instanceKey, type Reading } from './readings.js';
import { INSTANCES, remember, type Marks, type TicketState } from '../ticket/ticket.js';

type Mark = keyof Marks;
type AllMarks = TicketState['marks'];

const NONE: Marks = { consumed: [], held: [] };

/** The instance is not even made while the rule has been through none. */
export function isMarked(ticket: TicketState, mark: Mark, reading: Reading): boolean {
  const instances = ticket.marks[reading.rule.name]?.[mark];
  return instances !== undefined && instances.length > 0 && instances.includes(reading.instance);
}

/** The same marks when the rule has been through the instance. */
export function withMark(marks: AllMarks, mark: Mark, rule: Rule, instance: string): AllMarks {
  const ofRule = marks[rule.name] ?? NONE;
  if (ofRule[mark].includes(instance)) return marks;
  return { ...marks, [rule.name]: { ...ofRule, [mark]: remember(ofRule[mark], instance, INSTANCES) } };
}

/**
 * The marks of a ticket whose SLA changes: a rule's mark gets a new deadline and so a new instance; what was consumed for
 * the old deadline stays consumed if the new one is not in the future.
 */
export function carryConsumed(ticket: TicketState, slaHours: number, now: Instant): AllMarks {
  let carried = ticket.marks;
  for (const rule of ticket.policy.rules) {
    const consumed = ticket.marks[rule.name]?.consumed ?? [];
    const percent = rule.when.sla_used;
    if (consumed.length === 0 || percent === undefined) continue;
    const deadline = slaDeadline({ createdAt: ticket.createdAt, slaHours }, percent);
    if (deadline > now) continue;
    const position = instancePosition(rule, 'sla_used');
    for (const instance of consumed) {
      const parts = JSON.parse(instance) as (string | number)[];
      if (parts[position] !== slaDeadline(ticket, percent)) continue;
      carried = withMark(carried, 'consumed', rule, instanceKey(parts.with(position, deadline)));
    }
  }
  return carried;
}

/** Where in the rule's instance tuple the part of one predicate stands. */
function instancePosition(rule: Rule, name: keyof When): number {
  const names = Object.keys(rule.when) as (keyof When)[];
  return names.filter((n) => PREDICATES[n]?.instance).indexOf(name);
}
