/** What the auditor asks Temporal's visibility, with a real server. */
import { randomUUID } from 'node:crypto';
import { Client } from '@temporalio/client';
import { TypedSearchAttributes } from '@temporalio/common';
import { expect, inject, test } from 'vitest';
import { TemporalQueries } from '../../src/audit/index.js';
import { SEARCH_ATTRIBUTES, TICKET_WORKFLOW, ticketWorkflowId } from '../../src/workflows/contract.js';
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

test('tickets are found that are overdue, were ended from outside, or were just opened', async () => {
  const client = new Client({ connection: await openConnection({ address: inject('temporalAddress') }) });
  const run = randomUUID();
  const queries = new TemporalQueries(client, run);
  const now = Date.now();
  const start = (ticketId: string, nextDeadlineAt: number | null, taskQueue = run) =>
    client.workflow.start(TICKET_WORKFLOW, {
      ...{ taskQueue, workflowId: ticketWorkflowId(`${run} ${ticketId}`), args: [] },
      ...(nextDeadlineAt !== null && {
        typedSearchAttributes: new TypedSearchAttributes([
          { key: SEARCH_ATTRIBUTES.nextDeadlineAt, value: new Date(nextDeadlineAt) },
        ]),
      }),
    });
  const soon = { timeout: 15_000 };
  const ids = (...ticketIds: string[]) => ticketIds.map((id) => `${run} ${id}`);
  const began = now - 60_000;
  // Nobody serves these queues.
  const handles = [];
  for (const [ticketId, due] of [
    ...[['overdue, oldest', now - 3_000] as const, ['overdue, newest', now - 2_000] as const],
    ...[['due later', now + 3_600_000] as const, ['never due', null] as const, ['ended', now - 3_000] as const],
  ]) {
    handles.push(await start(ticketId, due));
  }
  handles.push(await start('of another queue', now - 3_000, `${run}-other`));
  try {
    await handles[4]!.terminate('for the test');
    const named = (found: { ticketId: string }[]) => found.map(({ ticketId }) => ticketId);
    await expect
      .poll(async () => named(await queries.overdue(now, null, 10)), soon)
      .toEqual(ids('overdue, newest', 'overdue, oldest'));
    const [newest] = await queries.overdue(now, null, 1);
    expect(newest).toMatchObject({ taskQueue: run, nextDeadlineAt: now - 2_000 });
    expect(named(await queries.overdue(now, newest!.startedAt - 1, 10))).toEqual(ids('overdue, oldest'));
    expect(await queries.overdue(now - 60_000, null, 10)).toEqual([]);

    const cutShort = async (since: number) => {
      const pages = [];
      for await (const page of queries.cutShort(since, 1)) pages.push(page);
      return pages;
    };
    await expect.poll(() => cutShort(began), soon).toEqual([ids('ended')]);
    expect(await cutShort(Date.now() + 60_000)).toEqual([]);

    const started = async (since: number, before: number) =>
      (await queries.started(since, before, 1_000)).filter((id) => id.startsWith(run)).sort();
    const later = Date.now() + 60_000;
    const running = ids('overdue, oldest', 'overdue, newest', 'due later', 'never due', 'of another queue');
    await expect.poll(() => started(began, later), soon).toEqual(running.sort());
    expect(await started(later, later + 1)).toEqual([]);
    expect(await started(began - 1, began)).toEqual([]);
    expect(await queries.started(began, later, 2)).toHaveLength(2);
  } finally {
    await Promise.allSettled(handles.map((handle) => handle.terminate('the test is over')));
    await client.connection.close();
  }
}, 60_000);
