/** Further deliveries of a system that sends Standard Webhooks. */
import { describe, expect, it } from 'vitest';
import { inShort, RECEIVED, told } from '../deliveries.js';

const HEADERS = { headers: { 'webhook-id': 'msg_1' } };
const send = (type: string, data: Record<string, unknown>, timestamp = '2026-11-29T09:11:00Z') => ({
  type,
  timestamp,
  data,
});
const ticket = { id: 'T-1' };

describe('what it becomes', () => {
  it.each<[string, ReturnType<typeof send>, string[]]>([
    [
      'a reply of the customer',
      send('ticket.replied', { ticket, reply: { id: 'r', author: 'customer', public: true } }),
      ['customer_replied'],
    ],
    [
      'a reply of an agent',
      send('ticket.replied', { ticket, reply: { id: 'r', author: 'Agent', public: true } }),
      ['agent_replied'],
    ],
    [
      'a reply of a bot',
      send('ticket.replied', { ticket, reply: { id: 'r', author: 'bot', public: true } }),
      ['ignored: a message of a bot is no reply'],
    ],
    [
      'what is there, where nothing says what changed',
      send('ticket.updated', {
        ticket: {
          ...ticket,
          status: 'Solved',
          priority: 'Medium',
          tier: 'Gold',
          slaHours: 8,
          group: 'Billing',
          tags: ['a'],
        },
      }),
      [
        'ticket_changed {"status":"resolved","priority":"normal","customerTier":"gold","slaHours":8,"assigneeGroup":"Billing","tags":["a"]}',
      ],
    ],
    [
      'only what changed, where that is said',
      send('ticket.updated', { ticket: { ...ticket, status: 'open', priority: 'high' }, changed: ['priority'] }),
      ['ticket_changed {"priority":"high"}'],
    ],
    [
      'nothing that we know',
      send('ticket.updated', { ticket, changed: ['colour'] }),
      ['ignored: nothing in it is of use to Rung'],
    ],
    ['resolved, by its type', send('ticket.resolved', { ticket }), ['ticket_changed {"status":"resolved"}']],
    ['reopened, by its type', send('ticket.reopened', { ticket }), ['ticket_changed {"status":"open"}']],
    [
      'assigned',
      send('ticket.assigned', { ticket: { ...ticket, assignee: { id: 7 } } }),
      ['ticket_changed {"fields":{"assignee":"7"}}'],
    ],
    [
      'assigned to an address',
      send('ticket.updated', { ticket: { ...ticket, assignee: 'ada@desk.example' }, changed: ['assignee'] }),
      ['ticket_changed {"fields":{"assignee":null}}'],
    ],
    ['deleted', send('ticket.deleted', { ticket }), ['ticket_changed {"status":"closed"}']],
    [
      'merged',
      send('ticket.merged', { ticket, into: 'T-2' }),
      ['ticket_changed {"status":"closed","fields":{"merged_into":"T-2"}}'],
    ],
    ['a score', send('ticket.scored', { ticket, score: -0.7 }), ['sentiment_scored {"score":-0.7}']],
    ['stars', send('ticket.rated', { ticket, rating: 4 }), ['sentiment_scored {"score":0.5}']],
    ['stars as a text', send('ticket.rated', { ticket, rating: '5' }), ['sentiment_scored {"score":1}']],
    ['a score as a text', send('ticket.scored', { ticket, score: '-0.5' }), ['sentiment_scored {"score":-0.5}']],
    [
      'a rating that another type carries',
      send('ticket.updated', { ticket: { ...ticket, status: 'open' }, rating: 'not given' }),
      ['ticket_changed {"status":"open"}'],
    ],
    ['one tag', send('ticket.updated', { ticket: { ...ticket, tags: 'vip' } }), ['ticket_changed {"tags":["vip"]}']],
    [
      'hours as a text',
      send('ticket.updated', { ticket: { ...ticket, slaHours: '8' } }),
      ['ticket_changed {"slaHours":8}'],
    ],
    [
      'merged into one that it does not name',
      send('ticket.merged', { ticket }),
      ['ticket_changed {"status":"closed","fields":{"merged_into":null}}'],
    ],
    ['confirmed', send('ticket.confirmed', { ticket }), ['resolution_confirmed']],
    ['somebody else', send('invoice.paid', {}), ['ignored: it is no event of a ticket']],
  ])('%s', async (_what, body, lines) => {
    expect(inShort(await told('standard-webhooks', body, HEADERS))).toEqual(lines);
  });

  it('a score that cannot be is left out, with a word', async () => {
    const answer = await told('standard-webhooks', send('ticket.scored', { ticket, score: 7 }), HEADERS);
    expect(answer).toMatchObject({
      facts: [],
      warnings: ['scored[0].score is left out: it is not a number from -1 to 1'],
    });
  });

  it('somebody who is none of the four is refused', async () => {
    const body = send('ticket.replied', { ticket, reply: { id: 'r', author: 'owner', public: true } });
    await expect(told('standard-webhooks', body, HEADERS)).rejects.toMatchObject({
      status: 422,
      message: 'said[0].by: must be one of customer, agent, bot, system',
    });
  });

  it.each(['0001-01-01T00:00:00Z', '1970-01-01T00:00:00Z', '2026-02-30T00:00:00Z', 'soon', '1e400'])(
    'a ticket created at %s is refused',
    async (createdAt) => {
      const body = send('ticket.created', { ticket: { ...ticket, createdAt } });
      await expect(told('standard-webhooks', body, HEADERS)).rejects.toMatchObject({ status: 422 });
    },
  );
});

it('a change without its time is no repeat of one of before', async () => {
  const { timestamp: _none, ...deleted } = send('ticket.deleted', { ticket });
  const id = async (receivedAt: number) =>
    (await told('standard-webhooks', deleted, { ...HEADERS, receivedAt })).facts[0]!.eventId;
  expect(await id(RECEIVED + 60_000)).not.toBe(await id(RECEIVED));
});

it('the delivery is known by its id, what it tells by its content', async () => {
  const body = send('ticket.updated', { ticket: { ...ticket, status: 'open' } });
  const one = await told('standard-webhooks', body, { headers: { 'webhook-id': 'msg_1' } });
  const other = await told('standard-webhooks', body, { headers: { 'webhook-id': 'msg_2' } });
  expect([one.dedupeKey, other.dedupeKey]).toEqual(['msg_1', 'msg_2']);
  expect(one.facts).toEqual(other.facts);
});
