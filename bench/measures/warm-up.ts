/** Before anything is measured: code compiled, connections open, collections made. */
import type { DueTicket, Side } from '../sides/side.js';
import { inParallel } from '../waiting.js';
import { openAll } from './opening.js';
import type { Surroundings } from './surroundings.js';

const TICKETS = 60;

/** Returns how many tickets a second were opened. */
export async function warmUp(side: Side, label: string, { width, progress }: Surroundings): Promise<number> {
  if (side.seldom) return NaN;
  const deadline = Date.now() + 2_000;
  const tickets = Array.from({ length: TICKETS }, (_, i): DueTicket => ({ ticketId: `${label}-${i}`, deadline }));
  const began = Date.now();
  await openAll(side, tickets, width, progress);
  const seconds = (Date.now() - began) / 1_000;
  progress.part('warming up');
  await side.completed(tickets);
  await inParallel(tickets, width, ({ ticketId }) => side.tell(ticketId));
  await side.heard();
  return TICKETS / seconds;
}
