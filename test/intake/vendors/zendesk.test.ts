/** Deliveries of Zendesk that were not given: every kind of event that its documentation names, and its oddities. */
import { describe, expect, it } from 'vitest';
import { bodyOf, inShort, RECEIVED, told } from '../deliveries.js';

type Changes = Record<string, unknown>;

/** An event of ticket 5158. */
function event(type: string, what: Changes = {}, detail: Changes = {}, rest: Changes = {}) {
  const like = bodyOf('zendesk-events', 'reopened');
  return {
    ...like,
    type: `zen:event-type:ticket.${type}`,
    subject: 'zen:ticket:5158',
    detail: { ...like['detail'], id: '5158', ...detail },
    event: { ...what, meta: { sequence: { id: 'X', position: 1 } } },
    ...rest,
  };
}

const comment = (more: Changes, author: Changes = {}) => ({
  comment: {
    id: '77',
    body: 'Any news?',
    is_public: true,
    author: { id: '8447388091777', is_staff: false, name: 'Nadia', ...author },
    ...more,
  },
});

describe('who spoke', () => {
  it.each<[string, ReturnType<typeof event>, string[]]>([
    ['a customer', event('comment_added', comment({})), ['customer_replied']],
    ['somebody in copy', event('comment_added', comment({}, { id: '555' })), ['customer_replied']],
    ['an agent', event('comment_added', comment({}, { is_staff: true })), ['agent_replied']],
    [
      'an agent, for himself',
      event('comment_added', comment({ is_public: false }, { is_staff: true })),
      ['ignored: a private note (agent) is no reply'],
    ],
    [
      'a customer, in private',
      event('comment_added', comment({ is_public: false })),
      ['ignored: a private note (customer) is no reply'],
    ],
    [
      'a trigger',
      event('comment_added', comment({}, { id: '-1', is_staff: true })),
      ['ignored: a message of a system is no reply'],
    ],
    [
      'a trigger, its id a number',
      event('comment_added', comment({}, { id: -1 })),
      ['ignored: a message of a system is no reply'],
    ],
    [
      'nobody that it names',
      event('comment_added', comment({ author: null })),
      ['ignored: a message of a system is no reply'],
    ],
    [
      'without a word about who could see it',
      event('comment_added', comment({ is_public: undefined })),
      ['ignored: a private note (customer) is no reply'],
    ],
    [
      'a merge, on the ticket that is gone',
      event('comment_added', comment({ body: 'Zusammengeführt' }, { is_staff: true }), { status: 'CLOSED' }),
      ['ignored: a message of a system is no reply'],
    ],
    [
      'a merge, on the ticket that stays',
      event(
        'comment_added',
        comment(
          { body: 'Request #5161 "Export again" was closed and merged into this request. Last comment:' },
          { is_staff: true },
        ),
      ),
      ['ignored: a message of a system is no reply'],
    ],
    [
      'a customer, with the words of a merge',
      event('comment_added', comment({ body: 'It was closed and merged into this request' })),
      ['customer_replied'],
    ],
  ])('%s', async (_what, body, lines) => {
    expect(inShort(await told('zendesk', body))).toEqual(lines);
  });
});

describe('messaging', () => {
  // As Zendesk documents it: of the ticket there is the number alone.
  const said = (type: string, more: Changes = {}) => ({
    id: '01JQMQH83YNAKWSWJ8B1QH2NSC',
    type: 'zen:event-type:messaging_ticket.message_added',
    subject: 'zen:ticket:141',
    time: '2026-11-29T09:32:05.254571515Z',
    detail: { id: '141' },
    event: {
      actor: { id: '8447388091777', name: 'Nadia', type },
      conversation_id: '67ab5f53a96f98663935c3f2',
      message: { id: '67ab5f55155becd183e284cb', body: 'Still nothing' },
      ...more,
    },
  });

  it.each<[string, string]>([
    ['end_user', 'customer_replied'],
    ['agent', 'agent_replied'],
    ['system', 'ignored: a message of a system is no reply'],
    ['trigger', 'ignored: a message of a system is no reply'],
  ])('%s', async (type, line) => {
    expect(inShort(await told('zendesk', said(type)))).toEqual([line]);
  });

  it('is known by the message, and opens nothing: it does not show the ticket', async () => {
    const { facts, opens } = await told('zendesk', said('end_user'));
    expect(facts).toMatchObject([{ ticketId: 'zendesk/141', eventId: 'message:67ab5f55155becd183e284cb' }]);
    expect(opens).toBeUndefined();
  });

  it('without a word about who it was, nobody replied', async () => {
    expect(inShort(await told('zendesk', said('end_user', { actor: null })))).toEqual([
      'ignored: a message of a system is no reply',
    ]);
  });
});

describe('what changed', () => {
  it.each<[string, ReturnType<typeof event>, string[]]>([
    [
      'solved',
      event('status_changed', { current: 'SOLVED', previous: 'OPEN' }),
      ['ticket_changed {"status":"resolved"}'],
    ],
    [
      'on hold',
      event('status_changed', { current: 'HOLD', previous: 'OPEN' }),
      ['ticket_changed {"status":"on_hold"}'],
    ],
    [
      'in small letters',
      event('status_changed', { current: 'pending', previous: 'open' }),
      ['ticket_changed {"status":"pending"}'],
    ],
    [
      'a status of later',
      event('status_changed', { current: 'AWAITING_PARTS', previous: 'OPEN' }),
      ['ticket_changed {"status":"awaiting_parts"}'],
    ],
    [
      'priority',
      event('priority_changed', { current: 'URGENT', previous: '' }),
      ['ticket_changed {"priority":"urgent"}'],
    ],
    [
      'no priority any more',
      event('priority_changed', { current: '', previous: 'LOW' }),
      ['ticket_changed {"priority":"normal"}'],
    ],
    [
      'nobody has it',
      event('agent_assignment_changed', { current: '', previous: '8' }),
      ['ticket_changed {"fields":{"assignee":null}}'],
    ],
    [
      'nobody has it, as 0',
      event('agent_assignment_changed', { current: 0, previous: 8 }),
      ['ticket_changed {"fields":{"assignee":null}}'],
    ],
    [
      'a group',
      event('group_assignment_changed', { current: 8447320466430, previous: null }),
      ['ticket_changed {"assigneeGroup":"8447320466430"}'],
    ],
    [
      'tags, and with them the tier',
      event('tags_changed', { tags_added: ['tier_platinum'], tags_removed: [] }, { tags: ['export', 'tier_platinum'] }),
      ['ticket_changed {"customerTier":"platinum","tags":["export","tier_platinum"]}'],
    ],
    [
      'the last tag',
      event('tags_changed', { tags_added: [], tags_removed: ['x'] }, { tags: [] }),
      ['ticket_changed {"tags":[]}'],
    ],
    [
      'tags as one text',
      event('tags_changed', {}, { tags: 'export tier_gold' }),
      ['ticket_changed {"customerTier":"gold","tags":["export","tier_gold"]}'],
    ],
    [
      'type',
      event('type_changed', { current: 'INCIDENT', previous: '' }),
      ['ticket_changed {"fields":{"type":"incident"}}'],
    ],
    ['deleted', event('soft_deleted', {}, { status: 'DELETED' }), ['ticket_changed {"status":"closed"}']],
    ['deleted for good', event('permanently_deleted'), ['ticket_changed {"status":"closed"}']],
    ['spam', event('marked_as_spam'), ['ticket_changed {"status":"closed"}']],
    [
      'merged into one that it does not name',
      event('merged'),
      ['ticket_changed {"status":"closed","fields":{"merged_into":null}}'],
    ],
    ['there again', event('undeleted', {}, { status: 'OPEN' }), ['ticket_changed {"status":"open"}']],
    ['rated well', event('csat_received', { satisfaction_score: { score: 'GOOD' } }), ['sentiment_scored {"score":1}']],
    [
      'rated badly',
      event('csat_received', { satisfaction_score: { score: 'bad_with_comment' } }),
      ['sentiment_scored {"score":-1}'],
    ],
    ['rated, elsewhere', event('csat_received', { current: 'GOOD' }), ['sentiment_scored {"score":1}']],
    [
      'rated, in the ticket',
      event('csat_received', {}, { satisfaction_score: { score: 'BAD' } }),
      ['sentiment_scored {"score":-1}'],
    ],
    [
      'rated in a form that we do not know',
      event('csat_received', { points: 5 }),
      ['ignored: nothing in it is of use to Rung'],
    ],
    ['asked for a rating', event('csat_requested'), ['ignored: that it was asked for says nothing yet']],
    [
      'a reply made private',
      event('comment_made_private', comment({})),
      ['ignored: a reply stays counted when it is made private afterwards'],
    ],
    [
      'words taken out',
      event('comment_redacted', comment({})),
      ['ignored: a reply stays counted when words are taken out of it'],
    ],
    [
      'a status of its own',
      event('custom_status_changed', { current: '9', previous: '8' }),
      ['ignored: its category comes as a change of status'],
    ],
    [
      'a custom field',
      event('custom_field_changed', { current: { value: 'secret words' } }),
      ['ignored: nothing in it is of use to Rung'],
    ],
    ['an SLA policy', event('sla_policy_changed'), ['ignored: nothing in it is of use to Rung']],
    [
      'somebody else',
      event('x', {}, {}, { type: 'zen:event-type:user.created' }),
      ['ignored: it is no event of a ticket'],
    ],
  ])('%s', async (_what, body, lines) => {
    expect(inShort(await told('zendesk', body))).toEqual(lines);
  });
});

describe('a new ticket', () => {
  it('whose description comes as a comment too: that is no reply, and opens it if the event that it was created is missing', async () => {
    const described = { created_at: '2026-11-29T09:00:00Z', status: 'NEW', description: 'It stops at 40 %' };
    const said = (body: string, time: string) => event('comment_added', comment({ body }), described, { time });
    const first = await told('zendesk', said('It stops at 40 %', '2026-11-29T09:00:01.2Z'));
    expect(first.facts).toMatchObject([{ type: 'created', eventId: 'created', ticket: { status: 'new' } }]);
    expect(first.facts).toHaveLength(1);
    for (const later of [said('It stops at 40 %', '2026-11-29T09:10:00Z'), said('More', '2026-11-29T09:00:01Z')])
      expect(inShort(await told('zendesk', later))).toEqual(['customer_replied']);
  });

  it('that follows up a closed one', async () => {
    const { facts } = await told('zendesk', event('created', {}, { status: 'NEW', via: { channel: 'closed_ticket' } }));
    expect(facts).toMatchObject([
      { type: 'created', ticket: { fields: { channel: 'closed_ticket', follow_up: 'yes' } } },
    ]);
  });

  it('without anything that could be left out', async () => {
    const body = {
      id: 'e1',
      type: 'zen:event-type:ticket.created',
      subject: 'zen:ticket:9',
      time: '2026-11-29T09:00:00Z',
    };
    const { facts, opens } = await told('zendesk', body);
    expect(facts).toEqual([
      {
        at: '2026-11-29T09:00:00.000Z',
        ticketId: 'zendesk/9',
        type: 'created',
        eventId: 'created',
        ticket: { status: 'open', priority: 'normal', customerTier: 'standard', slaHours: 24 },
      },
    ]);
    expect(opens).toBeUndefined();
  });

  it('with nulls where others have texts', async () => {
    const nulls = {
      assignee_id: null,
      priority: null,
      type: null,
      tags: null,
      via: { channel: null },
      organization_id: null,
    };
    expect(await told('zendesk', event('created', {}, nulls))).toMatchObject({ facts: [{ type: 'created' }] });
  });
});

describe('identity', () => {
  const id = async (body: ReturnType<typeof event>) => (await told('zendesk', body)).facts[0]!.eventId;

  it('is the content: another delivery of the same has the same', async () => {
    const first = event(
      'status_changed',
      { current: 'SOLVED', previous: 'OPEN' },
      {},
      { id: 'a', time: '2026-11-29T09:55:00.1Z' },
    );
    expect(await id({ ...first, id: 'b' } as typeof first)).toBe(await id(first));
    expect(await id(event('comment_added', comment({}), {}, { id: 'c' }))).toBe(
      await id(event('comment_added', comment({}), {}, { id: 'd' })),
    );
  });

  it('differs for changes back and forth within a second', async () => {
    const there = event('status_changed', { current: 'PENDING', previous: 'OPEN' });
    const back = event('status_changed', { current: 'OPEN', previous: 'PENDING' });
    const again = event('status_changed', { current: 'OPEN', previous: 'SOLVED' });
    expect(new Set([await id(there), await id(back), await id(again)]).size).toBe(3);
  });

  it('differs for the same change of later, also where the ticket shows no time', async () => {
    const solved = (time: string) =>
      event('status_changed', { current: 'SOLVED', previous: 'OPEN' }, { updated_at: null }, { time });
    expect(await id(solved('2026-11-29T10:00:00Z'))).not.toBe(await id(solved('2026-11-29T09:00:00Z')));
  });

  it('loses no digit', async () => {
    const text = JSON.stringify(event('agent_assignment_changed', { current: 'BIG', previous: 1 }, { id: 'BIGGER' }))
      .replace('"BIG"', '9007199254740993')
      .replace('"BIGGER"', '90071992547409931234');
    const { facts } = await told('zendesk', text);
    expect(facts[0]).toMatchObject({
      ticketId: 'zendesk/90071992547409931234',
      fields: { assignee: '9007199254740993' },
    });
  });
});

describe('triggers', () => {
  const trigger = (changes: Changes) => ({ ...bodyOf('zendesk-trigger', 'customer-reply'), ...changes });
  const resolved = 'ticket_changed {"status":"resolved"}';
  const nothing = 'ignored: nothing in it is of use to Rung';
  it.each<[string, Changes, string[]]>([
    ['a light agent', trigger({ actor_role: 'Light agent' }), ['agent_replied']],
    ['an administrator', trigger({ actor_role: 'Admin' }), ['agent_replied']],
    ['nobody', trigger({ actor_role: '' }), ['ignored: a message of a system is no reply']],
    ['nobody could see', trigger({ comment_public: '' }), ['ignored: a private note (customer) is no reply']],
    ['on hold', trigger({ event: 'status', status: 'On-hold' }), ['ticket_changed {"status":"on_hold"}']],
    ['solved', trigger({ event: 'status', status: 'Solved' }), ['ticket_changed {"status":"resolved"}']],
    ['priority', trigger({ event: 'priority', priority: 'Urgent' }), ['ticket_changed {"priority":"urgent"}']],
    [
      'tags',
      trigger({ event: 'tags', tags: 'a tier_gold  b' }),
      ['ticket_changed {"customerTier":"gold","tags":["a","tier_gold","b"]}'],
    ],
    ['no tags', trigger({ event: 'tags', tags: '' }), ['ticket_changed {"tags":[]}']],
    [
      'an assignee',
      trigger({ event: 'assignee', assignee_id: '812' }),
      ['ticket_changed {"fields":{"assignee":"812"}}'],
    ],
    ['a rating', trigger({ event: 'csat', rating: 'Bad' }), ['sentiment_scored {"score":-1}']],
    ['a rating with words', trigger({ event: 'csat', rating: 'Good with comment' }), ['sentiment_scored {"score":1}']],
    ['no priority any more', trigger({ event: 'priority', priority: '-' }), ['ticket_changed {"priority":"normal"}']],
    ['in capitals', trigger({ event: 'Comment' }), ['customer_replied']],
    ['a number as a number', trigger({ event: 'status', status: 'Solved', ticket_id: 5170 }), [resolved]],
    ['a placeholder', trigger({ event: 'status', status: '{{ticket.stauts}}' }), [nothing]],
    ['tags that are one', trigger({ event: 'tags', tags: '{{ticket.tagz}}' }), [nothing]],
    ['an event of its own', trigger({ event: 'party' }), ['ignored: nothing in it is of use to Rung']],
  ])('%s', async (_what, body, lines) => {
    expect(inShort(await told('zendesk-trigger', body))).toEqual(lines);
  });

  it('a change without its time is no repeat of one of before', async () => {
    const solved = trigger({ event: 'status', status: 'Solved', updated_at: '' });
    const id = async (receivedAt: number) => (await told('zendesk-trigger', solved, { receivedAt })).facts[0]!.eventId;
    expect(await id(RECEIVED + 60_000)).not.toBe(await id(RECEIVED));
  });

  it('a placeholder that was not filled in is no status, and is said', async () => {
    const body = trigger({ event: 'ticket.created', status: '{{ticket.stauts}}', via: '{{ticket.viaa}}' });
    const { facts, opens, warnings } = await told('zendesk-trigger', body);
    expect(facts).toMatchObject([{ type: 'created', ticket: { status: 'open' } }]);
    expect(JSON.stringify(facts)).not.toContain('{{');
    expect(opens).toBeUndefined();
    expect(warnings).toEqual([
      'ticket.status is left out: it is a placeholder that was not filled in',
      'ticket.fields.channel is left out: it is a placeholder that was not filled in',
    ]);
  });

  it.each([
    ['a placeholder that was not filled in', { ticket_id: '{{ticket.id}}' }, /ticket\.id: it is a placeholder/],
    ['no ticket', { ticket_id: '' }, /ticket\.id: the delivery names no ticket/],
    ['a time that is none', { updated_at: 'yesterday' }, /^at: a time is not readable/],
  ])('%s is refused', async (_what, changes, why) => {
    await expect(told('zendesk-trigger', trigger(changes))).rejects.toMatchObject({
      status: 422,
      message: expect.stringMatching(why),
    });
  });
});
