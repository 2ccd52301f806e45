/** What becomes of used marks of a clock whose target changes. */
import type { TicketState } from '../ticket/ticket.js';
import { elapsedAt, markLength, slaTarget } from './clocks.js';
import { withMark, type AllMarks } from './marks.js';
import type { Retargeted } from './clock-changes.js';
import type { Instance } from './instance.js';
import type { Instant, Milliseconds, Rule } from './policy.js';
import { conditionsWithin } from './predicates/index.js';
import type { ClockMark, InstancePart } from './predicates/predicate.js';

/**
 * A rule's mark of the clock is a new occurrence; what was consumed for the old target stays consumed if the mark is reached
 * under the new one. @param ticket with its new fields and targets
 */
export function carryConsumed(ticket: TicketState, { name, from, to }: Retargeted, now: Instant): AllMarks {
  let carried = ticket.marks;
  if (from === null) return carried;
  const elapsed = elapsedNow(ticket, name, now);
  for (const rule of ticket.policy.rules) {
    for (const instance of ticket.marks[rule.name]?.consumed ?? []) {
      const renewed = renew(instance, ticket, { name, from, to }, (part) => {
        const mark = givenBy(rule, part, name, from);
        return mark !== undefined && elapsed >= markLength(mark, to);
      });
      if (renewed) carried = withMark(carried, 'consumed', rule, renewed);
    }
  }
  return carried;
}

function elapsedNow(ticket: TicketState, name: Retargeted['name'], now: Instant): Milliseconds {
  const clock = ticket.clocks?.[name];
  return clock ? elapsedAt(ticket.policy, name, clock, now) : now - ticket.createdAt;
}

/** The same occurrence under the new target; undefined if it is of another clock, cycle or target, or its mark is not reached. */
function renew(
  instance: Instance,
  ticket: TicketState,
  { name, from, to }: Retargeted,
  isReached: (part: string) => boolean,
): Instance | undefined {
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
    if (!isReached(part)) return undefined;
    renewed[part] = isSla ? to : [name, cycle, to];
    found = true;
  }
  return found ? renewed : undefined;
}

/** The mark that gave a part of an instance: of its kind, the one that was reached first under the old target. */
function givenBy(rule: Rule, part: string, name: Retargeted['name'], from: Milliseconds): ClockMark | undefined {
  const marks = [...conditionsWithin(rule.when)].flatMap(({ when, path }): ClockMark[] => {
    if (path.includes('not')) return [];
    const marks: ClockMark[] = [];
    // Beside other conditions `sla_used` is written down as the mark of `resolution` that it is.
    if (when.sla_used !== undefined && name === 'resolution') marks.push({ of: name, used: when.sla_used });
    if (!part.startsWith('sla_used') && when.clock?.of === name) marks.push(when.clock);
    return marks;
  });
  const [first] = marks.sort((a, b) => markLength(a, from) - markLength(b, from));
  return first;
}

/** The SLA of a ticket without clocks is another one. */
export function slaRetargeted(before: TicketState, slaHours: number): Retargeted {
  return { name: 'resolution', from: slaTarget(before), to: slaTarget({ slaHours }) };
}
