/** Deliveries of Zammad that were not given. */
import { describe, expect, it } from 'vitest';
import { bodyOf, inShort, told } from '../deliveries.js';

type Changes = Record<string, unknown>;

function payload(ticket: Changes, article: Changes | null = null) {
  const like = bodyOf('zammad', 'agent-reply-by-email');
  return {
    ticket: { ...like['ticket'], updated_at: '2026-11-29T09:10:00.100Z', updated_by_id: 5, ...ticket },
    article: article === null ? {} : { ...like['article'], ...article },
  };
}

const updated = { headers: { 'x-zammad-trigger': 'rung: updated' } };
const owner = '"fields":{"assignee":"5"}';
const high = { id: 3, name: '3 high', default_create: false };

describe('what a trigger tells', () => {
  it.each<[string, ReturnType<typeof payload>, string[]]>([
    [
      'an agent answers and waits',
      payload({ state: 'pending reminder' }, {}),
      [`ticket_changed {"status":"pending",${owner}}`, 'agent_replied'],
    ],
    [
      'an agent answers and closes',
      payload({ state: 'closed' }, {}),
      ['agent_replied', `ticket_changed {"status":"closed",${owner}}`],
    ],
    [
      'a customer answers by mail',
      payload({ state: 'open', updated_by_id: 8 }, { sender: 'Customer', created_by_id: 8 }),
      [`ticket_changed {"status":"open",${owner}}`, 'customer_replied'],
    ],
    [
      'an agent writes down what a customer said on the phone',
      payload({ state: 'open' }, { sender: 'Customer', type: 'phone', origin_by_id: 8 }),
      [`ticket_changed {"status":"open",${owner}}`, 'customer_replied'],
    ],
    [
      'a customer is out of office, and nothing else happens',
      payload(
        { state: 'closed', updated_by_id: 8 },
        { sender: 'Customer', created_by_id: 8, preferences: { 'is-auto-response': true } },
      ),
      ['ignored: a message of a bot is no reply'],
    ],
    [
      'a customer is out of office, and a trigger does something',
      payload(
        { state: 'open', updated_by_id: 1 },
        { sender: 'Customer', created_by_id: 8, preferences: { 'is-auto-response': true } },
      ),
      [`ticket_changed {"status":"open",${owner}}`],
    ],
    [
      'an internal mail',
      payload({ updated_by_id: 8 }, { internal: true }),
      ['ignored: a private note (agent) is no reply'],
    ],
    ['a public note', payload({ updated_by_id: 8 }, { type: 'note' }), ['ignored: a private note (agent) is no reply']],
    [
      'an article that does not say whether it is internal',
      payload({ updated_by_id: 8 }, { internal: null }),
      ['ignored: a private note (agent) is no reply'],
    ],
    ['only the state', payload({ state: 'closed' }), [`ticket_changed {"status":"closed",${owner}}`]],
    [
      'a state of its own',
      payload({ state: 'Waiting for Parts' }),
      [`ticket_changed {"status":"waiting_for_parts",${owner}}`],
    ],
    [
      'nobody has it any more',
      payload({ owner_id: 1 }),
      ['ticket_changed {"status":"open","fields":{"assignee":null}}'],
    ],
    ['a scheduler', payload({ state: 'closed', updated_by_id: 1 }), [`ticket_changed {"status":"closed",${owner}}`]],
    [
      'a priority that is not the usual',
      payload({ priority: high }),
      [`ticket_changed {"status":"open",${owner}}`, 'ticket_changed {"priority":"high"}'],
    ],
    [
      'a reply, and a priority that nobody touched',
      payload({ priority: high, updated_by_id: 8 }, {}),
      ['agent_replied'],
    ],
  ])('%s', async (_what, body, lines) => {
    expect(inShort(await told('zammad', body, updated))).toEqual(lines);
  });

  it('priority and group come with triggers of their own', async () => {
    const by = (name: string) =>
      told('zammad', payload({ group: { name: 'Billing' } }), { headers: { 'x-zammad-trigger': name } });
    expect(inShort(await by('rung: priority'))).toContain('ticket_changed {"priority":"normal"}');
    expect(inShort(await by('rung: group'))).toContain('ticket_changed {"assigneeGroup":"Billing"}');
    expect(inShort(await by('rung: updated'))).toEqual([`ticket_changed {"status":"open",${owner}}`]);
  });

  it('a customer adds a note, or writes by a messenger', async () => {
    for (const type of ['note', 'web', 'whatsapp message', 'sms', 'telegram personal-message']) {
      const body = payload({ updated_by_id: 8 }, { sender: 'Customer', type, created_by_id: 9 });
      expect(inShort(await told('zammad', body, updated)), type).toEqual(['customer_replied']);
    }
  });

  it('an agent writes down a call that he made', async () => {
    expect(inShort(await told('zammad', payload({ updated_by_id: 8 }, { type: 'phone' }), updated))).toEqual([
      'agent_replied',
    ]);
  });

  it('with nothing where others have objects', async () => {
    const bare = { organization: null, customer: null, group: null, owner_id: null, priority: null };
    const body = payload({ ...bare, state: 'closed' });
    expect(inShort(await told('zammad', { ...body, article: null }, updated))).toEqual([
      'ticket_changed {"status":"closed","fields":{"assignee":null}}',
    ]);
  });

  it('a name without any of the words: the first article opens, everything else is a change', async () => {
    const named = { headers: { 'x-zammad-trigger': 'Rung: neu' } };
    const first = payload({ article_count: 1, state: 'new' }, { sender: 'Customer' });
    expect((await told('zammad', first, named)).facts.map(({ type }) => type)).toEqual(['created']);
    // Nobody wrote: it is a change of a ticket with one article.
    for (const how of [named, {}]) {
      const closed = payload({ article_count: 1, state: 'closed' });
      expect(inShort(await told('zammad', closed, how))).toEqual([`ticket_changed {"status":"closed",${owner}}`]);
    }
  });

  it('created: by the name of the trigger, the end of the URL, or the first article', async () => {
    const first = payload(
      { article_count: 1, customer: { vip: false }, organization: { vip: true } },
      { sender: 'Customer' },
    );
    const kinds = [
      await told('zammad', first, { headers: { 'x-zammad-trigger': 'Rung: Created' } }),
      await told('zammad', first, { path: ['created'] }),
      await told('zammad', first),
    ];
    for (const { facts } of kinds) {
      expect(facts).toMatchObject([
        { type: 'created', ticket: { customerTier: 'enterprise', assigneeGroup: 'Service Desk' } },
      ]);
    }
    expect((await told('zammad', first, updated)).facts.map(({ type }) => type)).not.toContain('created');
  });
});

it('two triggers that tell of one article tell the same', async () => {
  const ids = async (trigger: string, delivery: string) => {
    const { facts, dedupeKey } = await told('zammad', payload({}, {}), {
      headers: { 'x-zammad-trigger': trigger, 'x-zammad-delivery': delivery },
    });
    return { dedupeKey, events: facts.map(({ eventId }) => eventId) };
  };
  const [one, other] = [await ids('rung: updated', 'a'), await ids('rung: also', 'b')];
  expect(one.dedupeKey).not.toBe(other.dedupeKey);
  expect(one.events).toEqual(other.events);
  expect(one.events).toEqual(['change:status:open:2026-11-29T09:10:00.100Z', 'message:108']);
});

it('a template that broke is refused', async () => {
  await expect(told('zammad', { error: 'unexpected token' }, updated)).rejects.toMatchObject({ status: 422 });
});

it('addresses and texts of people stay out', async () => {
  const answer = JSON.stringify(await told('zammad', payload({ title: 'hunter2' }, { body: 'hunter2' }), updated));
  expect(answer).not.toMatch(/hunter2|customer\.example|emma@/);
});
