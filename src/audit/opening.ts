/** The client library as the auditor uses it: opening tickets with the policy for new tickets as it is then, and reaching those that are open. */
import type { Client } from '@temporalio/client';
import { Calls } from '../client/calls.js';
import { Rung } from '../client/rung.js';
import type { TicketToOpen } from '../client/ticket-form.js';
import { TicketWorkflows } from '../client/ticket-workflows.js';
import type { Milliseconds } from '../domain/rules/policy.js';
import { loadPolicy } from '../policy/load.js';

/** How long one answer of Temporal may take. */
const ANSWERED_WITHIN: Milliseconds = 10_000;

export function workflowsOf(client: Client, taskQueue: string): TicketWorkflows {
  return new TicketWorkflows(client, new Calls(client, ANSWERED_WITHIN), taskQueue, undefined);
}

export function newTicketsWith(client: Client, taskQueue: string, policyFile: string) {
  return async (ticket: TicketToOpen): Promise<void> => {
    await (await rungFor(client, taskQueue, policyFile)).openTicket(ticket);
  };
}

/** A client library with the policy for new tickets as its file says now. */
export async function rungFor(client: Client, taskQueue: string, policyFile: string): Promise<Rung> {
  return new Rung({ client, taskQueue, policy: await loadPolicy(policyFile) });
}
