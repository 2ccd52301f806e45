import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DIGEST_SIZE } from '../../../src/channels/digest.js';
import type { DigestChannel, Message } from '../../../src/channels/port.js';
import { teamsChannel } from '../../../src/channels/teams/adapter.js';
import type { TransitionAlert } from '../../../src/domain/ladder/decision.js';
import { EndpointStub, type Mishap } from '../../support/endpoint-stub.js';
import { messageOf, refusal } from '../../support/sending.js';
import { escalated } from '../../support/writes.js';

const alert: TransitionAlert = { ...escalated().slack, key: 'T-1:1:teams:ops', channel: 'teams', address: 'ops' };
/** What Teams takes. */
const LIMIT = 28 * 1024;

let workflow: EndpointStub;
let channel: DigestChannel;
beforeEach(async () => {
  workflow = await EndpointStub.start();
  const endpoints = { ops: { url: workflow.url, secrets: [] } };
  channel = teamsChannel({ endpoints, sendMs: 700, network: { proxies: {}, privateNetworks: [] } });
});
afterEach(async () => {
  expect(workflow.leftOver).toBe(0);
  await workflow.close();
});

const message = messageOf(alert, { ticket: 'https://desk.example.com/tickets/T-1' });

interface Run {
  type: string;
  text: string;
  selectAction?: { url: string };
}
interface Card {
  body: { type: string; inlines: Run[] }[];
  actions: object[];
}

function cards(): Card[] {
  return workflow.posts.map(({ body }) => {
    const { type, attachments } = JSON.parse(body);
    expect(type).toBe('message');
    expect(attachments).toHaveLength(1);
    expect(attachments[0].contentType).toBe('application/vnd.microsoft.card.adaptive');
    expect(attachments[0].content).toMatchObject({ type: 'AdaptiveCard', version: '1.4' });
    return attachments[0].content as Card;
  });
}
const linesOf = ({ body }: Card) => body.map(({ inlines }) => inlines.map(({ text }) => text).join(''));

const refused = (call: Promise<unknown>) => refusal(call, ['s3cret', '127.0.0.1']);

describe('a card', () => {
  test('shows what happened, why, who owns it and until when', async () => {
    workflow.willFail({ status: 202, headers: { 'x-ms-workflow-run-id': '08585' } });
    expect(await channel.send(message())).toEqual({ providerId: '08585' });
    const [card] = cards() as [Card];
    expect(workflow.posts[0]!.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(linesOf(card)).toEqual([
      'T-1 escalated to L2: SLA 75 % used',
      'Rule time_based (75 % of the SLA used, open) came true. At that moment: open for 18 h, 75 % of the SLA used.',
      'Owner: tier2_support (L2, was L1)',
      'Priority: high (was normal)',
      'SLA: due 2026-01-06 09:00 UTC (in 1 d)',
      'Ticket: open, customer tier standard, opened 2026-01-05 09:00 UTC',
    ]);
    expect(card.actions).toEqual([
      { type: 'Action.OpenUrl', title: 'Open the ticket', url: 'https://desk.example.com/tickets/T-1' },
    ]);
  });

  test('has a customer’s words in plain runs alone, where markdown is not read', async () => {
    const words = '[here](https://evil.example) **x** <at>all</at>';
    const ticket = { ...alert.ticket, status: words };
    await channel.send(message({}, { ticket, transition: { ...alert.transition, ticketId: words } }));
    const [card] = cards() as [Card];
    expect(linesOf(card).filter((text) => text.includes(words)).length).toBeGreaterThan(1);
    for (const { type, inlines } of card.body) {
      expect(type).toBe('RichTextBlock');
      for (const run of inlines) expect(run.type).toBe('TextRun');
    }
    expect(workflow.posts[0]!.body).not.toMatch(/"(TextBlock|FactSet)"/);
  });

  test.each(['x', 'ü', '漢', '\u{1f525}', '"', '\u0001'])(
    'of texts of %j without end is within the limit',
    async (sign) => {
      const long = sign.repeat(20_000);
      const ticket = { ...alert.ticket, status: long, customerTier: long };
      await channel.send(
        message(
          {},
          { ticket, when: {}, transition: { ...alert.transition, rule: long } as TransitionAlert['transition'] },
        ),
      );
      const size = Buffer.byteLength(workflow.posts[0]!.body);
      expect(size).toBeGreaterThan(3_000);
      expect(size).toBeLessThan(LIMIT);
      expect(linesOf(cards()[0]!)).toHaveLength(6);
    },
  );

  test('takes many alerts, as many as fit', async () => {
    const few = [1, 2, 3].map((n) => message({ key: `k${n}` }));
    expect(channel.room(few)).toBe(3);
    expect(await channel.sendDigest(few)).toEqual({ providerId: 'accepted' });
    const [card] = cards() as [Card];
    expect(linesOf(card)).toEqual([
      '3 alerts: 3 escalated to L2',
      ...Array<string>(3).fill('T-1  L1 → L2  SLA 75 % used, priority high. SLA due 2026-01-06 09:00 UTC (in 1 d)'),
    ]);
    expect(card.body[1]!.inlines[0]!.selectAction!.url).toBe('https://desk.example.com/tickets/T-1');

    const long = message(
      {},
      { when: {}, transition: { ...alert.transition, rule: '漢'.repeat(4_000) } as TransitionAlert['transition'] },
    );
    const many = Array<Message>(DIGEST_SIZE).fill(long);
    const room = channel.room(many);
    expect(room).toBeGreaterThan(5);
    expect(room).toBeLessThan(DIGEST_SIZE);
    await channel.sendDigest(many.slice(0, room));
    expect(Buffer.byteLength(workflow.posts[1]!.body)).toBeLessThan(LIMIT);
  });
});

describe('an answer', () => {
  test.each<[Mishap, object, string]>([
    [{ status: 429, headers: { 'retry-after': '5' } }, { kind: 'retry-at', afterMs: 5_000 }, 'no'],
    [{ status: 503 }, { kind: 'retry' }, 'no'],
    [{ status: 404, body: '{"error":{"code":"WorkflowNotFound"}}' }, { kind: 'give-up' }, 'no'],
    [{ status: 400, body: '{"error":{"code":"WorkflowTriggerIsNotEnabled"}}' }, { kind: 'give-up' }, 'no'],
    [{ status: 400, body: '{"error":{"code":"InvalidRequestContent"}}' }, { kind: 'give-up', of: 'message' }, 'no'],
    [{ status: 413 }, { kind: 'give-up', of: 'message' }, 'no'],
    [{ status: 401 }, { kind: 'suspend' }, 'no'],
    [{ status: 302, headers: { location: 'https://login.example.com' } }, { kind: 'suspend' }, 'no'],
    [{ status: 502 }, { kind: 'retry' }, 'unlikely'],
    ['reset', { kind: 'retry' }, 'maybe'],
    ['hang', { kind: 'retry' }, 'maybe'],
  ])('%j', async (mishap, reaction, taken) => {
    workflow.willFail(mishap);
    expect(await refused(channel.send(message()))).toMatchObject({ reaction, taken });
    expect(channel.dropsRepeats).toBeUndefined();
  });
});
