/** The client library as the auditor uses it: opening tickets with the policy for new tickets as it is then, and reaching those that are open. */
import type { Client } from '@temporalio/client';
import { Calls } from '../client/calls.js';
import { Rung } from '../client/rung.js';
import type { PolicyOfNewTickets } from '../client/options.js';
import type { TicketToOpen } from '../client/ticket-form.js';
import { TicketWorkflows } from '../client/ticket-workflows.js';
import type { Milliseconds } from '../domain/rules/policy.js';
import { LatestPolicy } from '../policy/latest.js';

/** How long one answer of Temporal may take. */
const ANSWERED_WITHIN: Milliseconds = 10_000;

export function workflowsOf(client: Client, taskQueue: string): TicketWorkflows {
  return new TicketWorkflows(client, new Calls(client, ANSWERED_WITHIN), taskQueue, undefined);
}

export function newTicketsWith(rung: () => Promise<Rung>) {
  return async (ticket: TicketToOpen): Promise<void> => {
    await (await rung()).openTicket(ticket);
  };
}

/**
 * A client library with the policy for new tickets as its file says now; while that has mistakes, as it said before.
 * @param knows whether the database has a ticket
 * @param policies those that tickets have or had
 * @returns what rejects with a PolicyError as long as the file has never been right
 */
export function rungFor(
  client: Client,
  taskQueue: string,
  policyFile: string,
  knows: (ticketId: string) => Promise<boolean>,
  policies: () => Promise<readonly PolicyOfNewTickets[]>,
): () => Promise<Rung> {
  let latest: LatestPolicy | undefined;
  return async () => {
    latest ??= await LatestPolicy.of(policyFile);
    await latest.look();
    return new Rung({ client, taskQueue, policy: latest.current, knows, policies });
  };
}
