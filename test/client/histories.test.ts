/** Runs of a ticket are found whatever its id holds, with a real server. */
import { randomUUID } from 'node:crypto';
import { Client } from '@temporalio/client';
import { expect, inject, test } from 'vitest';
import { Calls } from '../../src/client/calls.js';
import { runsOf } from '../../src/client/histories.js';
import { TICKET_WORKFLOW, ticketWorkflowId } from '../../src/workflows/contract.js';
import { openConnection } from '../support/opened.js';

test.each(["it's", "' OR WorkflowId != '", 'back\\', '"quoted"', 'ü 日本'])('%j', async (name) => {
  const client = new Client({ connection: await openConnection({ address: inject('temporalAddress') }) });
  const ticketId = `${randomUUID()} ${name}`;
  // Nobody serves the queue: the workflow is there, and never runs.
  const handle = await client.workflow.start(TICKET_WORKFLOW, {
    taskQueue: ticketId,
    workflowId: ticketWorkflowId(ticketId),
    args: [],
  });
  try {
    const runs = () => runsOf(client, new Calls(client, 5_000), ticketId);
    expect(await runs()).toMatchObject([{ runId: handle.firstExecutionRunId }]);
    expect(await runsOf(client, new Calls(client, 5_000), `${ticketId} of nobody`)).toEqual([]);
  } finally {
    await handle.terminate('the test is over');
    await client.connection.close();
  }
});
