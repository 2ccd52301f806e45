/** The life of one ticket, from its creation to its end. */
import type { TicketInput, TicketResult } from './contract.js';
import { TicketRun } from './ticket-run.js';

export async function ticketWorkflow(input: TicketInput): Promise<TicketResult> {
  return new TicketRun(input).run();
}
