/** Which trigger instances a rule has been through: the base of "no loops, no flapping". */
import { slaDeadline, slaTarget } from './clocks.js';
import { includesInstance, type Instance } from './instance.js';
import type { Instant, Rule } from './policy.js';
import type { Reading } from './readings.js';
import { INSTANCES, remember, type Marks, type TicketState } from '../ticket/ticket.js';

type Mark = keyof Marks;
type AllMarks = TicketState['marks'];

const NONE: Marks = { consumed: [], held: [] };

/** The instance is not even made while the rule has been through none. */
export function isMarked(ticket: TicketState, mark: Mark, reading: Reading): boolean {
  const instances = ticket.marks[reading.rule.name]?.[mark];
  return instances !== undefined && instances.length > 0 && includesInstance(instances, reading.instance);
}

/** The same marks when the rule has been through the instance. */
export function withMark(marks: AllMarks, mark: Mark, rule: Rule, instance: Instance): AllMarks {
  const ofRule = marks[rule.name] ?? NONE;
  if (includesInstance(ofRule[mark], instance)) return marks;
  const { consumed, held } = ofRule;
  const list = remember(ofRule[mark], instance, INSTANCES);
  return { ...marks, [rule.name]: mark === 'consumed' ? { consumed: list, held } : { consumed, held: list } };
}

/**
 * The marks of a ticket whose SLA changes: a rule's mark gets a new deadline and so a new instance; what was consumed for
 * the old deadline stays consumed if the new one is not in the future.
 */
export function carryConsumed(ticket: TicketState, slaHours: number, now: Instant): AllMarks {
  let carried = ticket.marks;
  const target = slaTarget(ticket);
  for (const rule of ticket.policy.rules) {
    const consumed = ticket.marks[rule.name]?.consumed ?? [];
    const percent = rule.when.sla_used;
    if (consumed.length === 0 || percent === undefined) continue;
    if (slaDeadline({ createdAt: ticket.createdAt, slaHours }, percent) > now) continue;
    for (const instance of consumed) {
      if (instance['sla_used'] !== target) continue;
      carried = withMark(carried, 'consumed', rule, { ...instance, sla_used: slaTarget({ slaHours }) });
    }
  }
  return carried;
}
