/**
 * Commands of people: each is done at once or refused with a sentence. Rules and cooldown do not hold them back. Updates of the workflow,
 * methods of the client, commands of `rung` and their schemas are all made of {@link COMMANDS}.
 */
import { changePolicy } from '../change/change-policy.js';
import type { PolicyChange } from '../change/policy-change.js';
import type { PeoplesDecision } from '../ladder/decision.js';
import type { RecordedState } from '../ladder/log.js';
import type { Instant } from '../rules/policy.js';
import { acknowledge, acknowledged, acknowledgement, unacknowledge, unacknowledged } from './commands/acknowledge.js';
import { deEscalate } from './commands/de-escalate.js';
import type {
  Argument,
  CommandDefinition,
  DecisionDefinition,
  Refused,
  StandingDefinition,
} from './commands/definition.js';
import { escalate } from './commands/escalate.js';
import { snooze, snoozed, standingSnooze, unsnooze } from './commands/snooze.js';
import type { Standing, TicketState } from './ticket.js';
import type { DecisionLine, StandingView } from './view.js';

export type { Refused };

/** What each command is given, beside who asks. `I`: how instants are given; by default as epoch milliseconds. */
export interface CommandArguments<I = Instant> {
  /** Somebody has seen it and takes it on. */
  acknowledge: object;
  /** Ends an acknowledgement before its time. */
  unacknowledge: object;
  /** Takes the ticket up, whatever the rules say. `to` defaults to one rung up. */
  escalate: { to?: string };
  /** Takes back the last step (`previous`, the default) or all of them (`base`). */
  deEscalate: { to?: 'previous' | 'base' };
  /** Nothing happens to the ticket by itself until `until`. A second one takes the place of the first. */
  snooze: { until: I };
  /** Ends a snooze. */
  unsnooze: object;
}
export type CommandName = keyof CommandArguments;

/** Every command, by the name of its update and of the client's method, in the order of help. */
export const COMMANDS = { acknowledge, unacknowledge, escalate, deEscalate, snooze, unsnooze } satisfies {
  [N in CommandName]: { arguments: { [K in keyof CommandArguments[N]]-?: Argument } };
};

/** The decisions that commands leave, by kind. */
export const PEOPLES_DECISIONS: { [K in PeoplesDecision['kind']]: DecisionDefinition<K> } = {
  acknowledged,
  unacknowledged,
  snoozed,
};

/** Whether it is the kind of a decision that a command leaves. */
export function isPeoples(kind: string): kind is PeoplesDecision['kind'] {
  return Object.hasOwn(PEOPLES_DECISIONS, kind);
}

/** What lasts of commands, by its field of the ticket's state. */
export const STANDING: { [K in keyof Standing]-?: StandingDefinition<K> } = {
  acknowledged: acknowledgement,
  snoozed: standingSnooze,
};

interface Asked {
  /** Unique for the ticket; a repeat is answered, not done again. */
  commandId: string;
  /** Who asks: a name or an id of the help desk's. */
  by: string;
}

export type Command = {
  [N in CommandName]: Asked & { type: (typeof COMMANDS)[N]['type'] } & CommandArguments[N];
}[CommandName];

export type CommandAnswer =
  | {
      accepted: true;
      tier: string;
      seq: number;
      repeated?: true;
      /** Rules that a snooze or an acknowledgement holds, or will hold when they come true, in policy order. Absent: none. */
      held?: string[];
      /** With `held`: when that ends by itself, at the latest; ISO-8601. */
      until?: string;
    }
  /** Nothing was done, and why. */
  | { accepted: false; reason: string };

/** A definition among others, whose arguments are known to fit it. */
export type AnyCommand = CommandDefinition<Command['type'], Readonly<Record<string, Argument>>>;
const DEFINITIONS = Object.values(COMMANDS) as unknown as AnyCommand[];

/** Carries a command out. The caller has dropped repeats already. */
export function applyCommand(
  ticket: TicketState,
  command: Command | PolicyChange,
  now: Instant,
): RecordedState | Refused {
  if (ticket.closed) {
    return { refused: `ticket ${ticket.ticketId} is ${ticket.status}; set another status to reopen it first` };
  }
  if (command.type === 'change_policy') return changePolicy(ticket, command, now);
  const { type, commandId: _commandId, ...given } = command;
  const definition = DEFINITIONS.find((one) => one.type === type);
  // A history of a newer version: better said than taken for something else.
  if (!definition) return { refused: `this version of Rung has no command ${type}` };
  return definition.carryOut(ticket, given, now);
}

/** A decision of people in a few words. @param time writes instants */
export function peoplesWords(
  line: Extract<DecisionLine, { kind: PeoplesDecision['kind'] }>,
  time: (at: string) => string,
): string {
  const { words } = PEOPLES_DECISIONS[line.kind] as {
    words: (line: DecisionLine, time: (at: string) => string) => string;
  };
  return words(line, time);
}

/** What lasts of commands, each as a title and words. @param when writes instants */
export function standingWords(view: StandingView, when: (at: string) => string): [title: string, words: string][] {
  return (Object.keys(STANDING) as (keyof Standing)[]).flatMap((field) => {
    const standing = view[field];
    const { title, words } = STANDING[field] as {
      title: string;
      words: (one: object, when: (at: string) => string) => string;
    };
    return standing ? [[title, words(standing, when)]] : [];
  });
}
