/** Before anything is measured: code compiled, connections open, collections made. */
import type { Side, StormTicket } from './side.js';
import { inParallel } from './waiting.js';

const TICKETS = 60;

export async function warmUp(side: Side, label: string, width: number): Promise<void> {
  const deadline = Date.now() + 2_000;
  const tickets = Array.from({ length: TICKETS }, (_, i): StormTicket => ({ ticketId: `${label}-${i}`, deadline }));
  await inParallel(tickets, width, ({ ticketId }) => side.open(ticketId, deadline));
  await side.opened();
  await side.settled(tickets);
  await inParallel(tickets, width, ({ ticketId }) => side.tell(ticketId));
  await side.heard();
}
