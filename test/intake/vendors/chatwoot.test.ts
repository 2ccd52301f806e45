/** Deliveries of Chatwoot that were not given. */
import { describe, expect, it } from 'vitest';
import { bodyOf, inShort, told } from '../deliveries.js';

type Changes = Record<string, unknown>;

const AT = { path: ['7'] };

function message(changes: Changes, conversation: Changes = {}) {
  const like = bodyOf('chatwoot', 'message-before-conversation');
  return {
    ...like,
    id: 2300,
    created_at: '2026-11-29T09:40:00.500Z',
    ...changes,
    conversation: { ...like['conversation'], ...conversation },
  };
}

function conversation(event: string, changed: Changes[] | null, changes: Changes = {}) {
  return { ...bodyOf('chatwoot', 'resolved'), event, changed_attributes: changed, ...changes };
}

const change = (name: string, from: unknown, to: unknown) => [{ [name]: { previous_value: from, current_value: to } }];
const outgoing = (sender: Changes | null, more: Changes = {}) => message({ message_type: 'outgoing', sender, ...more });

describe('who spoke', () => {
  it.each<[string, ReturnType<typeof message>, string[]]>([
    ['a customer', message({}), ['customer_replied']],
    ['a customer, by number', message({ message_type: 0 }), ['customer_replied']],
    ['an agent', outgoing({ id: 3, type: 'user' }), ['agent_replied']],
    [
      'an agent, for himself',
      outgoing({ id: 3, type: 'user' }, { private: true }),
      ['ignored: a private note (agent) is no reply'],
    ],
    ['a bot', outgoing({ id: 2, type: 'agent_bot' }), ['ignored: a message of a bot is no reply']],
    [
      'an assistant of a later release',
      outgoing({ id: 2, type: 'captain_assistant' }),
      ['ignored: a message of a bot is no reply'],
    ],
    [
      'a campaign in the name of an agent',
      outgoing({ id: 3, type: 'user' }, { additional_attributes: { campaign_id: 4 } }),
      ['ignored: a message of a system is no reply'],
    ],
    [
      'an automation',
      outgoing(null, { content_attributes: { automation_rule_id: 4 } }),
      ['ignored: a message of a system is no reply'],
    ],
    ['a picture without words', message({ content: null, attachments: [{ id: 1 }] }), ['customer_replied']],
    ['a campaign', outgoing(null), ['ignored: a message of a system is no reply']],
    ['a template', message({ message_type: 'template', sender: null }), ['ignored: a message of a system is no reply']],
    ['an activity', message({ message_type: 'activity', sender: null }), ['ignored: nothing in it is of use to Rung']],
    [
      'without a word about who could see it',
      message({ private: null }),
      ['ignored: a private note (customer) is no reply'],
    ],
    ['a customer, on a resolved conversation', message({}, { status: 'open' }), ['customer_replied']],
    ['the first message', message({ created_at: '2026-11-29T09:00:02.100Z' }), ['created', 'customer_replied']],
    [
      'an agent, in the second it began',
      outgoing({ id: 3, type: 'user' }, { created_at: '2026-11-29T09:00:01Z' }),
      ['agent_replied'],
    ],
  ])('%s', async (_what, body, lines) => {
    const short = inShort(await told('chatwoot', body, AT)).map((line) => line.replace(/^created .*/, 'created'));
    expect(short).toEqual(lines);
  });
});

describe('what changed', () => {
  it.each<[string, ReturnType<typeof conversation>, string[]]>([
    ['created', conversation('conversation_created', null, { status: 'open' }), ['created']],
    [
      'reopened',
      conversation('conversation_status_changed', change('status', 'resolved', 'open')),
      ['ticket_changed {"status":"open"}'],
    ],
    [
      'snoozed',
      conversation('conversation_status_changed', change('status', 'open', 'snoozed')),
      ['ticket_changed {"status":"snoozed"}'],
    ],
    [
      'the same as an update',
      conversation('conversation_updated', change('status', 'open', 'resolved')),
      ['ticket_changed {"status":"resolved"}'],
    ],
    [
      'in an older release',
      conversation('conversation_status_changed', null),
      ['ticket_changed {"status":"resolved","tags":[]}'],
    ],
    [
      'priority',
      conversation('conversation_updated', change('priority', null, 'urgent')),
      ['ticket_changed {"priority":"urgent"}'],
    ],
    [
      'no priority any more',
      conversation('conversation_updated', change('priority', 'urgent', null)),
      ['ticket_changed {"priority":"normal"}'],
    ],
    [
      'labels',
      conversation('conversation_updated', change('label_list', [], ['vip', 'a b'])),
      ['ticket_changed {"tags":["vip","a b"]}'],
    ],
    [
      'the last label',
      conversation('conversation_updated', change('label_list', ['vip'], [])),
      ['ticket_changed {"tags":[]}'],
    ],
    [
      'an assignee',
      conversation('conversation_updated', change('assignee_id', null, 3)),
      ['ticket_changed {"fields":{"assignee":"3"}}'],
    ],
    [
      'nobody has it any more',
      conversation('conversation_updated', change('assignee_id', 3, null)),
      ['ticket_changed {"fields":{"assignee":null}}'],
    ],
    [
      'a team',
      conversation('conversation_updated', change('team_id', null, 1), { meta: { team: { id: 1, name: 'billing' } } }),
      ['ticket_changed {"assigneeGroup":"billing"}'],
    ],
    [
      'two things at once',
      conversation('conversation_updated', [
        ...change('status', 'open', 'pending'),
        ...change('priority', null, 'low'),
      ]),
      ['ticket_changed {"status":"pending"}', 'ticket_changed {"priority":"low"}'],
    ],
    [
      'changes as one object',
      conversation('conversation_updated', change('priority', null, 'high'), {
        changed_attributes: change('priority', null, 'high')[0],
      }),
      ['ticket_changed {"priority":"high"}'],
    ],
    [
      'snoozed, and until when',
      conversation('conversation_status_changed', [
        ...change('status', 'open', 'snoozed'),
        ...change('snoozed_until', null, '2026-12-01'),
      ]),
      ['ticket_changed {"status":"snoozed"}'],
    ],
    [
      'something else',
      conversation('conversation_updated', change('custom_attributes', {}, { a: 1 })),
      ['ignored: nothing in it is of use to Rung'],
    ],
  ])('%s', async (_what, body, lines) => {
    const short = inShort(await told('chatwoot', body, AT)).map((line) => line.replace(/^created .*/, 'created'));
    expect(short).toEqual(lines);
  });

  it.each(['contact_created', 'contact_updated', 'conversation_typing_on', 'webwidget_triggered', 'inbox_created'])(
    '%s is none of our business',
    async (event) => {
      expect(inShort(await told('chatwoot', { event, id: 5 }, AT))).toEqual([
        'ignored: it is no event of a conversation that Rung needs',
      ]);
    },
  );
});

describe('ratings', () => {
  const rated = (rating: unknown) =>
    message({
      event: 'message_updated',
      message_type: 'template',
      content_type: 'input_csat',
      content_attributes: { submitted_values: { csat_survey_response: { rating, feedback_message: 'hunter2' } } },
    });

  it.each([
    [1, '-1'],
    [2, '-0.5'],
    [3, '0'],
    [4, '0.5'],
    [5, '1'],
  ])('%s stars', async (rating, score) => {
    const answer = await told('chatwoot', rated(rating), AT);
    expect(inShort(answer)).toEqual([`sentiment_scored {"score":${score}}`]);
    expect(JSON.stringify(answer)).not.toContain('hunter2');
  });

  it('a question that is not answered yet, and a message that was edited', async () => {
    expect(inShort(await told('chatwoot', rated(undefined), AT))).toEqual(['ignored: nothing in it is of use to Rung']);
    expect(inShort(await told('chatwoot', message({ event: 'message_updated' }), AT))).toEqual([
      'ignored: nothing in it is of use to Rung',
    ]);
  });
});

describe('identity', () => {
  it('twins are one', async () => {
    const twin = bodyOf('chatwoot', 'conversation-updated-twin-1');
    const [one, other] = [await told('chatwoot', twin, AT), await told('chatwoot', structuredClone(twin), AT)];
    expect(one).toEqual(other);
  });

  it('a change of status that comes as two events is one', async () => {
    const changed = change('status', 'open', 'resolved');
    const [one, other] = [
      await told('chatwoot', conversation('conversation_status_changed', changed), AT),
      await told('chatwoot', conversation('conversation_updated', changed), AT),
    ];
    expect(one.facts).toEqual(other.facts);
  });

  it('the same change of later is another, also where the release tells no time of change', async () => {
    const id = async (timestamp: number, changed: Changes[] | null) => {
      const body = conversation('conversation_status_changed', changed, { updated_at: null, timestamp });
      return (await told('chatwoot', body, AT)).facts[0]!.eventId;
    };
    for (const changed of [null, change('status', 'open', 'resolved')]) {
      expect(await id(1_795_943_000, changed)).toBe(await id(1_795_943_000, changed));
      expect(await id(1_795_946_000, changed)).not.toBe(await id(1_795_943_000, changed));
    }
  });

  it('the account is in the body, or in the URL, or the only one', async () => {
    const id = async (body: unknown, path: string[] = []) =>
      (await told('chatwoot', body, { path })).facts[0]!.ticketId;
    const status = conversation('conversation_status_changed', change('status', 'open', 'resolved'));
    expect(await id(message({}), ['9'])).toBe('chatwoot/7/412');
    expect(await id({ ...status, messages: [{ id: 1, account_id: 8 }] }, ['9'])).toBe('chatwoot/8/412');
    expect(await id(status, ['9'])).toBe('chatwoot/9/412');
    expect(await id(status)).toBe('chatwoot/1/412');
  });
});
