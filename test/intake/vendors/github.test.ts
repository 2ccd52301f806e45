/** Deliveries of GitHub that were not given. */
import { describe, expect, it } from 'vitest';
import { bodyOf, inShort, told } from '../deliveries.js';

type Changes = Record<string, unknown>;

function issue(action: string, changes: Changes = {}, rest: Changes = {}) {
  const like = bodyOf('github', 'labeled-priority');
  return {
    action,
    issue: { ...like['issue'], ...changes },
    repository: like['repository'],
    sender: like['sender'],
    ...rest,
  };
}

const label = (name: string) => ({ id: 1, name });
const user = (login: string, id: number, type = 'User') => ({ login, id, type });

function comment(author: Changes, changes: Changes = {}, action = 'created', rest: Changes = {}) {
  return issue(action, rest, {
    comment: {
      id: 9100,
      user: author,
      created_at: '2026-11-29T09:05:00Z',
      updated_at: '2026-11-29T09:05:00Z',
      author_association: 'NONE',
      ...changes,
    },
  });
}

const tags = '"tags":["priority: high"]';

describe('what happened', () => {
  it.each<[string, ReturnType<typeof issue>, string[]]>([
    [
      'closed',
      issue('closed', { closed_at: '2026-11-29T09:10:00Z', state: 'closed' }),
      ['ticket_changed {"status":"closed"}'],
    ],
    ['reopened', issue('reopened'), ['ticket_changed {"status":"open"}']],
    ['deleted', issue('deleted'), ['ticket_changed {"status":"closed"}']],
    ['a label', issue('labeled', {}, { label: label('bug') }), [`ticket_changed {${tags}}`]],
    [
      'a priority, with a slash',
      issue('labeled', {}, { label: label('Priority/Critical') }),
      [`ticket_changed {"priority":"urgent",${tags}}`],
    ],
    [
      'a priority gone, another there',
      issue('unlabeled', {}, { label: label('priority: low') }),
      [`ticket_changed {"priority":"high",${tags}}`],
    ],
    [
      'the last priority gone',
      issue('unlabeled', { labels: [] }, { label: label('priority: high') }),
      ['ticket_changed {"priority":"normal","tags":[]}'],
    ],
    [
      'a tier',
      issue('labeled', {}, { label: label('tier: Gold') }),
      [`ticket_changed {"customerTier":"gold",${tags}}`],
    ],
    [
      'an assignee',
      issue('assigned', { assignee: user('ada-maint', 5002) }),
      ['ticket_changed {"fields":{"assignee":"ada-maint"}}'],
    ],
    ['nobody has it any more', issue('unassigned'), ['ticket_changed {"fields":{"assignee":null}}']],
    ['edited', issue('edited'), ['ignored: nothing that rules ask for has changed']],
    ['locked', issue('locked'), ['ignored: nothing that rules ask for has changed']],
    [
      'closed as a duplicate',
      issue('closed', { closed_at: '2026-11-29T09:10:00Z', state: 'closed', state_reason: 'duplicate' }),
      ['ticket_changed {"status":"closed"}'],
    ],
    [
      'transferred, it does not say where to',
      issue('transferred'),
      ['ticket_changed {"status":"closed","fields":{"merged_into":null}}'],
    ],
    ['a label that was deleted', issue('unlabeled', { labels: [] }), ['ticket_changed {"tags":[]}']],
    ['a milestone', issue('milestoned'), ['ignored: nothing that rules ask for has changed']],
    ['something new', issue('celebrated'), ['ignored: nothing in it is of use to Rung']],
  ])('%s', async (_what, body, lines) => {
    expect(inShort(await told('github', body))).toEqual(lines);
  });

  it('opened, with all its labels', async () => {
    const labels = [label('bug'), label('priority: low'), label('tier/Enterprise')];
    const { facts } = await told('github', issue('opened', { labels }));
    expect(facts).toEqual([
      {
        at: '2026-11-29T09:00:01.000Z',
        ticketId: 'github/acme/widget#512',
        type: 'created',
        eventId: 'created',
        ticket: {
          status: 'open',
          priority: 'low',
          customerTier: 'enterprise',
          slaHours: 24,
          createdAt: '2026-11-29T09:00:01.000Z',
          asOf: '2026-11-29T09:02:00.000Z',
          tags: ['bug', 'priority: low', 'tier/Enterprise'],
        },
      },
    ]);
  });

  it('opened by a transfer', async () => {
    expect(
      (await told('github', issue('opened', {}, { changes: { old_issue: {}, old_repository: {} } }))).facts,
    ).toMatchObject([{ type: 'created' }]);
  });
});

describe('who spoke', () => {
  it.each<[string, ReturnType<typeof comment>, string[]]>([
    ['who opened it', comment(user('nadia-c', 5001)), ['customer_replied']],
    ['somebody else', comment(user('passer-by', 6000)), ['customer_replied']],
    ['a contributor', comment(user('passer-by', 6000), { author_association: 'CONTRIBUTOR' }), ['customer_replied']],
    ['an owner', comment(user('boss', 5003), { author_association: 'OWNER' }), ['agent_replied']],
    ['a collaborator', comment(user('boss', 5003), { author_association: 'COLLABORATOR' }), ['agent_replied']],
    ['a member who opened it', comment(user('nadia-c', 5001), { author_association: 'MEMBER' }), ['customer_replied']],
    ['somebody whose account is gone', comment({}, { user: null }), ['customer_replied']],
    ['somebody imported', comment(user('m', 8), { author_association: 'MANNEQUIN' }), ['customer_replied']],
    ['a person, by no app', comment(user('x', 7), { performed_via_github_app: null }), ['customer_replied']],
    ['a bot', comment(user('ci', 7, 'Bot')), ['ignored: a message of a bot is no reply']],
    [
      'a bot that only its name tells',
      comment(user('dependabot[bot]', 7)),
      ['ignored: a message of a bot is no reply'],
    ],
    [
      'an app',
      comment(user('x', 7), { performed_via_github_app: { id: 1 } }),
      ['ignored: a message of a bot is no reply'],
    ],
    [
      'somebody on a pull request',
      comment(user('nadia-c', 5001), {}, 'created', { pull_request: { url: 'x' } }),
      ['ignored: it is about a pull request'],
    ],
    [
      'somebody who edits',
      comment(user('nadia-c', 5001), {}, 'edited'),
      ['ignored: nothing that rules ask for has changed'],
    ],
    [
      'somebody who deletes',
      comment(user('nadia-c', 5001), {}, 'deleted'),
      ['ignored: a comment stays counted when it is deleted'],
    ],
  ])('%s', async (_what, body, lines) => {
    expect(inShort(await told('github', body))).toEqual(lines);
  });
});

it('a form is read like JSON', async () => {
  const form = `payload=${encodeURIComponent(JSON.stringify(issue('reopened')))}`;
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  expect(inShort(await told('github', form, { headers }))).toEqual(['ticket_changed {"status":"open"}']);
  await expect(told('github', 'payload=1&payload=2', { headers })).rejects.toMatchObject({ status: 400 });
  await expect(told('github', 'other=1', { headers })).rejects.toMatchObject({ status: 400 });
});

it.each(['push', 'star', 'pull_request', 'parent_issue', 'sub_issue', 'discussion'])(
  '%s is none of our business',
  async (kind) => {
    expect(inShort(await told('github', { [kind]: {}, repository: {} }))).toEqual([
      'ignored: it is no event of an issue',
    ]);
  },
);
