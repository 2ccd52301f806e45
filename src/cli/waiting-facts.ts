/** Facts that the intake has accepted and that have not reached their tickets, for `rung doctor`. */
import type { Instant } from '../domain/rules/policy.js';
import type { SpillCount } from '../store/intake-port.js';
import { connectStore } from '../store/mongo.js';
import { readSettings } from './settings.js';
import type { Terminal } from './terminal.js';
import { fromNow } from './words/time.js';

interface WaitingCheck {
  name: string;
  ok: boolean;
  detail: string;
  remedy?: string;
}

/** They are drained every minute. */
const LONG: number = 5 * 60_000;

/** Nothing where the database does not answer, which others say. */
export async function waitingFactsChecks(terminal: Terminal): Promise<WaitingCheck[]> {
  const { config } = await readSettings(terminal);
  const store = connectStore(config.mongodbUri);
  try {
    const [engine, ticket] = [await store.spill.count('engine-unavailable'), await store.spill.count('ticket-unknown')];
    return [waitingFactsCheck(engine, ticket, Date.now())];
  } catch {
    return [];
  } finally {
    await store.close();
  }
}

/** @param engine those that wait for Temporal @param ticket those that wait for their ticket to be opened */
export function waitingFactsCheck(engine: SpillCount, ticket: SpillCount, now: Instant): WaitingCheck {
  const name = 'Facts that wait';
  const words = ({ count, oldest }: SpillCount, what: string) =>
    count === 0
      ? []
      : [`${count.toLocaleString('en')} for ${what}, the oldest accepted ${fromNow(oldest ?? now, now)}`];
  const waiting = [...words(engine, 'Temporal'), ...words(ticket, 'their ticket to be opened')];
  if (waiting.length === 0) return { name, ok: true, detail: 'none' };
  const ok = engine.oldest === null || now - engine.oldest < LONG;
  const remedy = 'Look whether a worker runs, and at the schedule rung-drain/… in the Web UI.';
  return { name, ok, detail: waiting.join('; '), ...(!ok && { remedy }) };
}
