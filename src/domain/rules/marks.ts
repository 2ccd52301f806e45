/** Which trigger instances a rule has been through: the base of "no loops, no flapping". */
import { INSTANCES, INSTANCES_SIZE, sizeOf } from '../ticket/limits.js';
import { remember, type Marks, type TicketState } from '../ticket/ticket.js';
import { altered } from '../ticket/with-changes.js';
import { includesInstance, isBare, sameInstance, type Instance } from './instance.js';
import type { Rule } from './policy.js';
import type { ClockMark } from './predicates/predicate.js';
import type { Reading, Readings } from './readings.js';

type Mark = 'consumed' | 'held';
export type AllMarks = TicketState['marks'];

const NONE: Marks = { consumed: [], held: [] };

/** Whether the rule has been through the instance of a reading, which is not even made while it has been through none. */
export function isMarked(ticket: TicketState, mark: Mark, reading: Reading): boolean {
  const ofRule = ticket.marks[reading.rule.name];
  if (!ofRule) return false;
  const instances = mark === 'consumed' ? ofRule.consumed : ofRule.held;
  return instances.length > 0 && reading.isOneOf(instances);
}

/** Whether a rule has been through the instance that it has now. */
export function isThrough(ticket: TicketState, read: Readings, nth: number): boolean {
  const consumed = ticket.marks[read.rules[nth]!.rule.name]?.consumed;
  return consumed !== undefined && consumed.length > 0 && read.isOneOf(nth, consumed);
}

/** Whether the rule has been through an instance. */
export function hasMark(ticket: TicketState, mark: Mark, rule: Rule, instance: Instance): boolean {
  return includesInstance(ticket.marks[rule.name]?.[mark] ?? [], instance);
}

/** The same marks when the rule has been through the instance. */
export function withMark(marks: AllMarks, mark: Mark, rule: Rule, instance: Instance): AllMarks {
  const ofRule = marks[rule.name] ?? NONE;
  if (includesInstance(ofRule[mark], instance)) return marks;
  const list = remember(ofRule[mark], instance, limitFor(instance));
  return altered(marks, { [rule.name]: altered(ofRule, { [mark]: list }) });
}

/** The marks of clocks that gave a consumed instance. */
export function withGiven(marks: AllMarks, rule: Rule, instance: Instance, by: ClockMark[]): AllMarks {
  const ofRule = marks[rule.name] ?? NONE;
  if (givenBy(ofRule, instance)) return marks;
  const given = remember(ofRule.given ?? [], { instance, marks: by }, limitFor(instance));
  return altered(marks, { [rule.name]: altered(ofRule, { given }) });
}

/** How many instances of about that size a rule remembers. */
function limitFor(instance: Instance): number {
  return Math.min(INSTANCES, Math.floor(INSTANCES_SIZE / sizeOf(instance)));
}

export function givenBy({ given }: Marks, instance: Instance): ClockMark[] | undefined {
  return given?.find((one) => sameInstance(one.instance, instance))?.marks;
}

/** Whether the rule has been through an instance without any part, or was held in it. */
export function hasBareMark({ marks }: TicketState, rule: Rule): boolean {
  const ofRule = marks[rule.name];
  return ofRule !== undefined && isBareMarked(ofRule);
}

function isBareMarked({ consumed, held }: Marks): boolean {
  return consumed.some(isBare) || held.some(isBare);
}

/** A rule that does not hold may come true without any instance again: what it has been through so is news the next time. */
export function rearmed(marks: AllMarks, rule: Rule): AllMarks {
  const ofRule = marks[rule.name];
  if (!ofRule || !isBareMarked(ofRule)) return marks;
  const kept = (instances: Instance[]) => instances.filter((instance) => !isBare(instance));
  return altered(marks, {
    [rule.name]: altered(ofRule, { consumed: kept(ofRule.consumed), held: kept(ofRule.held) }),
  });
}
