/**
 * Conditions made ready for reading. What holds is a set of instants: whether it holds at one of them, and at which next one
 * that, or the trigger instance, may change if nothing but the time does.
 */
import type { TicketState } from '../ticket/ticket.js';
import { samePart, type Instance } from './instance.js';
import type { Instant, When } from './policy.js';
import { predicateNamed } from './predicates/index.js';
import { NEVER, type ClockMark, type InstancePart, type Predicate } from './predicates/predicate.js';

export interface Condition {
  name: string;
  predicate: Predicate;
  argument: never;
}

export type Node =
  | ({ kind: 'is' } & Condition)
  | { kind: 'all'; of: readonly Node[] }
  | { kind: 'any'; of: readonly Node[] }
  | { kind: 'not'; of: Node };

/**
 * A conjunction of predicates that hold from some instant on is a list of `conditions`; anything else is a `node`.
 * @throws Error when it names a predicate that this engine does not know
 */
export function compileCondition(
  when: When,
  subject: string,
  asNode = false,
): { conditions: Condition[]; node?: Node } {
  const { any, all, not, ...own } = when;
  const conditions = Object.entries(own).map(([name, argument]): Condition => {
    const predicate = predicateNamed(name);
    if (!predicate) throw new Error(`rule ${subject}: unknown predicate ${name}`);
    return { name, predicate, argument: argument as never };
  });
  const isPlain = !any && !all && !not && conditions.every(({ predicate }) => !predicate.holdsUntil);
  if (isPlain && !asNode) return { conditions };
  const nodeOf = (one: When) => compileCondition(one, subject, true).node!;
  const of: Node[] = conditions.map((condition) => ({ kind: 'is', ...asClock(condition) }));
  if (any) of.push({ kind: 'any', of: any.map(nodeOf) });
  if (all) of.push({ kind: 'all', of: all.map(nodeOf) });
  if (not) of.push({ kind: 'not', of: nodeOf(not) });
  return { conditions: [], node: of.length === 1 ? of[0]! : { kind: 'all', of } };
}

/** `sla_used: 75%` is the same as a mark of `resolution`, also where one branch names the one and another the other. */
function asClock(condition: Condition): Condition {
  const { name, argument } = condition;
  if (name !== 'sla_used') return condition;
  return {
    name: 'clock',
    predicate: predicateNamed('clock')!,
    argument: { of: 'resolution', used: argument } as never,
  };
}

/** Whether it is one occurrence whenever it holds, if nothing but the time changes. */
export function isSteady(node: Node): boolean {
  switch (node.kind) {
    case 'is':
      return !node.predicate.holdsUntil || !node.predicate.instance;
    case 'all':
      return node.of.every(isSteady);
    case 'any':
      return false;
    case 'not':
      return true;
  }
}

/** Whether it has a trigger instance whenever it holds. */
export function alwaysTells(node: Node): boolean {
  switch (node.kind) {
    case 'is':
      return node.predicate.instance !== undefined;
    case 'all':
      return node.of.some(alwaysTells);
    case 'any':
      return node.of.every(alwaysTells);
    case 'not':
      return false;
  }
}

export function holdsAt(node: Node, ticket: TicketState, at: Instant): boolean {
  switch (node.kind) {
    case 'is':
      return fromOf(node, ticket, at) <= at;
    case 'all':
      for (const one of node.of) if (!holdsAt(one, ticket, at)) return false;
      return true;
    case 'any':
      for (const one of node.of) if (holdsAt(one, ticket, at)) return true;
      return false;
    case 'not':
      return !holdsAt(node.of, ticket, at);
  }
}

/** `at` itself if it holds then, else {@link changesAfter} it: each part is read once for both. */
export function mayHoldFrom(node: Node, ticket: TicketState, at: Instant): Instant {
  switch (node.kind) {
    case 'is': {
      const from = fromOf(node, ticket, at);
      return from > at ? from : at;
    }
    case 'all': {
      // While some do not hold, it does not before the last of them may.
      let last = at;
      for (const one of node.of) {
        const from = mayHoldFrom(one, ticket, at);
        // It does not come by itself, whatever the others do.
        if (from === NEVER) return NEVER;
        if (from > last) last = from;
      }
      return last;
    }
    case 'any': {
      let first = NEVER;
      for (const one of node.of) {
        const from = mayHoldFrom(one, ticket, at);
        if (from === at) return at;
        if (from < first) first = from;
      }
      return first;
    }
    case 'not':
      return holdsAt(node.of, ticket, at) ? changesAfter(node.of, ticket, at) : at;
  }
}

/** The first instant after `at` at which it may begin or cease to hold, or hold as another occurrence. */
export function changesAfter(node: Node, ticket: TicketState, at: Instant): Instant {
  switch (node.kind) {
    case 'is': {
      const from = fromOf(node, ticket, at);
      return from > at ? from : (node.predicate.holdsUntil?.(node.argument, ticket, at) ?? NEVER);
    }
    case 'not':
      return changesAfter(node.of, ticket, at);
    case 'all': {
      const from = mayHoldFrom(node, ticket, at);
      if (from > at) return from;
      let first = NEVER;
      for (const one of node.of) first = Math.min(first, changesAfter(one, ticket, at));
      return first;
    }
    case 'any': {
      let first = NEVER;
      for (const one of node.of) {
        first = Math.min(first, changesAfter(one, ticket, at));
        // What the branches behind the one that holds do is of no matter until then.
        if (holdsAt(one, ticket, at)) break;
      }
      return first;
    }
  }
}

/** The trigger instance at an instant at which it holds: that of `any` is of its first branch that does, `not` has none. */
export function instanceAt(node: Node, ticket: TicketState, at: Instant): Instance {
  const parts: Record<string, InstancePart> = {};
  eachGiving(node, ticket, at, ({ name, predicate, argument }) => {
    const part = predicate.instance?.(argument, ticket, at);
    if (part === undefined) return;
    const free = freeName(name, part, parts);
    if (free !== undefined) parts[free] = part;
  });
  return parts;
}

/** The marks of clocks among the conditions that give that instance. */
export function marksGiving(node: Node, ticket: TicketState, at: Instant): ClockMark[] {
  const marks: ClockMark[] = [];
  eachGiving(node, ticket, at, (one) => marks.push(...markOf(one)));
  return marks;
}

/** Visits the conditions that give the instance. */
function eachGiving(node: Node, ticket: TicketState, at: Instant, visit: (one: Condition) => void): void {
  switch (node.kind) {
    case 'is':
      visit(node);
      return;
    case 'all':
      for (const one of node.of) eachGiving(one, ticket, at, visit);
      return;
    case 'any': {
      const branch = node.of.find((one) => holdsAt(one, ticket, at));
      if (branch) eachGiving(branch, ticket, at, visit);
      return;
    }
    case 'not':
      return;
  }
}

/** Whether one mark of a clock may give its instance at one time and another mark of the same clock at another. */
export function hasChoiceOfMarks(node: Node): boolean {
  switch (node.kind) {
    case 'any': {
      const clocks = node.of.flatMap((one) => [...new Set(marksWithin(one).map(({ of }) => of))]);
      return new Set(clocks).size < clocks.length || node.of.some(hasChoiceOfMarks);
    }
    case 'all':
      return node.of.some(hasChoiceOfMarks);
    default:
      return false;
  }
}

/** The marks of clocks that may give an instance. */
export function marksWithin(node: Node): ClockMark[] {
  switch (node.kind) {
    case 'is':
      return markOf(node);
    case 'not':
      return [];
    default:
      return node.of.flatMap(marksWithin);
  }
}

/** The mark of a clock that a condition is; none if it is something else. */
export function markOf(condition: Condition): ClockMark[] {
  const { name, argument } = asClock(condition);
  return name === 'clock' ? [argument] : [];
}

/** A predicate that stands in a condition more than once: `idle`, `idle:2`, …; undefined if it says the same once more. */
function freeName(name: string, part: InstancePart, parts: Record<string, InstancePart>): string | undefined {
  for (let nth = 1; ; nth++) {
    const free = nth === 1 ? name : `${name}:${nth}`;
    if (!Object.hasOwn(parts, free)) return free;
    if (samePart(parts[free]!, part)) return undefined;
  }
}

/** @throws Error when its deadline is not a number. */
function fromOf({ name, predicate, argument }: Condition, ticket: TicketState, at: Instant): Instant {
  const from = predicate.holdsFrom(argument, ticket, at);
  if (Number.isNaN(from)) throw new Error(`${name}: its deadline is not a number`);
  return from;
}
