/** Deliveries of Freshdesk that were not given. */
import { describe, expect, it } from 'vitest';
import { bodyOf, inShort, RECEIVED, told } from '../deliveries.js';

type Changes = Record<string, unknown>;

function rule(event: string, actor: string, desk: Changes = {}, rung: Changes = {}) {
  const like = bodyOf('freshdesk', 'agent-reply-by-email');
  return {
    rung: { v: 1, event, actor, ...rung },
    freshdesk_webhook: { ...like['freshdesk_webhook'], triggered_event: '{x:y}', ...desk },
  };
}

describe('what a rule tells', () => {
  it.each<[string, ReturnType<typeof rule>, string[]]>([
    ['a reply of the requester', rule('reply', 'requester'), ['customer_replied']],
    ['a reply of an agent', rule('reply', 'agent'), ['agent_replied']],
    ['a reply of a rule', rule('reply', 'system'), ['ignored: a message of a system is no reply']],
    ['a public note', rule('note', 'agent', { triggered_event: '{note_type:public}' }), ['agent_replied']],
    [
      'a note that does not say whether it is public',
      rule('note', 'agent'),
      ['ignored: a private note (agent) is no reply'],
    ],
    [
      'a note without the placeholder',
      rule('note', 'agent', { triggered_event: null }),
      ['ignored: a private note (agent) is no reply'],
    ],
    ['pending', rule('status', 'agent', { ticket_status: 'Pending' }), ['ticket_changed {"status":"pending"}']],
    ['resolved', rule('status', 'agent', { ticket_status: 'Resolved' }), ['ticket_changed {"status":"resolved"}']],
    [
      'a code instead of a label',
      rule('status', 'agent', { ticket_status: '4' }),
      ['ticket_changed {"status":"resolved"}'],
    ],
    [
      'a status of its own',
      rule('status', 'agent', { ticket_status: 'Waiting on Customer' }),
      ['ticket_changed {"status":"waiting_on_customer"}'],
    ],
    ['priority', rule('priority', 'agent', { ticket_priority: 'Urgent' }), ['ticket_changed {"priority":"urgent"}']],
    ['medium', rule('priority', 'agent', { ticket_priority: 'Medium' }), ['ticket_changed {"priority":"normal"}']],
    ['a group', rule('group', 'agent', { group_name: 'Billing' }), ['ticket_changed {"assigneeGroup":"Billing"}']],
    ['deleted', rule('deleted', 'agent'), ['ticket_changed {"status":"closed"}']],
    ['a good rating', rule('csat', 'requester', {}, { rating: 'good' }), ['sentiment_scored {"score":1}']],
    ['a bad rating', rule('csat', 'requester', {}, { rating: 'bad' }), ['sentiment_scored {"score":-1}']],
    ['confirmed', rule('confirmed', 'requester'), ['resolution_confirmed']],
    ['somebody in capitals', rule('Reply', 'Requester'), ['customer_replied']],
    ['a rating in capitals', rule('csat', 'requester', {}, { rating: 'Good' }), ['sentiment_scored {"score":1}']],
    [
      'a public note, with a blank',
      rule('note', 'agent', { triggered_event: '{note_type: public}' }),
      ['agent_replied'],
    ],
    ['a number as a number', rule('reply', 'requester', { ticket_id: 6541 }), ['customer_replied']],
    [
      'a placeholder that was not filled in',
      rule('status', 'agent', { ticket_status: '{{ticket.stauts}}' }),
      ['ignored: nothing in it is of use to Rung'],
    ],
    [
      'closed by its number, by a rule',
      rule('status', 'system', { ticket_status: '5', triggered_event: '{status:{from:4,to:5}}' }),
      ['ticket_changed {"status":"closed"}'],
    ],
    ['anything else', rule('party', 'agent'), ['ignored: nothing in it is of use to Rung']],
  ])('%s', async (_what, body, lines) => {
    expect(inShort(await told('freshdesk', body))).toEqual(lines);
  });

  it('a priority that nobody knows is left out, with a word', async () => {
    const answer = await told('freshdesk', rule('priority', 'agent', { ticket_priority: 'P1' }));
    expect(answer.facts).toEqual([]);
    expect(answer.warnings).toContain('changed[1].priority is left out: "P1" is not in values.priority');
  });

  it('never reads the words of somebody else on a private note', async () => {
    const note = (text: string) =>
      told('freshdesk', rule('note', 'agent', { triggered_event: '{note_type:private}', latest_public_comment: text }));
    expect(await note('a')).toMatchObject({ facts: [], spoke: [{ by: 'agent', public: false }] });
  });
});

describe('repeats', () => {
  const hour = 3_600_000;
  const id = async (body: unknown, receivedAt: number) => {
    const { facts, dedupeKey } = await told('freshdesk', body, { receivedAt });
    return [facts[0]!.eventId, dedupeKey];
  };

  it('of a reply are the same for hours', async () => {
    const reply = rule('reply', 'requester');
    const start = Math.ceil(RECEIVED / (2 * hour)) * 2 * hour;
    expect(await id(reply, start + hour)).toEqual(await id(reply, start));
    expect(await id(reply, start + 2 * hour)).not.toEqual(await id(reply, start));
  });

  it('of a status are not: it may go back and forth', async () => {
    const status = rule('status', 'agent', { ticket_status: 'Pending' });
    expect(await id(status, RECEIVED + 1000)).toEqual(await id(status, RECEIVED));
    expect(await id(status, RECEIVED + 120_000)).not.toEqual(await id(status, RECEIVED));
  });

  it('hold no words', async () => {
    const answer = await told(
      'freshdesk',
      rule('reply', 'requester', { latest_public_comment: 'my password is hunter2' }),
    );
    expect(JSON.stringify(answer)).not.toContain('hunter2');
    expect(JSON.stringify(answer)).not.toContain('customer.example');
  });
});
