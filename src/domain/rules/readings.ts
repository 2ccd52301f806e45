/** What the rules of its policy say of one state of a ticket. */
import { compiledRules, compileRule, type CompiledRule } from './compiled.js';
import type { Instance } from './instance.js';
import type { Instant, Rule } from './policy.js';
import { ALWAYS, NEVER, type InstancePart } from './predicates/predicate.js';
import type { TicketState } from '../ticket/ticket.js';

/** A rule looked at with one state of a ticket. */
export class Reading {
  private known: Instance | undefined;

  constructor(
    private readonly compiled: CompiledRule,
    /** From which instant on all its predicates hold, if nothing but the time changes. */
    readonly holdsFrom: Instant,
    private readonly ticket: TicketState,
  ) {}

  get rule(): Rule {
    return this.compiled.rule;
  }

  /** The trigger instance it belongs to; made when it is first asked for, as most rules do not hold. */
  get instance(): Instance {
    return (this.known ??= instanceOf(this.compiled, this.ticket));
  }
}

/** What the rules say of one state. */
export interface Readings {
  /** The rules that hold or that waiting alone brings about, in policy order. */
  readings: Reading[];
  /** Those that cannot be read: one whose evaluation throws never stops the others. */
  broken: Rule[];
}

const NONE_BROKEN: Rule[] = [];

export function readRules(ticket: TicketState): Readings {
  const readings: Reading[] = [];
  let broken = NONE_BROKEN;
  for (const compiled of compiledRules(ticket.policy)) {
    try {
      const holdsFrom = holdsFromOf(compiled, ticket);
      if (holdsFrom < NEVER) readings.push(new Reading(compiled, holdsFrom, ticket));
    } catch {
      broken = [...broken, compiled.rule];
    }
  }
  return { readings, broken };
}

/** Reads one rule, also one that does not hold. @throws Error when it names what this engine does not know, or its conditions make no sense. */
export function readRule(rule: Rule, ticket: TicketState): Reading {
  const compiled = compileRule(ticket.policy, rule);
  return new Reading(compiled, holdsFromOf(compiled, ticket), ticket);
}

/** @throws Error when the rule names what this engine does not know, or its conditions make no sense. */
function holdsFromOf({ rule, conditions, fault }: CompiledRule, ticket: TicketState): Instant {
  if (fault) throw fault;
  let holdsFrom = ALWAYS;
  for (const { predicate, argument } of conditions) {
    const from = predicate.holdsFrom(argument, ticket);
    if (from === NEVER) return NEVER;
    if (!(from <= holdsFrom)) holdsFrom = from;
  }
  if (Number.isNaN(holdsFrom)) throw new Error(`rule ${rule.name}: its deadline is not a number`);
  return holdsFrom;
}

function instanceOf({ telling }: CompiledRule, ticket: TicketState): Instance {
  const instance: Record<string, InstancePart> = {};
  for (const { name, predicate, argument } of telling) instance[name] = predicate.instance!(argument, ticket);
  return instance;
}
