/** What the rules of its policy say of one state of a ticket. */
import { heightOf } from '../ladder/ladder.js';
import type { Instant, Rule, When } from './policy.js';
import { ALWAYS, NEVER, PREDICATES, type Predicate } from './predicates.js';
import type { TicketState } from '../ticket/ticket.js';

/** A rule looked at with one state of a ticket. */
export class Reading {
  private key: string | undefined;

  constructor(
    readonly rule: Rule,
    /** From which instant on all its predicates hold, if nothing but the time changes. */
    readonly holdsFrom: Instant,
    private readonly ticket: TicketState,
  ) {}

  /** The trigger instance it belongs to; made when it is first asked for, as most rules do not hold. */
  get instance(): string {
    return (this.key ??= instanceKey(instanceParts(this.rule, this.ticket)));
  }
}

/**
 * The rules that hold or that waiting alone brings about, in policy order, and those that cannot be read: one whose
 * evaluation throws never stops the others.
 */
export function readRules(ticket: TicketState): { readings: Reading[]; broken: Rule[] } {
  const readings: Reading[] = [];
  const broken: Rule[] = [];
  for (const rule of ticket.policy.rules) {
    try {
      if (rule.to !== 'next') heightOf(ticket.policy, rule.to);
      const reading = readRule(rule, ticket);
      if (reading.holdsFrom < NEVER) readings.push(reading);
    } catch {
      broken.push(rule);
    }
  }
  return { readings, broken };
}

/** Reads one rule. @throws when it names a predicate this engine does not know, or its conditions make no sense. */
export function readRule(rule: Rule, ticket: TicketState): Reading {
  let holdsFrom = ALWAYS;
  for (const { predicate, argument } of conditionsOf(rule)) {
    holdsFrom = Math.max(holdsFrom, predicate.holdsFrom(argument, ticket));
  }
  if (Number.isNaN(holdsFrom)) throw new Error(`rule ${rule.name}: its deadline is not a number`);
  return new Reading(rule, holdsFrom, ticket);
}

function instanceParts(rule: Rule, ticket: TicketState): (string | number)[] {
  const parts: (string | number)[] = [];
  for (const { predicate, argument } of conditionsOf(rule)) {
    if (predicate.instance) parts.push(predicate.instance(argument, ticket));
  }
  return parts;
}

interface Condition {
  predicate: Predicate<unknown>;
  argument: unknown;
}

/** What rules ask, found once for each rule object: a rule is never changed. */
const conditions = new WeakMap<Rule, Condition[]>();

function conditionsOf(rule: Rule): Condition[] {
  let known = conditions.get(rule);
  if (!known) {
    known = Object.entries(rule.when).map(([name, argument]) => {
      const predicate = PREDICATES[name as keyof When] as Predicate<unknown> | undefined;
      if (!predicate) throw new Error(`rule ${rule.name}: unknown predicate ${name}`);
      return { predicate, argument: argument as unknown };
    });
    conditions.set(rule, known);
  }
  return known;
}

/** The tuple of the predicates' instances as one string. */
export function instanceKey(parts: (string | number)[]): string {
  return JSON.stringify(parts);
}
