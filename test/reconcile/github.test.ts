/** GitHub's reconciler against a stub with its issues, comments, events and deliveries. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ApiError } from '../../src/reconcile/api-error.js';
import { toAskFor } from '../../src/reconcile/desks/github-redelivery.js';
import { Reading } from './reading.js';
import { GitHubServer, type Row } from './stubs/github.js';

const MINUTE = 60_000;
let now: number;
let server: GitHubServer;
let reading: Reading;

beforeEach(async () => {
  now = Date.now();
  server = await GitHubServer.start(() => now);
  reading = new Reading('github', `${server.api.url}/acme/widget`, () => now);
});
afterEach(() => server.api.close());

/** GitHub knows whole seconds. */
const ago = (minutes: number) => `${new Date(now - minutes * MINUTE).toISOString().slice(0, 19)}Z`;
const NADIA = { id: 5001, login: 'nadia-c', type: 'User' };
const ADA = { id: 5002, login: 'ada-maint', type: 'User' };
const REPOSITORY = { full_name: 'acme/widget' };

function issue(number: number, changes: Row = {}): Row {
  const one = {
    ...{
      number,
      id: 400 + number,
      user: NADIA,
      labels: [],
      state: 'open',
      closed_at: null,
      title: 's3cret',
      body: 's3cret',
    },
    ...{ created_at: ago(30), updated_at: ago(10), assignee: null, author_association: 'NONE', ...changes },
  };
  server.issues.push(one);
  return one;
}

function comment(number: number, id: number, user: Row, association: string, minutes = 15): Row {
  const times = { created_at: ago(minutes), updated_at: ago(minutes) };
  const issue_url = `https://api.github.com/repos/acme/widget/issues/${number}`;
  const one = {
    id,
    user,
    author_association: association,
    issue_url,
    body: 's3cret',
    performed_via_github_app: null,
    ...times,
  };
  server.comments.push(one);
  return one;
}

function event(one: Row, what: string, minutes: number, more: Row = {}): Row {
  const happened = { id: server.events.length, event: what, created_at: ago(minutes), issue: one, actor: ADA, ...more };
  server.events.push(happened);
  return happened;
}

function conversation(number = 512): Row {
  const one = issue(number);
  comment(number, 1, NADIA, 'NONE', 20);
  comment(number, 2, ADA, 'MEMBER', 18);
  comment(number, 3, { id: 5004, login: 'triage[bot]', type: 'Bot' }, 'NONE', 17);
  comment(number, 4, NADIA, 'NONE', 16);
  return one;
}

const ticket = (number = 512) => reading.ticket(`github/acme/widget#${number}`);

describe('what no webhook has told', () => {
  it('is found: the issue, and comments of people', async () => {
    conversation();
    expect(await reading.pass()).toMatchObject({ complete: true, refused: 0 });
    expect(ticket()).toMatchObject({ customerReplyCount: 2, status: 'open' });
  });

  it('is found once, however often it is looked for', async () => {
    conversation();
    expect(await reading.again()).toBe(0);
  });

  it('is a label that is a priority, closing and reopening', async () => {
    const one = conversation();
    await reading.pass();
    now += 5 * MINUTE;
    const label = { name: 'priority: high' };
    Object.assign(one, { labels: [label], updated_at: ago(3) });
    event(one, 'labeled', 3, { label });
    await reading.pass();
    expect(ticket().priority).toBe('high');
    Object.assign(one, { state: 'closed', closed_at: ago(2), updated_at: ago(2) });
    event(one, 'closed', 2);
    await reading.pass();
    expect(ticket().closed).toBe(true);
    Object.assign(one, { state: 'open', closed_at: null, updated_at: ago(1) });
    event(one, 'reopened', 1);
    await reading.pass();
    expect(ticket()).toMatchObject({ closed: false, status: 'open' });
  });

  it('is no pull request, and no comment on one', async () => {
    issue(7, { pull_request: { url: '…' } });
    comment(7, 9, NADIA, 'NONE');
    await reading.pass();
    expect([...reading.temporal.tickets.keys()]).toEqual([]);
  });

  it('is no comment of long ago that was edited', async () => {
    issue(512, { created_at: ago(6000) });
    Object.assign(comment(512, 1, NADIA, 'NONE', 5000), { updated_at: ago(5) });
    await reading.pass();
    expect(ticket().customerReplyCount).toBe(0);
  });

  it('is of an issue that was not read before: it is asked for', async () => {
    issue(512, { updated_at: ago(600) });
    comment(512, 1, NADIA, 'NONE', 5);
    await reading.pass();
    expect(server.api.paths()).toContain('/api/v3/repos/acme/widget/issues/512');
    expect(ticket().customerReplyCount).toBe(1);
  });
});

describe.each([true, false])('what a webhook has told (the database knows of it: %s)', (databaseKnows) => {
  it('counts once: comments, labels, closing', async () => {
    reading.databaseKnows = databaseKnows;
    const one = conversation();
    const label = { name: 'priority: urgent' };
    const deliver = (action: string, rest: Row = {}) =>
      reading.webhook({ action, issue: one, repository: REPOSITORY, ...rest });
    await reading.webhook({ action: 'opened', issue: one, repository: REPOSITORY });
    for (const written of server.comments) await deliver('created', { comment: written });
    Object.assign(one, { labels: [label], updated_at: ago(8) });
    event({ ...one }, 'labeled', 8, { label });
    await deliver('labeled', { label });
    const before = structuredClone(ticket());
    await reading.pass();
    const told = ({ customerReplyCount, priority, lastActivityAt, seq, history }: typeof before) => ({
      customerReplyCount,
      priority,
      lastActivityAt,
      seq,
      history,
    });
    expect(told(ticket())).toEqual(told(before));
    expect(new Set(ticket().seenIds)).toEqual(new Set(before.seenIds));
  });
});

it('the time that everything was read up to is that of the beginning of the pass', async () => {
  conversation();
  const began = now;
  await reading.pass();
  expect(reading.cursors.all.get('github')?.readUpTo).toBe(Math.floor(began / 1000) * 1000);
});

it('goes through many pages of issues, comments and events', async () => {
  for (let i = 1; i <= 105; i++) issue(i, { updated_at: ago(40 - i / 10) });
  for (let i = 1; i <= 105; i++) comment(1 + (i % 3), i, NADIA, 'NONE', 30 - i / 10);
  for (let i = 1; i <= 105; i++)
    event(server.issues[i - 1]!, 'labeled', 25 - i / 20, { label: { name: 'priority: low' } });
  expect((await reading.pass()).complete).toBe(true);
  expect(reading.temporal.tickets.size).toBe(105);
  expect([1, 2, 3].map((number) => ticket(number).customerReplyCount)).toEqual([35, 35, 35]);
  expect(ticket(100).priority).toBe('low');
});

it('more than its rate allows: it says how long to wait', async () => {
  const reset = String(Math.floor(now / 1000) + 90);
  server.api.willAnswer({
    status: 403,
    headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset },
    body: {},
  });
  const error = (await reading.pass().catch((one: unknown) => one)) as ApiError;
  expect(error.trouble).toBe('limited');
  expect(error.waitMs).toBeGreaterThan(80_000);
  conversation();
  expect((await reading.pass()).complete).toBe(true);
});

describe('deliveries that have failed', () => {
  const attempt = (id: number, guid: string, status_code: number) => ({ id, guid, status_code, redelivery: false });

  it('are asked for again, of our hook alone', async () => {
    server.deliveries = [attempt(9, 'a', 502), attempt(8, 'b', 202), attempt(7, 'c', 0)];
    expect(await reading.desk.askAgain!()).toBe(2);
    expect(server.redelivered).toEqual(['9', '7']);
  });

  it('so are those of the organization’s hook', async () => {
    server.deliveries = [attempt(9, 'a', 502)];
    server.organizationDeliveries = [attempt(21, 'd', 503), attempt(20, 'e', 202)];
    expect(await reading.desk.askAgain!()).toBe(2);
    expect(server.redelivered).toEqual(['9', '21']);
  });

  it('a token that may not administer webhooks asks for nothing, and breaks nothing', async () => {
    server.mayAdminister = false;
    expect(await reading.desk.askAgain!()).toBe(0);
  });

  it.each([
    ['one that was taken at last', [attempt(2, 'a', 200), attempt(1, 'a', 500)], []],
    ['one that was asked for and failed again', [attempt(2, 'a', 503), attempt(1, 'a', 500)], ['2']],
    ['one that failed four times', [4, 3, 2, 1].map((id) => attempt(id, 'a', 500)), []],
    ['one that cannot be read', [attempt(1, 'a', 422)], []],
    ['one that was not believed: the secret may be mended', [attempt(1, 'a', 401)], ['1']],
    ['nonsense', [{ id: '../../x', guid: 'a', status_code: 500 }], []],
  ])('%s', (_what, attempts, wanted) => {
    expect(toAskFor(attempts)).toEqual(wanted);
  });
});
