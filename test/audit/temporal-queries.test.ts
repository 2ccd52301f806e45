/** What the auditor asks Temporal's visibility, with a real server. */
import { randomUUID } from 'node:crypto';
import { Client } from '@temporalio/client';
import { expect, inject, test } from 'vitest';
import { TemporalQueries } from '../../src/audit/index.js';
import { TICKET_WORKFLOW, ticketWorkflowId } from '../../src/workflows/contract.js';
import { openConnection } from '../support/opened.js';

test('tickets are found by their ids, whatever these hold', async () => {
  const client = new Client({ connection: await openConnection({ address: inject('temporalAddress') }) });
  const run = randomUUID();
  const ids = ["it's", 'back\\', '\\', "both\\'", '"quoted"', 'a) OR (b', '%', 'ü 日本'].map((id) => `${run} ${id}`);
  const queries = new TemporalQueries(client, run);
  // Nobody serves the queue: these workflows are there, and never run.
  const handles = await Promise.all(
    ids.map((id) =>
      client.workflow.start(TICKET_WORKFLOW, { taskQueue: run, workflowId: ticketWorkflowId(id), args: [] }),
    ),
  );
  try {
    await expect
      .poll(async () => [...(await queries.watched(ids)).keys()].sort(), { timeout: 10_000 })
      .toEqual([...ids].sort());
  } finally {
    await Promise.all(handles.map((handle) => handle.terminate('the test is over')));
    await client.connection.close();
  }
}, 30_000);
