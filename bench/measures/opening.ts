/** Opening many tickets, and being told how far that is. */
import type { Progress } from '../progress.js';
import type { DueTicket, Side } from '../sides/side.js';
import { inParallel } from '../waiting.js';

/** Opens them at most `width` at a time, in order, and waits until all are being watched. */
export async function openAll(
  side: Pick<Side, 'open' | 'opened' | 'watched'>,
  tickets: readonly DueTicket[],
  width: number,
  progress: Pick<Progress, 'part'>,
): Promise<void> {
  // Of those that Temporal has accepted, many may be worked off only minutes later.
  const already = side.watched;
  progress.part('opening', tickets.length, () => side.watched - already);
  await inParallel(tickets, width, ({ ticketId, deadline }) => side.open(ticketId, deadline));
  await side.opened();
}

/** Deadlines that no bench lives to see. */
export const LATER_MS = 12 * 3_600_000;
