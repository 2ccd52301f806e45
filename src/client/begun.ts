/** Whether the workers keep up with the tickets that are opened. */
import type { Client } from '@temporalio/client';
import * as wire from '../workflows/contract.js';

/** Started, workflow task scheduled, workflow task started: the events of a run that a worker has taken. */
const EVENTS_OF_A_BEGUN_RUN = 3;

/** Whether a worker has taken the first workflow task of a ticket's last run. @throws what Temporal's client throws */
export async function hasBegun(client: Client, ticketId: string): Promise<boolean> {
  const { historyLength } = await client.workflow.getHandle(wire.ticketWorkflowId(ticketId)).describe();
  return historyLength >= EVENTS_OF_A_BEGUN_RUN;
}
