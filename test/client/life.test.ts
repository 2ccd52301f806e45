/** A ticket out of its recorded histories is as its last write has it. */
import type { Client } from '@temporalio/client';
import { defaultFailureConverter, defaultPayloadConverter } from '@temporalio/common';
import { expect, it } from 'vitest';
import { Calls } from '../../src/client/calls.js';
import { ticketAt } from '../../src/client/life.js';
import { recorded } from '../replay/histories.js';

const HISTORIES = recorded();

const loadedDataConverter = {
  payloadConverter: defaultPayloadConverter,
  failureConverter: defaultFailureConverter,
  payloadCodecs: [],
};

/** A Temporal that has one run, whose history was recorded. */
function temporalWith(story: string): Client {
  const { history } = HISTORIES.find(({ name }) => name === story)!;
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
  const client = temporalWith(story);
  const then = await ticketAt(client, new Calls(client, 1_000), 'T-1', Infinity);
  expect(then!.ticket).toMatchObject({ closed: true, ...end });
});

it('of a time before its history there is nothing', async () => {
  const client = temporalWith('climbs-by-itself');
  expect(await ticketAt(client, new Calls(client, 1_000), 'T-1', -1)).toBeUndefined();
});
