/** Opening tickets that only the help desk has written, with the policy for new tickets as it is then. */
import type { Client } from '@temporalio/client';
import { Rung } from '../client/rung.js';
import type { TicketToOpen } from '../client/ticket-form.js';
import { loadPolicy } from '../policy/load.js';

export function newTicketsWith(client: Client, taskQueue: string, policyFile: string) {
  return async (ticket: TicketToOpen): Promise<void> => {
    await (await rungFor(client, taskQueue, policyFile)).openTicket(ticket);
  };
}

/** A client library with the policy for new tickets as its file says now. */
export async function rungFor(client: Client, taskQueue: string, policyFile: string): Promise<Rung> {
  return new Rung({ client, taskQueue, policy: await loadPolicy(policyFile) });
}
