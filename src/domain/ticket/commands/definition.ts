/** What a command is made of. A file beside this one defines each; `../commands.ts` names them. */
import type { Field, ValueOf } from '../../forms/field.js';
import type { PeoplesDecision } from '../../ladder/decision.js';
import type { RecordedState } from '../../ladder/log.js';
import type { Instant } from '../../rules/policy.js';
import type { Standing, TicketState } from '../ticket.js';
import type { DecisionLine, StandingView } from '../view.js';

/** An argument, with its words for people. */
export interface Argument {
  field: Field;
  optional?: true;
  /** What stands for its value: `tier`. */
  placeholder: string;
  /** What it is and what it is by default: `the tier to climb to (default: one rung up)`. */
  words: string;
  /** As it is sent. */
  example: string | number;
}

/** What a command is given, by the names of its arguments. `I`: how instants are given. */
export type ArgumentsOf<A extends Readonly<Record<string, Argument>>, I = Instant> = {
  [K in keyof A as A[K] extends { optional: true } ? never : K]: Given<A[K]['field'], I>;
} & {
  [K in keyof A as A[K] extends { optional: true } ? K : never]?: Given<A[K]['field'], I>;
};
type Given<F extends Field, I> = F['kind'] extends 'instant' ? I : ValueOf<F>;

export interface Refused {
  refused: string;
}

export interface CommandDefinition<T extends string, A extends Readonly<Record<string, Argument>>> {
  /** Its name in histories and states. */
  type: T;
  arguments: A;
  /** Its name on the command line. */
  shell: string;
  /** One line for lists of commands, and what it does in a sentence or two. */
  summary: string;
  description: string;
  /** Arguments on the command line, after the ticket's id. */
  examples: readonly string[];
  /** The type of the line of a timeline that does the same; null: none does. */
  line: PeoplesDecision['kind'] | null;
  /** Does it, or refuses with a sentence. The ticket is open. */
  carryOut(ticket: TicketState, given: ArgumentsOf<A> & { by: string }, now: Instant): RecordedState | Refused;
  /** What has been done, after the ticket's id and a colon. */
  done(answer: { tier: string; seq: number; held?: string[]; until?: string }, given: ArgumentsOf<A>): string;
}

/** Keeps the exact types of a definition. */
export function command<T extends string, const A extends Readonly<Record<string, Argument>>>(
  definition: CommandDefinition<T, A>,
): CommandDefinition<T, A> {
  return definition;
}

/** What a decision tells beside when, and of which ticket. */
type ToldBy<K extends PeoplesDecision['kind']> = Omit<
  Extract<PeoplesDecision, { kind: K }>,
  'at' | 'ticketId' | 'kind'
>;

/** What a person asks of a ticket in a timeline: a line of the decision's type tells what the decision tells, but for what the engine counts. */
export type TimelineCommand = {
  [K in PeoplesDecision['kind']]: { eventId: string; type: K } & Omit<ToldBy<K>, typeof COUNTED>;
}[PeoplesDecision['kind']];
export const COUNTED = 'seq';

/** A decision that a command leaves, and the line of a timeline that has its type. */
export interface DecisionDefinition<K extends PeoplesDecision['kind']> {
  /** What has happened, in a sentence. */
  meaning: string;
  fields: { [P in keyof ToldBy<K>]-?: { field: Field; nullable?: true; words: string } };
  /** It in a few words, and who asked. */
  words(line: Extract<DecisionLine, { kind: K }>, time: (at: string) => string): string;
  /** What the line does, in a sentence. */
  line: string;
  /** Does what the line asks of an open ticket. */
  play(ticket: TicketState, asked: Extract<TimelineCommand, { type: K }>, now: Instant): RecordedState;
}

/** What lasts of a command: a field of the ticket's state. One with an `until` lasts until then. */
export interface StandingDefinition<K extends keyof Standing> {
  title: string;
  words(standing: NonNullable<StandingView[K]>, when: (at: string) => string): string;
}
