/** Where a ticket's state comes from: its workflow, or the database when that cannot answer any more. */
import { EngineUnavailableError, TicketNotFoundError, type TicketStateView } from '../client/index.js';
import { viewTicket, type TicketView } from '../domain/ticket/view.js';
import type { Engine } from './engine.js';
import { Failure } from './failure.js';
import { print, type Terminal } from './terminal.js';

/** A ticket as `rung show --json` prints it. */
export type ShownTicket = TicketView &
  Partial<Pick<TicketStateView, 'rev' | 'outbox' | 'undeliverable' | 'malformed'>> & {
    source: 'engine' | 'database';
    /** The ticket's page in Temporal's Web UI. */
    webUi?: string;
  };

/** @throws TicketNotFoundError, EngineUnavailableError, Failure */
export async function readShown(engine: Engine, ticketId: string, { stderr }: Terminal): Promise<ShownTicket> {
  const webUi = engine.webUi(ticketId);
  try {
    const state = await engine.rung.getState(ticketId);
    if (state === null) throw new Failure(1, `ticket ${ticketId} is just being reopened; try again in a moment`);
    return { ...state, source: 'engine', ...(webUi !== undefined && { webUi }) };
  } catch (error) {
    if (!(error instanceof TicketNotFoundError || error instanceof EngineUnavailableError)) throw error;
    const kept = await fromDatabase(engine, ticketId);
    if (!kept) throw error;
    if (error instanceof EngineUnavailableError) print(stderr, `${error.message} This is what the database knows.`);
    return kept;
  }
}

/** The ticket as it was last written down; undefined when the database does not know it or does not answer. */
async function fromDatabase({ store }: Engine, ticketId: string): Promise<ShownTicket | undefined> {
  try {
    const engine = await store.store.load(ticketId);
    if (!engine) return undefined;
    const undeliverable = (await store.archive.alerts(ticketId)).filter(({ state }) => state === 'undeliverable');
    return {
      ...viewTicket(engine.state, Date.now()),
      rev: engine.rev,
      undeliverable: undeliverable.map(({ _id, channel, target, lastError }) => ({
        key: _id,
        target: `${channel}:${target}`,
        error: lastError ?? '',
      })),
      source: 'database',
    };
  } catch {
    // The engine's own answer says more to whoever asked than a second trouble.
    return undefined;
  }
}
