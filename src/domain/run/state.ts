/** All that a run knows of its ticket, as plain JSON: what continue-as-new hands to the next run. */
import type { PolicyChange } from '../change/policy-change.js';
import type { Command } from '../ticket/commands.js';
import type { UndeliverableAlert } from '../alerts/delivery.js';
import type { Fact } from '../ticket/facts.js';
import type { Instant } from '../rules/policy.js';
import { remember, type TicketState } from '../ticket/ticket.js';
import { sizeOf } from '../ticket/limits.js';
import { NOTHING_OWED, withEffects, type OutboxState } from './outbox.js';
import type { Effect } from '../ladder/decision.js';

export interface RunState {
  ticket: TicketState;
  /** When the ticket is looked at again if nothing happens before; as of the last decision. */
  nextDeadlineAt: Instant | null;
  outbox: OutboxState;
  chain: ChainState;
  database: DatabaseState;
  /** The last alerts that were given up, oldest first; those that arrived all the same are left out. */
  undeliverable: UndeliverableAlert[];
  /** Ids of the last facts that changed nothing, since the ticket was closed. */
  ignored: string[];
}

/** The chain of runs (by continue-as-new) that this run belongs to. */
export interface ChainState {
  /** Id of its first run. */
  id: string;
  /** Of the last write. */
  rev: number;
  /** Message ids that later alerts answer to, by target name. */
  threads: Record<string, string>;
  /**
   * A write of this chain has been confirmed. Until then the database may know an earlier chain, which Temporal has forgotten and
   * which has to be taken up.
   */
  known: boolean;
  /** Facts and commands since the beginning, while the chain is not known: an earlier chain has to hear them too. */
  heard: TicketMessage[];
}

/** What a ticket is told or asked. */
export type TicketMessage = Fact | Command | PolicyChange;

/** What the database has of the ticket. */
export interface DatabaseState {
  /** A write is due. */
  due: boolean;
  /** Facts since the last write that alone make none due. */
  counted: number;
  /** What others act on, as the last write had it. */
  written: string;
  /** The next write brings the policy along. */
  needsPolicy: boolean;
  /** It has not answered in time: the next write is tried for as long as it takes, and nothing waits for it. */
  away: boolean;
}

/** How many given up alerts, and ids of ignored facts, a run remembers. */
export const REMEMBERED = 20;
/** How much is kept until the database has said that the ticket is new: so many, and in bytes of JSON. */
const HEARD_AT_MOST = 500;
const HEARD_SIZE = 300_000;

/** A ticket that is opened: the database has nothing of it yet. @param effects of what was decided while it was taken in */
export function opened(ticket: TicketState, chain: string, effects: Effect[] = []): RunState {
  return {
    ticket,
    nextDeadlineAt: null,
    outbox: withEffects(NOTHING_OWED, effects),
    chain: { id: chain, rev: 0, threads: {}, known: false, heard: [] },
    database: { due: true, counted: 0, written: '', needsPolicy: true, away: false },
    undeliverable: [],
    ignored: [],
  };
}

/** Keeps what was heard for an earlier chain, as long as there may be one. */
export function heard(chain: ChainState, message: TicketMessage): ChainState {
  if (chain.known) return chain;
  const kept = remember(chain.heard, message, HEARD_AT_MOST);
  while (kept.length > 1 && sizeOf(kept) > HEARD_SIZE) kept.shift();
  return { ...chain, heard: kept };
}
