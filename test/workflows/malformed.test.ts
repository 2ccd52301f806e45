/** Messages that nobody should have sent: counted, ignored, never fatal. */
import { expect } from 'vitest';
import type { temporal } from '@temporalio/proto';
import type { DeskTicket } from '../support/desk.js';
import { ticketWorkflowId } from '../../src/workflows/contract.js';
import { calm as test } from '../support/story.js';

test.concurrent('signals whose form is wrong are counted and ignored', async ({ desk }) => {
  desk.expectComplaint(/malformed message ignored/);
  const ticket = await desk.ticket();
  const eventId = 'e';
  const malformed: [string, ...unknown[]][] = [
    ['customerReplied'],
    ['customerReplied', null],
    ['customerReplied', 'a reply'],
    ['customerReplied', []],
    ['customerReplied', {}],
    ['customerReplied', { eventId: 'x'.repeat(100_000) }],
    ['customerReplied', { eventId: 'two\nlines' }],
    ['customerReplied', { eventId, at: 'yesterday' }],
    ['agentReplied', { eventId: 5 }],
    ['sentimentScored', { eventId }],
    ['sentimentScored', { eventId, score: -1.01 }],
    ['sentimentScored', { eventId, score: '-0.9' }],
    ['ticketChanged', { eventId }],
    ['ticketChanged', { eventId, status: '' }],
    ['ticketChanged', { eventId, status: 'x'.repeat(101) }],
    ['ticketChanged', { eventId, slaHours: 0 }],
    ['ticketChanged', { eventId, slaHours: -1 }],
    ['ticketChanged', { eventId, slaHours: 1e9 }],
    ['ticketChanged', { eventId, priority: { $ne: null } }],
    ['resolutionConfirmed', 17],
    ['customerreplied', { eventId }],
    ['toString', { eventId }],
    ['unblockConditions', { eventId }],
    ['__temporal_bogus', { eventId }],
    ['__stack_trace', { eventId }],
  ];
  for (const [name, ...args] of malformed) await ticket.handle.signal(name, ...args);
  await ticket.reply('e');
  const state = await ticket.until('to hear the reply', ({ customerReplyCount }) => customerReplyCount === 1);
  expect(state.malformed).toEqual({ count: malformed.length, last: 'signal __stack_trace: there is no such signal' });
  expect(state).toMatchObject({ tier: 'L1', status: 'open', priority: 'normal', slaHours: 24, sentimentScore: null });
});

test.concurrent('payloads that cannot be decoded are counted and ignored', async ({ desk }) => {
  desk.expectComplaint(/malformed message ignored/);
  const ticket = await desk.ticket();
  const bytes = (text: string) => new TextEncoder().encode(text);
  await signal(ticket, [{ metadata: { encoding: bytes('json/plain') }, data: bytes('{"eventId": ') }]);
  await signal(ticket, [{ metadata: { encoding: bytes('binary/encrypted') }, data: bytes('secret') }]);
  await signal(ticket, [{ data: bytes('{}') }]);
  await signal(ticket, [{ metadata: { encoding: bytes('binary/plain') }, data: bytes('{}') }]);
  await ticket.reply();
  const state = await ticket.until('to hear the reply', ({ customerReplyCount }) => customerReplyCount === 1);
  expect(state.malformed).toMatchObject({ count: 4, last: expect.stringMatching(/^signal customerReplied: /) });
});

test.concurrent(
  'what is malformed counts towards the length of a run, and the count is carried on',
  async ({ desk }) => {
    desk.expectComplaint(/malformed message ignored/);
    const ticket = await desk.ticket({ limits: { messagesPerRun: 3 } });
    const run = await ticket.runId();
    for (let i = 0; i < 4; i++) await ticket.handle.signal(i % 2 ? 'customerReplied' : 'noSuchSignal', null);
    const state = await ticket.until('to count all', ({ malformed }) => malformed.count === 4);
    expect(state.malformed.last).toBe('signal customerReplied: must be a JSON object');
    await ticket.nextRun(run);
  },
);

test.concurrent('a question before anything is loaded, with whatever arguments, is answered', async ({ desk }) => {
  const ticket = await desk.ticket();
  expect(await ticket.handle.query('state', { any: 'thing' }, null)).toMatchObject({ ticketId: ticket.id });
  await expect(ticket.handle.query('noSuchQuery')).rejects.toThrow();
  expect(await ticket.state()).toMatchObject({ malformed: { count: 0, last: null } });
});

/** A signal as another SDK, or nobody's, may send it. */
async function signal({ desk, id }: DeskTicket, payloads: temporal.api.common.v1.IPayload[]): Promise<void> {
  await desk.client.workflowService.signalWorkflowExecution({
    namespace: 'default',
    workflowExecution: { workflowId: ticketWorkflowId(id) },
    signalName: 'customerReplied',
    input: { payloads },
  });
}
