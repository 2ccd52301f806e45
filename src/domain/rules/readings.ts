/** What the rules of its policy say of one state of a ticket. */
import type { TicketState } from '../ticket/ticket.js';
import { compiledPolicy, compileRule, type CompiledRule } from './compiled.js';
import { changesAfter, holdsAt, instanceAt, marksGiving, mayHoldFrom } from './conditions.js';
import { includesInstance, sameInstance, type Instance } from './instance.js';
import type { Instant, Rule } from './policy.js';
import { ALWAYS, NEVER, type ClockMark, type InstancePart } from './predicates/predicate.js';

/** How many changes of a condition are looked at ahead; at the last of them the ticket is looked at again. */
const LOOK_AHEAD = 200;

/** A rule looked at with one state of a ticket. */
export class Reading {
  private known: Instance | undefined;

  constructor(
    readonly compiled: CompiledRule,
    /** The first instant from `at` on at which its condition holds, if nothing but the time changes; before `at` if it has held since. */
    readonly holdsFrom: Instant,
    private readonly ticket: TicketState,
    private readonly at: Instant,
  ) {}

  get rule(): Rule {
    return this.compiled.rule;
  }

  /** The trigger instance it belongs to; made when it is first asked for, as most rules do not hold. */
  get instance(): Instance {
    return (this.known ??= instanceOf(this.compiled, this.ticket, this.at));
  }

  /** The marks of clocks that give its instance, where others of the same clock may at another time. */
  get choice(): ClockMark[] | undefined {
    const { node, choosesMarks } = this.compiled;
    return node && choosesMarks ? marksGiving(node, this.ticket, this.at) : undefined;
  }

  /** Whether its trigger instance is among these. */
  isOneOf(instances: readonly Instance[]): boolean {
    return includesInstance(instances, this.instance);
  }

  /**
   * The first instant after `at` at which it holds for an occurrence that `isOver` does not know; {@link NEVER} if none comes by itself,
   * or none before `before`.
   */
  next(isOver: (instance: Instance) => boolean, before: Instant): Instant {
    const { compiled, ticket, at, holdsFrom } = this;
    const { node, isSteady } = compiled;
    if (!node) return holdsFrom > at && !isOver(this.instance) ? holdsFrom : NEVER;
    const present = holdsFrom <= at ? this.instance : undefined;
    if (present && isSteady) return NEVER;
    let time = present ? changesAfter(node, ticket, at) : holdsFrom;
    for (let looked = 0; time < before; looked++) {
      if (looked === LOOK_AHEAD) return time;
      const from = mayHoldFrom(node, ticket, time);
      if (from > time) {
        time = from;
        continue;
      }
      const instance = instanceAt(node, ticket, time);
      if (!isOver(instance) && !(present && sameInstance(present, instance))) return time;
      if (isSteady) return NEVER;
      time = changesAfter(node, ticket, time);
    }
    return NEVER;
  }

  /** The first instant after `at` at which it does not hold, or, given an instance, not for that; {@link NEVER} if it goes on by itself. */
  lastsUntil(instance?: Instance): Instant {
    const { node } = this.compiled;
    if (!node) return NEVER;
    const { ticket } = this;
    let time = changesAfter(node, ticket, this.at);
    for (let looked = 0; time < NEVER; looked++, time = changesAfter(node, ticket, time)) {
      if (looked === LOOK_AHEAD || !holdsAt(node, ticket, time)) return time;
      if (instance && !sameInstance(instance, instanceAt(node, ticket, time))) return time;
    }
    return NEVER;
  }
}

const NONE_BROKEN: readonly Rule[] = [];

/** What the rules say of one state: since when each holds. Of those that are of more interest a {@link Reading} is made. */
export class Readings {
  private made: (Reading | undefined)[] | undefined;

  constructor(
    private readonly ticket: TicketState,
    private readonly at: Instant,
    /** In policy order. */
    readonly rules: readonly CompiledRule[],
    /** For each rule {@link Reading.holdsFrom}; {@link NEVER} if waiting alone does not bring it about. */
    readonly holdsFrom: readonly Instant[],
    /** Those that cannot be read: one whose evaluation throws never stops the others. */
    readonly broken: readonly Rule[],
  ) {}

  of(nth: number): Reading {
    const made = (this.made ??= new Array<Reading | undefined>(this.rules.length));
    return (made[nth] ??= new Reading(this.rules[nth]!, this.holdsFrom[nth]!, this.ticket, this.at));
  }

  /** Of the rules that hold or that waiting alone brings about, in policy order. */
  all(): Reading[] {
    const all: Reading[] = [];
    for (let nth = 0; nth < this.rules.length; nth++) if (this.holdsFrom[nth]! < NEVER) all.push(this.of(nth));
    return all;
  }

  /** Whether the trigger instance of a rule is among these; of a plain condition it is not even made for that. */
  isOneOf(nth: number, instances: readonly Instance[]): boolean {
    const { telling, node } = this.rules[nth]!;
    if (node || telling.length !== 1) return this.of(nth).isOneOf(instances);
    const { name, predicate, argument } = telling[0]!;
    const part = predicate.instance!(argument, this.ticket, this.at);
    if (typeof part === 'object') return this.of(nth).isOneOf(instances);
    for (let i = instances.length - 1; i >= 0; i--) if (instances[i]![name] === part) return true;
    return false;
  }
}

export function readRules(ticket: TicketState, at: Instant): Readings {
  const { rules } = compiledPolicy(ticket.policy);
  const holdsFrom = new Array<Instant>(rules.length);
  let broken = NONE_BROKEN;
  for (let nth = 0; nth < rules.length; nth++) {
    const compiled = rules[nth]!;
    try {
      holdsFrom[nth] = holdsFromOf(compiled, ticket, at);
    } catch {
      holdsFrom[nth] = NEVER;
      broken = [...broken, compiled.rule];
    }
  }
  return new Readings(ticket, at, rules, holdsFrom, broken);
}

/** Reads one rule, also one that does not hold. @throws Error when it names what this engine does not know, or its conditions make no sense. */
export function readRule(rule: Rule, ticket: TicketState, at: Instant): Reading {
  const compiled = compileRule(ticket.policy, rule);
  return new Reading(compiled, holdsFromOf(compiled, ticket, at), ticket, at);
}

/** @throws Error when the rule names what this engine does not know, or its conditions make no sense. */
function holdsFromOf({ rule, conditions, node, fault }: CompiledRule, ticket: TicketState, at: Instant): Instant {
  if (fault) throw fault;
  if (node) {
    let time = at;
    for (let looked = 0; ; looked++) {
      const from = mayHoldFrom(node, ticket, time);
      if (from === time) return time === at ? ALWAYS : time;
      time = from;
      if (time === NEVER || looked === LOOK_AHEAD) return time;
    }
  }
  let holdsFrom = ALWAYS;
  for (const { predicate, argument } of conditions) {
    const from = predicate.holdsFrom(argument, ticket, at);
    if (from === NEVER) return NEVER;
    if (!(from <= holdsFrom)) holdsFrom = from;
  }
  if (Number.isNaN(holdsFrom)) throw new Error(`rule ${rule.name}: its deadline is not a number`);
  return holdsFrom;
}

function instanceOf({ telling, node }: CompiledRule, ticket: TicketState, at: Instant): Instance {
  if (node) return instanceAt(node, ticket, at);
  const instance: Record<string, InstancePart> = {};
  for (const { name, predicate, argument } of telling) instance[name] = predicate.instance!(argument, ticket, at);
  return instance;
}
