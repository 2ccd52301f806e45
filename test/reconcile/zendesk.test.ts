/** Zendesk's reconciler against a stub with its incremental exports: their cursors, their repeats, their limit, their lag. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ApiError } from '../../src/reconcile/api-error.js';
import { Reading } from './reading.js';
import { ZendeskDesk, type Row } from './stubs/zendesk.js';

const MINUTE = 60_000;
let now: number;
let desk: ZendeskDesk;
let reading: Reading;
let lastId: number;

beforeEach(async () => {
  now = Date.now();
  lastId = 91048994400;
  desk = await ZendeskDesk.start(() => now);
  desk.users = [
    { id: 8447388091777, role: 'end-user' },
    { id: 8447388090495, role: 'agent' },
  ];
  reading = new Reading('zendesk', desk.api.url, () => now);
});
afterEach(() => desk.api.close());

const seconds = (minutes: number) => Math.floor((now - minutes * MINUTE) / 1000);
const ago = (minutes: number) => `${new Date(seconds(minutes) * 1000).toISOString().slice(0, 19)}Z`;
const NADIA = 8447388091777;
const ADA = 8447388090495;

function ticket(id: number, changes: Row = {}, minutes = 10): Row {
  const one = {
    ...{
      id,
      status: 'open',
      priority: 'normal',
      type: null,
      subject: 's3cret',
      description: 's3cret',
      tags: ['tier_gold'],
    },
    ...{
      created_at: ago(30),
      updated_at: ago(minutes),
      generated_timestamp: seconds(minutes),
      via: { channel: 'email' },
    },
    ...{
      requester_id: NADIA,
      assignee_id: null,
      group_id: 8447320466430,
      organization_id: null,
      is_public: true,
      ...changes,
    },
  };
  desk.tickets.push(one);
  return one;
}

function audit(ticketId: number, minutes: number, ...children: Row[]): Row {
  const one = {
    ...{
      id: ++lastId,
      ticket_id: ticketId,
      timestamp: seconds(minutes),
      created_at: ago(minutes),
      event_type: 'Audit',
    },
    child_events: children.map((child) => ({ id: ++lastId, created_at: ago(minutes), ...child })),
  };
  desk.events.push(one);
  return one;
}

const comment = (author: number, isPublic = true, more: Row = {}): Row => ({
  ...{ event_type: 'Comment', type: 'Comment', author_id: author, public: isPublic, body: 's3cret', ...more },
});
const change = (what: Row, previous: unknown): Row => ({ event_type: 'Change', ...what, previous_value: previous });

function conversation(id = 5158): Row {
  const one = ticket(id);
  audit(id, 30, comment(NADIA), { event_type: 'Create', status: 'new' });
  audit(id, 25, comment(NADIA));
  audit(id, 20, comment(ADA, false));
  audit(id, 18, comment(ADA), change({ status: 'open' }, 'new'));
  audit(id, 15, comment(NADIA));
  return one;
}

describe('what no webhook has told', () => {
  it('is found: the ticket, replies, no notes, nor what it was created with', async () => {
    conversation();
    expect(await reading.pass()).toMatchObject({ complete: true, refused: 0 });
    expect(reading.ticket('zendesk/5158')).toMatchObject({
      customerReplyCount: 2,
      status: 'open',
      customerTier: 'gold',
    });
  });

  it('is found once, however often it is looked for', async () => {
    conversation();
    expect(await reading.again()).toBe(0);
  });

  it('is a priority, an assignee, a status that closes', async () => {
    const one = conversation();
    await reading.pass();
    now += 5 * MINUTE;
    audit(5158, 4, change({ priority: 'urgent' }, 'normal'));
    Object.assign(one, { priority: 'urgent', updated_at: ago(4), generated_timestamp: seconds(4) });
    await reading.pass();
    expect(reading.ticket('zendesk/5158').priority).toBe('urgent');
    audit(5158, 2, change({ status: 'solved' }, 'open'));
    Object.assign(one, { status: 'solved', updated_at: ago(2), generated_timestamp: seconds(2) });
    await reading.pass();
    expect(reading.ticket('zendesk/5158').closed).toBe(true);
  });

  it('is that a ticket was deleted', async () => {
    const one = conversation();
    await reading.pass();
    now += 5 * MINUTE;
    Object.assign(one, { status: 'deleted', updated_at: ago(3), generated_timestamp: seconds(3) });
    await reading.pass();
    expect(reading.ticket('zendesk/5158').closed).toBe(true);
  });

  it('is what a merge writes: no reply', async () => {
    ticket(5158);
    audit(5158, 12, comment(ADA, true, { body: 'Request #5161 was closed and merged into this request.' }));
    audit(5158, 11, comment(NADIA));
    await reading.pass();
    const heard = reading.temporal.heard.map(({ type }) => type);
    expect(heard.filter((type) => type === 'agentReplied')).toEqual([]);
    expect(reading.ticket('zendesk/5158').customerReplyCount).toBe(1);
  });

  it('comes when the exports show it: they leave out the last minute', async () => {
    conversation();
    audit(5158, 0.5, comment(NADIA));
    await reading.pass();
    expect(reading.ticket('zendesk/5158').customerReplyCount).toBe(2);
    expect(reading.cursors.all.get('zendesk')!.readUpTo).toBeLessThanOrEqual(now - MINUTE);
    now += MINUTE;
    await reading.pass();
    expect(reading.ticket('zendesk/5158').customerReplyCount).toBe(3);
  });
});

describe.each([true, false])('what a webhook has told (the database knows of it: %s)', (databaseKnows) => {
  it('counts once, however Zendesk writes ids and words', async () => {
    reading.databaseKnows = databaseKnows;
    const one = conversation();
    const detail = {
      id: '5158',
      status: 'OPEN',
      priority: 'NORMAL',
      tags: ['tier_gold'],
      created_at: ago(30),
      updated_at: ago(10),
      via: { channel: 'mail' },
    };
    const deliver = (event: string, time: string, what: Row) =>
      reading.webhook({
        ...{ id: `${event}${time}`, type: `zen:event-type:ticket.${event}`, subject: 'zen:ticket:5158' },
        ...{ time: time.replace('Z', '.672717030Z'), detail: { ...detail, updated_at: time }, event: what },
      });
    await deliver('created', String(one['created_at']), {});
    for (const { child_events, created_at } of desk.events.slice(1)) {
      for (const child of child_events as Row[]) {
        if (child['event_type'] === 'Comment') {
          const author = { id: String(child['author_id']), is_staff: child['author_id'] === ADA };
          await deliver('comment_added', String(created_at), {
            comment: { id: String(child['id']), body: 'x', is_public: child['public'], author },
          });
        } else await deliver('status_changed', String(created_at), { current: 'OPEN', previous: 'NEW' });
      }
    }
    const before = structuredClone(reading.ticket('zendesk/5158'));
    expect(before.customerReplyCount).toBe(2);
    await reading.pass();
    const { customerReplyCount, seenIds, status } = reading.ticket('zendesk/5158');
    expect({ customerReplyCount, seenIds, status }).toEqual({
      customerReplyCount: 2,
      seenIds: before.seenIds,
      status: before.status,
    });
  });
});

it('more than the exports allow in a minute: it stops, says for how long, and goes on from there', async () => {
  for (let id = 1; id <= 9; id++) ticket(id, {}, 40 - id);
  desk.left = 3;
  const error = (await reading.pass().catch((one: unknown) => one)) as ApiError;
  expect(error).toMatchObject({ trouble: 'limited', waitMs: 41_000 });
  expect(reading.temporal.tickets.size).toBe(6);
  const asked = desk.api.asked.length;
  desk.left = 10;
  expect((await reading.pass()).complete).toBe(true);
  expect(reading.temporal.tickets.size).toBe(9);
  // It does not begin anew.
  expect(desk.api.asked[asked]!.query.get('cursor')).not.toBeNull();
});

it('follows no address that an answer has: only to the help desk itself a token is sent', async () => {
  conversation();
  await reading.pass();
  expect(desk.api.asked.every(({ path }) => path.startsWith('/api/v2/'))).toBe(true);
});

it('ids beyond 2^53 stay as they are', async () => {
  const big = '"id":90071992547409931234567';
  desk.api.willAnswer({
    body: JSON.stringify({ tickets: [ticket(1)], end_of_stream: true, after_cursor: 'x' }).replace(
      '"id":1,',
      `${big.replaceAll('"', '"')},`,
    ),
  });
  await reading.pass();
  expect([...reading.temporal.tickets.keys()]).toContain('zendesk/90071992547409931234567');
});
