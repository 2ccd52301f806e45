/** Opening many tickets, and being told how far that is. */
import type { Progress } from '../progress.js';
import type { DueTicket, Side } from '../sides/side.js';
import { inParallel } from '../waiting.js';

/** Opens them at most `width` at a time, in order, and waits until all are being watched. */
export async function openAll(
  side: Side,
  tickets: readonly DueTicket[],
  width: number,
  progress: Progress,
): Promise<void> {
  let done = 0;
  progress.part('opening', tickets.length, () => done);
  await inParallel(tickets, width, async ({ ticketId, deadline }) => {
    await side.open(ticketId, deadline);
    done++;
  });
  await side.opened();
}

/** Deadlines that no bench lives to see. */
export const LATER_MS = 12 * 3_600_000;
