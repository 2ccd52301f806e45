/** Why each rule of a ticket did or did not fire, what it waits for, and when it next could. */
import { decide } from '../ladder/decide.js';
import { tierAbove } from '../ladder/ladder.js';
import { holdOn } from '../rules/holds.js';
import { compileRule } from '../rules/compiled.js';
import { isMarked } from '../rules/marks.js';
import type { Instant, Rule, When } from '../rules/policy.js';
import { conditionsWithin, predicateNamed } from '../rules/predicates/index.js';
import { NEVER } from '../rules/predicates/predicate.js';
import { readRule, type Reading } from '../rules/readings.js';
import { aheadAt } from '../rules/upcoming.js';
import { wholeConditionWords } from '../rules/words.js';
import type { TicketState } from '../ticket/ticket.js';
import { lastWord, type LastWord } from './last-word.js';

/** A condition of a rule: a predicate, a combination, or what stands under `unless`. */
export interface ConditionExplained {
  /** In the predicate's own words: `no activity for 2 h`. */
  words: string;
  /** It stands under `unless`: what follows is of its absence. */
  isException?: true;
  holds: boolean;
  /** It does not hold, and will from then on if nothing but the time changes; null: only news can bring that about. */
  from?: Instant | null;
}

/**
 * - `ended`: the ticket is closed, and nothing is watched
 * - `broken`: it cannot be read
 * - `fired`: it holds, and has fired for this occurrence
 * - `satisfied`: it holds, and has got what it asks for, or was taken for done
 * - `held`: it holds, and something holds it back
 * - `due`: it holds, and fires with the next decision
 * - `waiting`: it does not hold, and time alone will bring it about
 * - `idle`: it does not hold, and only news can bring it about
 */
export type Verdict = 'ended' | 'broken' | 'fired' | 'satisfied' | 'held' | 'due' | 'waiting' | 'idle';

export interface RuleExplained {
  rule: string;
  /** The tier that it asks for, `next` included; null: it only tells. */
  to: string | null;
  verdict: Verdict;
  conditions: ConditionExplained[];
  /** When it next fires or is let go by itself, if nothing but the time changes. */
  next: Instant | null;
  /** What holds it: now, or when it comes true at `next`. */
  hold?: { until: Instant; by: 'snooze' | 'acknowledgement' | 'cooldown' };
  /** What was last heard of it. */
  last?: LastWord;
  /** Even if it came true it would change nothing: the ticket stands at the tier that it asks for, or higher. */
  isInVain: boolean;
  /** Which of its conditions tell occurrences apart: it fires once for each. */
  occurrences: string[];
  /** Why it cannot be read. */
  error?: string;
}

export interface TicketExplained {
  ticketId: string;
  at: Instant;
  tier: string;
  status: string;
  policyHash: string;
  /** In policy order. */
  rules: RuleExplained[];
}

/**
 * Of the ticket as it is at `at`. For a later time than its last decision it is first taken there as if nothing but the time had
 * changed: `decidedAt` is when that was.
 */
export function explainTicket(before: TicketState, decidedAt: Instant, at: Instant): TicketExplained {
  const ticket = at > decidedAt ? takenTo(before, decidedAt, at) : before;
  const { ticketId, tier, status, policyHash, policy } = ticket;
  return { ticketId, at, tier, status, policyHash, rules: policy.rules.map((rule) => explainRule(ticket, rule, at)) };
}

/** As the ticket will be at an instant, by its own decisions. */
function takenTo(ticket: TicketState, from: Instant, to: Instant): TicketState {
  let { state, nextWakeAt } = decide(ticket, from);
  while (nextWakeAt !== null && nextWakeAt <= to) ({ state, nextWakeAt } = decide(state, nextWakeAt));
  return state;
}

function explainRule(ticket: TicketState, rule: Rule, at: Instant): RuleExplained {
  const target = rule.to === undefined ? undefined : tierAbove(ticket, rule.to);
  const last = lastWord(ticket.history, rule.name);
  const explained: Omit<RuleExplained, 'verdict'> = {
    ...{ rule: rule.name, to: rule.to ?? null, conditions: [], next: null, occurrences: [] },
    ...(last && { last }),
    isInVain: rule.to !== undefined && target === undefined,
  };
  if (ticket.closed) return { ...explained, verdict: 'ended' };
  try {
    const reading = readRule(rule, ticket, at);
    const ahead = aheadAt(ticket, reading, at);
    const next = ahead < NEVER ? ahead : null;
    const hold = holdThen(ticket, rule, next !== null && reading.holdsFrom > at ? next : at);
    return {
      ...explained,
      conditions: conditionsOf(rule, ticket, at),
      occurrences: occurrencesOf(rule),
      next,
      ...(hold && { hold }),
      verdict: verdictOn(ticket, reading, at, hold !== undefined, last),
    };
  } catch (error) {
    return { ...explained, verdict: 'broken', error: (error as Error).message };
  }
}

function verdictOn(
  ticket: TicketState,
  reading: Reading,
  at: Instant,
  isHeld: boolean,
  last: LastWord | undefined,
): Verdict {
  if (reading.holdsFrom > at) return reading.holdsFrom < NEVER ? 'waiting' : 'idle';
  if (isMarked(ticket, 'consumed', reading))
    return last?.kind === 'escalated' || last?.kind === 'notified' ? 'fired' : 'satisfied';
  return isHeld ? 'held' : 'due';
}

function holdThen(ticket: TicketState, rule: Rule, at: Instant): RuleExplained['hold'] {
  const hold = holdOn(ticket, compileRule(ticket.policy, rule), at);
  return hold && { until: hold.until, by: hold.by ?? 'cooldown' };
}

function conditionsOf({ when, unless, ...rule }: Rule, ticket: TicketState, at: Instant): ConditionExplained[] {
  const explained = (part: When, told: Pick<ConditionExplained, 'words' | 'isException'>): ConditionExplained => {
    const { holdsFrom } = readRule({ ...rule, when: part }, ticket, at);
    if (holdsFrom <= at) return { ...told, holds: true };
    return { ...told, holds: false, from: holdsFrom < NEVER ? holdsFrom : null };
  };
  const parts = Object.entries(when).map(([name, argument]): When => ({ [name]: argument as never }));
  return [
    ...parts.map((part) => explained(part, { words: wholeConditionWords(part) })),
    ...(unless ? [explained({ not: unless }, { words: wholeConditionWords(unless), isException: true })] : []),
  ];
}

function occurrencesOf({ when }: Rule): string[] {
  return [...conditionsWithin(when)].flatMap((one) =>
    one.path.includes('not')
      ? []
      : Object.entries(one.when).flatMap(([name, argument]) =>
          predicateNamed(name)?.instance ? [wholeConditionWords({ [name]: argument as never })] : [],
        ),
  );
}
