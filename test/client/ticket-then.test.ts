/** A ticket out of its recorded histories is as its last write has it. */
import type { Client } from '@temporalio/client';
import { defaultFailureConverter, defaultPayloadConverter } from '@temporalio/common';
import { expect, it } from 'vitest';
import { Calls } from '../../src/client/calls.js';
import { timeOf } from '../../src/client/histories.js';
import { ticketAt } from '../../src/client/ticket-then.js';
import { recorded } from '../replay/histories.js';

const HISTORIES = recorded();

const loadedDataConverter = {
  payloadConverter: defaultPayloadConverter,
  failureConverter: defaultFailureConverter,
  payloadCodecs: [],
};

type History = (typeof HISTORIES)[number]['history'];

function historyOf(story: string): History {
  return HISTORIES.find(({ name }) => name === story)!.history;
}

/** A Temporal that has one run, whose history was recorded. */
function temporalWith(history: History): Client {
  const client = {
    options: { loadedDataConverter },
    withDeadline: (_at: number, call: () => Promise<unknown>) => call(),
    workflow: {
      async *list() {
        yield await Promise.resolve({ runId: 'run', startTime: new Date(0) });
      },
      getHandle: () => ({
        describe: () => Promise.resolve({ runId: 'run', startTime: new Date(0) }),
        fetchHistory: () => Promise.resolve(history),
      }),
    },
  };
  return client as unknown as Client;
}

it.each([
  ['climbs-by-itself', { status: 'closed', tier: 'manager', seq: 3 }],
  ['commands', { status: 'closed', tier: 'L1', seq: 3 }],
  ['moved-to-another-policy-2', { status: 'closed', tier: 'L2', seq: 3 }],
  ['reopened-2', { status: 'closed' }],
  ['malformed', { status: 'closed', customerReplyCount: 1 }],
  ['resolution-confirmed', { status: 'resolved', tier: 'L1' }],
])('%s', async (story, end) => {
  const then = await ticketIn(historyOf(story), Infinity);
  expect(then!.ticket).toMatchObject({ closed: true, ...end });
});

it('a ticket that was taken in quietly has not climbed for what was past by then', async () => {
  const { events } = historyOf('created-past-its-marks');
  const opening = events[0]!.workflowExecutionStartedEventAttributes!.input!;
  const input = defaultPayloadConverter.fromPayload<object>(opening.payloads![0]!);
  const quietly = { ...opening, payloads: [defaultPayloadConverter.toPayload({ ...input, quietPast: true })] };
  const firstTask = timeOf(events.find(({ workflowTaskStartedEventAttributes: task }) => task)!);
  const opened = (how: typeof opening) => [
    { workflowExecutionStartedEventAttributes: { input: how } },
    ...events.slice(1),
  ];
  const tierOf = async (how: typeof opening) => {
    const then = await ticketIn({ events: opened(how) } as History, firstTask);
    return [then!.ticket.tier, then!.ticket.history.map(({ kind }) => kind)];
  };
  expect(await tierOf(opening)).toEqual(['manager', ['escalated']]);
  expect(await tierOf(quietly)).toEqual(['L1', expect.arrayContaining(['skipped'])]);
});

it('of a time before its history there is nothing', async () => {
  expect(await ticketIn(historyOf('climbs-by-itself'), -1)).toBeUndefined();
});

function ticketIn(history: History, at: number) {
  const client = temporalWith(history);
  return ticketAt(client, new Calls(client, 1_000), 'T-1', at);
}
