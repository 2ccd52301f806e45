/** What the rules of its policy say of one state of a ticket. */
import { heightOf } from './ladder.js';
import type { Instant, Rule, When } from './policy.js';
import { ALWAYS, PREDICATES, type Predicate } from './predicates.js';
import type { TicketState } from './ticket.js';

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

/** Every rule that can be read; one whose evaluation throws never stops the others. */
export function readRules(ticket: TicketState): { readings: Reading[]; broken: Rule[] } {
  const readings: Reading[] = [];
  const broken: Rule[] = [];
  for (const rule of ticket.policy.rules) {
    try {
      if (rule.to !== 'next') heightOf(ticket.policy, rule.to);
      readings.push(readRule(rule, ticket));
    } catch {
      broken.push(rule);
    }
  }
  return { readings, broken };
}

/** Reads one rule. @throws when it names a predicate this engine does not know, or its conditions make no sense. */
export function readRule(rule: Rule, ticket: TicketState): Reading {
  let holdsFrom = ALWAYS;
  for (const name of predicatesOf(rule)) {
    const predicate = PREDICATES[name] as Predicate<unknown> | undefined;
    if (!predicate) throw new Error(`rule ${rule.name}: unknown predicate ${name}`);
    holdsFrom = Math.max(holdsFrom, predicate.holdsFrom(rule.when[name], ticket));
  }
  if (Number.isNaN(holdsFrom)) throw new Error(`rule ${rule.name}: its deadline is not a number`);
  return new Reading(rule, holdsFrom, ticket);
}

function instanceParts(rule: Rule, ticket: TicketState): (string | number)[] {
  const parts: (string | number)[] = [];
  for (const name of predicatesOf(rule)) {
    const predicate = PREDICATES[name] as Predicate<unknown>;
    if (predicate.instance) parts.push(predicate.instance(rule.when[name], ticket));
  }
  return parts;
}

function predicatesOf(rule: Rule): (keyof When)[] {
  return Object.keys(rule.when) as (keyof When)[];
}

/** The tuple of the predicates' instances as one string. */
export function instanceKey(parts: (string | number)[]): string {
  return JSON.stringify(parts);
}
