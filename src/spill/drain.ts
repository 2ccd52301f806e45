/** Telling what was kept: each ticket's facts in the order in which they happened, tickets side by side. */
import { EngineUnavailableError, TicketNotFoundError, UnconfirmedTicketError } from '../client/errors.js';
import type { Rung } from '../client/rung.js';
import { tellLine, type TicketLine } from '../client/tell-line.js';
import type { Instant, Milliseconds } from '../domain/rules/policy.js';
import type { SpilledFact, SpillStore } from '../store/intake-port.js';
import { forEachConcurrently } from './for-each-concurrently.js';

/** How many facts are read at a time. */
const PAGE = 200;
/** How many tickets are told at once. */
const SIDE_BY_SIDE = 10;
/** First and longest time between two tries at a fact that its ticket does not take. */
const FIRST_WAIT: Milliseconds = 15_000;
const LONGEST_WAIT: Milliseconds = 600_000;
/** How long a fact waits for a ticket that does not take it, such as one that is not open. */
export const REMEMBERED: Milliseconds = 7 * 86_400_000;

export interface Draining {
  rung: Rung;
  spill: SpillStore;
  /** Called after each page: the work is alive. */
  alive?: () => void;
  /** Told of each fact that is given up, without its content. */
  warn?: (message: string, about: { ticketId: string; type: string }) => void;
  /** Default: the system's clock. */
  now?: () => Instant;
}

export interface Drained {
  told: number;
  /** Facts whose ticket is not open, or does not take them; they are tried again later. */
  postponed: number;
  /** Facts that their tickets have not taken for 7 days. */
  dropped: number;
}

/** @throws EngineUnavailableError when Temporal does not answer; what was told until then is told */
export async function drain(deps: Draining): Promise<Drained> {
  const drained: Drained = { told: 0, postponed: 0, dropped: 0 };
  for (;;) {
    const page = await deps.spill.due((deps.now ?? Date.now)(), PAGE);
    if (page.length === 0) return drained;
    const tickets = byTicket(page).map(createdFirst);
    await forEachConcurrently(tickets, SIDE_BY_SIDE, (facts) => tellInOrder(deps, facts, drained));
    deps.alive?.();
  }
}

function byTicket(facts: readonly SpilledFact[]): SpilledFact[][] {
  const grouped = new Map<string, SpilledFact[]>();
  for (const fact of facts) grouped.set(fact.ticketId, [...(grouped.get(fact.ticketId) ?? []), fact]);
  return [...grouped.values()];
}

/** A ticket is opened before anything is told of it, whenever it says that it was created. */
function createdFirst(facts: SpilledFact[]): SpilledFact[] {
  const isCreated = ({ line }: SpilledFact) => line['type'] === 'created';
  return [...facts.filter(isCreated), ...facts.filter((fact) => !isCreated(fact))];
}

async function tellInOrder(deps: Draining, facts: SpilledFact[], drained: Drained): Promise<void> {
  for (const fact of facts) {
    try {
      // A run that looks for its ticket takes everything, and may find none.
      await tellLine(deps.rung, fact.line as TicketLine, fact.reason === 'ticket-unknown');
      await deps.spill.remove([fact.id]);
      drained.told++;
    } catch (error) {
      const isUnconfirmed = error instanceof UnconfirmedTicketError;
      if (error instanceof EngineUnavailableError && !isUnconfirmed) throw error;
      await waitOrDrop(deps, fact, error as Error, drained);
    }
  }
}

async function waitOrDrop(
  { spill, warn, now: clock = Date.now }: Draining,
  fact: SpilledFact,
  error: Error,
  drained: Drained,
): Promise<void> {
  const isUnknown = error instanceof TicketNotFoundError;
  const now = clock();
  if (now - fact.acceptedAt > REMEMBERED) {
    await spill.remove([fact.id]);
    drained.dropped++;
    warn?.('a fact was given up: its ticket has not taken it for 7 days', aboutOf(fact));
    return;
  }
  const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** Math.min(fact.attempts, 10));
  await spill.postpone(fact.id, isUnknown ? 'ticket-unknown' : fact.reason, error.message, now + wait);
  drained.postponed++;
}

function aboutOf({ ticketId, line }: SpilledFact) {
  return { ticketId, type: String(line['type']) };
}
