/** Tickets of a connected help desk, by its API from the beginning of time. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Created } from '../../intake/mapping/facts.js';
import { UnreadableDeliveryError } from '../../intake/mapping/facts.js';
import { ApiError } from '../../reconcile/api-error.js';
import type { Changes, HelpDesk, DeskDelivery } from '../../reconcile/desk.js';
import type { DeskReconciler } from '../../reconcile/index.js';
import { toldBy } from '../../reconcile/told.js';
import type { Batch, BackfillRow, BackfillSource } from './source.js';

/** How often a help desk that does not answer is asked again, and after how long. */
const TRIES = 5;
const AGAIN_MS = 5_000;

/** @param say told why it waits @throws DeskError */
export async function deskSource(
  { name, mapping, open }: DeskReconciler,
  say: (line: string) => void,
  wait: (ms: number) => Promise<unknown> = sleep,
): Promise<BackfillSource> {
  const desk = await open();
  return {
    name,
    identity: `desk ${name}`,
    async *batches(after): AsyncGenerator<Batch> {
      let cursor = after ?? desk.from(0, true);
      for (;;) {
        const page = await patiently(desk, cursor, say, wait);
        const rows = await Promise.all(page.deliveries.map((one) => rowOf(one, mapping)));
        cursor = page.cursor;
        yield { rows: rows.flat(), cursor };
        if (!page.more) return;
      }
    },
  };
}

async function patiently(
  desk: HelpDesk,
  cursor: string,
  say: (line: string) => void,
  wait: (ms: number) => Promise<unknown>,
): Promise<Changes> {
  for (let tries = 1; ; tries++) {
    try {
      return await desk.changes(cursor);
    } catch (error) {
      const isPassing = error instanceof ApiError && (error.trouble === 'limited' || error.trouble === 'unavailable');
      if (!isPassing || (error.trouble === 'unavailable' && tries >= TRIES)) throw error;
      const ms = error.waitMs ?? AGAIN_MS * tries;
      say(`${error.message}; it is asked again in ${Math.ceil(ms / 1000)} s`);
      await wait(ms);
    }
  }
}

async function rowOf(recorded: DeskDelivery, mapping: DeskReconciler['mapping']): Promise<BackfillRow[]> {
  try {
    const { opens } = await toldBy(recorded, mapping, Date.now());
    return opens ? [opened(opens)] : [];
  } catch (error) {
    if (!(error instanceof UnreadableDeliveryError)) throw error;
    return [{ line: 0, place: 'a ticket', raw: {}, read: { problem: error.message } }];
  }
}

/** Whoever did something last did it when the ticket changed last, as far as the API says. */
function opened({ ticketId, ticket }: Created): BackfillRow {
  const { asOf } = ticket;
  const row: Record<string, unknown> = { ticketId, ...ticket, ...(asOf !== undefined && { lastActivityAt: asOf }) };
  return { line: 0, place: ticketId, raw: row, read: { ticket: row } };
}
