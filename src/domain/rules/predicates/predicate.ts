/** What a predicate is: one condition of a rule, defined in one file of this folder and listed in `index.ts`. */
import type { TicketFacts } from '../../ladder/decision.js';
import type { TicketState } from '../../ticket/ticket.js';
import type { ClockMark } from '../when.js';
import type { ClockName, Instant, Length, Policy } from '../policy.js';

export type { ClockMark } from '../when.js';

/** It holds, and has always done so as far as the clock is concerned. */
export const ALWAYS: Instant = -Infinity;
/** It does not hold, and waiting alone will not change that. */
export const NEVER: Instant = Infinity;

/** What a condition may be asked with. `src/policy/conditions.ts` has a reader for each kind. */
export interface Arguments {
  /** 75 for `75%`. */
  percentage: number;
  length: Length;
  /** A sentiment score, -1 … 1. */
  score: number;
  /** 1 or more. */
  count: number;
  /** Words of the help desk. */
  names: string[];
  /** Names of tiers of the ladder. */
  tiers: string[];
  /** Priorities of the policy. */
  priorities: string[];
  clockMark: ClockMark;
  clocks: ClockName[];
  /** The mean of the last so many scores. */
  scores: { last: number; below: number };
  /** Name of a calendar. */
  calendar: string;
  /** Of each named field some values. */
  fields: Record<string, string[]>;
}
export type ArgumentKind = keyof Arguments;

/** One predicate's part of a trigger instance. */
export type InstancePart = string | number | readonly (string | number)[];

/** What a valid argument says that its author can hardly have meant. */
export interface ArgumentWarning {
  message: string;
  expected: string;
  /** It can never hold, and the message says why. */
  never?: true;
}

export const LOWEST_SCORE = -1;
/** Of a limit that is {@link LOWEST_SCORE}. */
export const NOTHING_BELOW: ArgumentWarning = {
  message: 'no score is below -1',
  expected: 'a limit above -1',
  never: true,
};

/** The definition of a predicate. */
export interface Predicate<K extends ArgumentKind = ArgumentKind> {
  kind: K;
  /** Its row of docs/policy.md: a sentence. */
  description: string;
  /** It waits for people to do something: an acknowledgement holds the rules that name it. */
  patient?: true;
  /**
   * From which instant on it holds, if nothing but the time changes: the start of the first span that ends after `at`, with a
   * trigger instance of its own.
   */
  holdsFrom(argument: Arguments[K], ticket: TicketState, at: Instant): Instant;
  /** The end of the span in which `at` lies, which is no part of it. Default: {@link NEVER}. */
  holdsUntil?(argument: Arguments[K], ticket: TicketState, at: Instant): Instant;
  /** Which occurrence it is at `at`; absent when the predicate does not tell occurrences apart. Asked only after `holdsFrom`: what is wrong with the rule has thrown there. */
  instance?(argument: Arguments[K], ticket: TicketState, at: Instant): InstancePart;
  /** The condition in a few words: `no activity for 2 h`. */
  words(argument: Arguments[K]): string;
  /** Whose value its words are, where they are a value alone: `customer tier`, to be said where there is room. */
  subject?: string;
  /** What happened, for the headline of an alert; absent when it only says for which tickets a rule is. */
  cause?(argument: Arguments[K], ticket: TicketFacts): string;
  /** What `rung policy check` should warn of. `to` is the tier that the rule leads to, if it leads to one. */
  warnings?(argument: Arguments[K], policy: Policy, to?: string): ArgumentWarning[];
}

/** A predicate that holds while a value of the ticket is in a list. */
export function oneOf<K extends 'names' | 'tiers' | 'priorities'>(
  value: (ticket: TicketState) => string,
  definition: Omit<Predicate<K>, 'holdsFrom' | 'words'> & { words?: (list: string) => string },
): Predicate<K> {
  const { words = (list: string) => list } = definition;
  return {
    ...definition,
    holdsFrom: (list, ticket) => (list.includes(value(ticket)) ? ALWAYS : NEVER),
    words: (list) => words(list.join(' or ')),
  };
}
