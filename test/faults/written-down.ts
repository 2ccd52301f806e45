/** Has every ticket that is open write itself down: facts that only count may else wait for the next write that is due. */
import { WorkflowNotFoundError, type WorkflowHandle } from '@temporalio/client';
import { lookAgain, state, ticketWorkflowId } from '../../src/workflows/contract.js';
import { until } from './until.js';
import type { Stage } from './world/stage.js';

const AT_ONCE = 16;
const WITHIN_MS = 60_000;
const EVERY_MS = 100;

/** Resolves with what is not written down in time; empty: the database has all that the tickets know. */
export async function writeDown({ client }: Pick<Stage, 'client'>, ticketIds: readonly string[]): Promise<string[]> {
  const waiting = [...ticketIds];
  const trouble: string[] = [];
  const some = async () => {
    for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
      try {
        await writeOneDown(client.workflow.getHandle(ticketWorkflowId(id)));
      } catch (error) {
        trouble.push(`${id} is not written down: ${(error as Error).message}`);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, some));
  return trouble;
}

/** One that is over was written down in the end, or there would be no end. */
async function writeOneDown(ticket: WorkflowHandle): Promise<void> {
  try {
    await ticket.signal(lookAgain);
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return;
    throw error;
  }
  // A query is answered after what was signalled before it.
  const written = async () => (await ticket.query(state))?.outbox.persisted === true;
  await until('the database has its newest state', written, WITHIN_MS, EVERY_MS);
}
