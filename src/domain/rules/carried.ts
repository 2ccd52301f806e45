/** What becomes of used marks of a clock whose target changes. */
import type { TicketState } from '../ticket/ticket.js';
import { elapsedAt, markLength, slaTarget } from './clocks.js';
import { compiledPolicy } from './compiled.js';
import { markOf, marksWithin } from './conditions.js';
import { givenBy, withGiven, withMark, type AllMarks } from './marks.js';
import type { Retargeted } from './clock-changes.js';
import type { Instance } from './instance.js';
import type { Instant, Milliseconds } from './policy.js';
import type { InstancePart } from './predicates/predicate.js';

/**
 * A rule's mark of the clock is a new occurrence; what was consumed for the old target stays consumed if the mark is reached
 * under the new one: each of those marks of this clock that gave the instance. @param ticket with its new fields and targets
 */
export function carryConsumed(ticket: TicketState, { name, from, to }: Retargeted, now: Instant): AllMarks {
  let carried = ticket.marks;
  if (from === null) return carried;
  const elapsed = elapsedNow(ticket, name, now);
  for (const { rule, node, conditions } of compiledPolicy(ticket.policy).rules) {
    const ofRule = ticket.marks[rule.name];
    for (const instance of ofRule?.consumed ?? []) {
      const renewed = renew(instance, ticket, { name, from, to });
      if (!renewed) continue;
      const given = givenBy(ofRule!, instance);
      const marks = given ?? (node ? marksWithin(node) : conditions.flatMap(markOf));
      if (marks.some((mark) => mark.of === name && elapsed < markLength(mark, to))) continue;
      carried = withMark(carried, 'consumed', rule, renewed);
      if (given) carried = withGiven(carried, rule, renewed, given);
    }
  }
  return carried;
}

function elapsedNow(ticket: TicketState, name: Retargeted['name'], now: Instant): Milliseconds {
  const clock = ticket.clocks?.[name];
  return clock ? elapsedAt(ticket.policy, name, clock, now) : now - ticket.createdAt;
}

/** The same occurrence under the new target; undefined if it is of another clock, cycle or target. */
function renew(instance: Instance, ticket: TicketState, { name, from, to }: Retargeted): Instance | undefined {
  const cycle = ticket.clocks?.[name]?.cycle ?? ticket.createdAt;
  const renewed: Record<string, InstancePart> = { ...instance };
  let found = false;
  for (const [part, value] of Object.entries(instance)) {
    const isSla = part.startsWith('sla_used') && name === 'resolution' && value === from;
    const isClock =
      part.startsWith('clock') &&
      typeof value === 'object' &&
      value[0] === name &&
      value[1] === cycle &&
      value[2] === from;
    if (!isSla && !isClock) continue;
    renewed[part] = isSla ? to : [name, cycle, to];
    found = true;
  }
  return found ? renewed : undefined;
}

/** The SLA of a ticket without clocks is another one. */
export function slaRetargeted(before: TicketState, slaHours: number): Retargeted {
  return { name: 'resolution', from: slaTarget(before), to: slaTarget({ slaHours }) };
}
