/** Clicks and lines from Slack: who may, what is done, what is shown, and that it is done once. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { SlackStub } from '../../support/slack-stub.js';
import { inVirtualTime } from '../http/virtual-time.js';
import { TICKET, world, type World } from '../http/world.js';
import { click, line, PEOPLES_POLICY, SECRET, sendClick, sendLine, signed, type Clicked } from './slack-desk.js';

let slack: SlackStub;
let w: World;
/** With usual settings: made once, emptied before each test. */
let usual: World;

const made = (settings: Record<string, string>) =>
  world({
    policy: PEOPLES_POLICY,
    settings: { SLACK_SIGNING_SECRET: SECRET, SLACK_BOT_TOKEN: 'xoxb-good', SLACK_API_URL: slack.url, ...settings },
  });

/** Other settings, if there are any. */
async function start(settings: Record<string, string>): Promise<void> {
  if (Object.keys(settings).length === 0) return;
  w = await made(settings);
  await open('T-1');
}

beforeAll(async () => {
  slack = await SlackStub.start();
  usual = await made({});
});
afterAll(async () => {
  await usual.app.close();
  await slack.close();
});
beforeEach(async () => {
  w = usual;
  w.temporal.tickets.clear();
  w.logged.length = slack.calls.length = slack.messages.length = slack.answers.length = 0;
  await open('T-1');
});
afterEach(async () => {
  w.temporal.isDown = false;
  w.temporal.delay = 0;
  if (w !== usual) await w.app.close();
  expect(slack.leftOver).toBe(0);
});

async function open(ticketId: string): Promise<void> {
  const headers = w.key('write', 'command');
  await w.app.inject({ method: 'POST', url: '/v1/tickets', payload: { ...TICKET, ticketId }, headers });
  const payload = { by: 'desk', to: 'L2' };
  await w.app.inject({ method: 'POST', url: `/v1/tickets/${ticketId}/escalate`, payload, headers });
}

const ticket = (ticketId = 'T-1') => w.temporal.tickets.get(ticketId)!;
/** What the one who clicked was told alone. */
const whispers = () =>
  slack.answers.filter(({ body }) => body['response_type'] === 'ephemeral').map(({ body }) => String(body['text']));

/** A message that can be changed, and a click on one of its buttons. */
async function posted(): Promise<{ ts: string }> {
  const body = new URLSearchParams({ channel: '#tier2-queue', text: 'T-1 escalated', blocks: '[]' }).toString();
  const headers = { authorization: 'Bearer xoxb-good' };
  const answer = await fetch(`${slack.url}chat.postMessage`, { method: 'POST', body, headers });
  return (await answer.json()) as { ts: string };
}
const idOfChannel = `C${Buffer.from('#tier2-queue').toString('hex').toUpperCase()}`;
const there = (more: Clicked = {}): Clicked => ({
  channel: { id: idOfChannel, name: 'tier2-queue' },
  responseUrl: slack.responseUrl,
  ...more,
});

describe('a click', () => {
  test('acknowledges in the name of a person of the policy, and the message says who and when', async () => {
    const { ts } = await posted();
    const opening = {
      type: 'actions',
      block_id: 'rung.actions.0',
      elements: [
        { type: 'button', action_id: 'rung.deescalate' },
        { type: 'button', action_id: 'rung.open.0', url: 'https://desk.example.com/T-1', text: {} },
      ],
    };
    const header = { type: 'header', block_id: 'x', text: { type: 'plain_text', text: 'T-1 escalated to L2' } };
    const answer = await sendClick(w.app, click(there({ ts, blocks: [header, opening] })));
    expect([answer.statusCode, answer.body]).toEqual([200, '']);
    expect(ticket().acknowledged).toMatchObject({ by: 'anna' });
    const { blocks, text } = slack.messages[0]! as unknown as { text: string; blocks: Record<string, never>[] };
    expect(text).toBe('T-1 escalated');
    expect(blocks).toMatchObject([
      header,
      {
        type: 'context',
        elements: [
          { type: 'mrkdwn', text: expect.stringMatching(/Acknowledged by \*anna\*, <!date\^\d+\^.*UTC>$/) as string },
        ],
      },
      {
        type: 'actions',
        block_id: 'rung.actions.1',
        elements: [{ action_id: 'rung.snooze' }, { action_id: 'rung.deescalate' }, { action_id: 'rung.open.0' }],
      },
    ]);
    // Metadata is kept by saying nothing of it: it is what alerts are found by.
    expect(slack.callsOf('chat.update')[0]!.args).not.toHaveProperty('metadata');
    expect(whispers()).toEqual([]);
  });

  test('on the message of a ticket that was handed back says so, and offers to take it on', async () => {
    const { ts } = await posted();
    await sendClick(w.app, click(there({ ts })));
    await sendLine(w.app, line('unack T-1'));
    await sendClick(w.app, click(there({ ts, action: 'rung.snooze', change: 1 })));
    const { blocks } = slack.messages[0]! as unknown as { blocks: object[] };
    expect(JSON.stringify(blocks)).toMatch(
      /Acknowledged by \*anna\*.*:bell: Not acknowledged any more by \*anna\*.*Snoozed until/,
    );
    expect(JSON.stringify(blocks)).toContain('"action_id":"rung.acknowledge"');
  });

  test('of a member whom the policy does not name is recorded with an id that nobody else has', async () => {
    const user = { id: 'U0BOB', username: 'anna', team_id: 'T0HOME' };
    await sendClick(w.app, click({ user }));
    expect(ticket().acknowledged).toMatchObject({ by: 'anna (slack U0BOB)' });
  });

  test('clicked twice, also by two people at once, acts once', async () => {
    const one = click(there({ ts: '1764450000.000100' }));
    const other = { ...one, user: { id: 'U012BEN0', username: 'ben', team_id: 'T0HOME' } };
    await Promise.all([sendClick(w.app, one), sendClick(w.app, one), sendClick(w.app, other)]);
    const acknowledgements = ticket().history.filter(({ kind }) => kind === 'acknowledged');
    expect(acknowledgements).toHaveLength(1);
    // Taking back is the one that would be worse the second time.
    await sendLine(w.app, line('escalate T-1'));
    expect(ticket().tier).toBe('L3');
    const down = click({ key: 'T-1:2:slack:#tier2-queue', action: 'rung.deescalate', ts: '1764450000.000100' });
    await Promise.all([sendClick(w.app, down), sendClick(w.app, down), sendClick(w.app, down)]);
    expect([ticket().tier, ticket().seq]).toEqual(['L2', 3]);
  });

  test('a button of a changed message is another button', async () => {
    await sendLine(w.app, line('escalate T-1'));
    const key = 'T-1:9:slack:#tier2-queue';
    for (const change of [0, 1]) await sendClick(w.app, click({ key, action: 'rung.deescalate', change }));
    expect(ticket().tier).toBe('L1');
  });

  test('snoozes for an hour', async () => {
    await sendClick(w.app, click({ action: 'rung.snooze' }));
    expect(ticket().snoozed).toMatchObject({ by: 'anna' });
    expect(ticket().snoozed!.until - Date.now()).toBeGreaterThan(3_590_000);
    expect(ticket().snoozed!.until - Date.now()).toBeLessThanOrEqual(3_600_000);
  });

  test('does not take a ticket from whoever has it', async () => {
    await sendLine(w.app, line('ack T-1', { user_id: 'U012BEN0' }));
    await sendClick(w.app, click(there()));
    expect(ticket().acknowledged).toMatchObject({ by: 'ben' });
    expect(whispers()).toEqual([expect.stringMatching(/^ben has acknowledged T-1 already.*`\/rung ack T-1`$/)]);
    await sendLine(w.app, line('ack T-1'));
    expect(ticket().acknowledged).toMatchObject({ by: 'anna' });
  });

  test('takes back the step that its alert tells of, and no later one', async () => {
    await sendLine(w.app, line('escalate T-1 manager'));
    await sendClick(w.app, click(there({ action: 'rung.deescalate' })));
    expect(ticket().tier).toBe('manager');
    expect(whispers()).toEqual([expect.stringContaining('has moved on since this alert and is at manager')]);
  });

  test('while Temporal is away for a moment is done when it is back', { timeout: 20_000 }, async () => {
    w.temporal.isDown = true;
    w.temporal.calls = 0;
    const answered = sendClick(w.app, click(there()));
    await expect.poll(() => w.temporal.calls).toBeGreaterThan(0);
    w.temporal.isDown = false;
    expect((await answered).statusCode).toBe(200);
    await expect.poll(() => slack.callsOf('chat.update').length, { timeout: 10_000 }).toBe(1);
    expect(ticket().acknowledged).toMatchObject({ by: 'anna' });
    expect(whispers()).toEqual([]);
  });

  test('whose answer was lost is not refused the second time', async () => {
    for (let n = 0; n < 2; n++)
      await sendClick(w.app, click(there({ action: 'rung.deescalate', change: n, ts: '1764450000.000100' })));
    expect([ticket().tier, ticket().seq]).toEqual(['L1', 2]);
    expect(whispers().join()).not.toContain('moved on');
  });

  test('that leads to the ticket is heard and changes nothing', async () => {
    const before = ticket();
    const answer = await sendClick(w.app, click({ action: 'rung.open.0', value: '' }));
    expect(answer.statusCode).toBe(200);
    expect(ticket()).toBe(before);
  });

  test('whose message cannot be changed by the bot is shown by its response address; else told to the one alone', async () => {
    slack.willFail('chat.update', { error: 'cant_update_message' });
    await sendClick(w.app, click(there()));
    expect(slack.answers).toMatchObject([{ body: { replace_original: true, blocks: expect.any(Array) as [] } }]);
    await open('T-2');
    slack.willFail('chat.update', { error: 'cant_update_message' });
    await sendClick(w.app, click({ ticketId: 'T-2' }));
    expect(ticket('T-2').acknowledged).toMatchObject({ by: 'anna' });
    expect(w.logged.join('\n')).toContain('a message of Slack was not changed');
  });

  test('while Temporal does not answer is not said to be done; later it is, once', { timeout: 20_000 }, async () => {
    w.temporal.isDown = true;
    const clicked = click(there());
    expect((await sendClick(w.app, clicked)).statusCode).toBe(200);
    await expect
      .poll(whispers, { timeout: 10_000 })
      .toEqual([expect.stringContaining('not certain that anything was done to T-1')]);
    expect(slack.callsOf('chat.update')).toEqual([]);
    w.temporal.isDown = false;
    await sendClick(w.app, clicked);
    expect(ticket().acknowledged).toMatchObject({ by: 'anna' });
  });

  test('is answered within three seconds, whatever is slow', async () => {
    w.temporal.delay = 60_000;
    await inVirtualTime(async () => {
      const since = performance.now();
      expect((await sendClick(w.app, click())).statusCode).toBe(200);
      expect(performance.now() - since).toBeLessThan(2_900);
      // Until its patience has ended.
      await sleep(15_000);
    });
    expect(ticket().acknowledged).toBeNull();
  });

  test('is done though that takes longer than Slack waits', { timeout: 20_000 }, async () => {
    w.temporal.delay = 1_100;
    expect((await sendClick(w.app, click(there()))).statusCode).toBe(200);
    await expect.poll(() => slack.callsOf('chat.update').length, { timeout: 5_000 }).toBe(1);
    expect(ticket().acknowledged).toMatchObject({ by: 'anna' });
  });

  test('on a ticket that is closed, or that there is not, is told so', async () => {
    await sendClick(w.app, click(there({ ticketId: 'T-404' })));
    const headers = w.key('write');
    const payload = { type: 'ticket_changed', status: 'closed', eventId: 'c' };
    await w.app.inject({ method: 'POST', url: '/v1/tickets/T-1/facts', payload, headers });
    await sendClick(w.app, click(there()));
    expect(whispers()).toEqual([
      expect.stringContaining('there is no ticket T-404'),
      expect.stringContaining('ticket T-1 is closed'),
    ]);
  });
});

describe('nobody else may', () => {
  const refused: [what: string, settings: Record<string, string>, clicked: Clicked, said: string][] = [
    ['another workspace', {}, { team: { id: 'T0OTHER' } }, 'workspace T0OTHER'],
    [
      'a member of another workspace in a shared channel',
      {},
      { user: { id: 'U012ANNA', username: 'anna', team_id: 'T0OTHER' } },
      'workspace T0OTHER',
    ],
    ['a workspace that is not listed', { RUNG_SLACK_WORKSPACES: 'T0LISTED' }, {}, 'workspace T0HOME'],
    ['another channel', { RUNG_SLACK_CHANNELS: '#escalations,C0OTHER' }, {}, 'RUNG_SLACK_CHANNELS'],
    ['a channel that the alert did not go to', {}, { channel: { id: 'C0X', name: 'random' } }, 'RUNG_SLACK_CHANNELS'],
    [
      'a member who is not listed',
      { RUNG_SLACK_USERS: 'U0LISTED' },
      { user: { id: 'U0BOB', username: 'bob', team_id: 'T0HOME' } },
      'RUNG_SLACK_USERS',
    ],
  ];
  test.each(refused)('%s', async (_what, settings, clicked, said) => {
    await start(settings);
    expect((await sendClick(w.app, click(there(clicked)))).statusCode).toBe(200);
    expect(ticket().acknowledged).toBeNull();
    // The message stays as it is, and only the one who clicked hears why.
    expect(slack.callsOf('chat.update')).toEqual([]);
    expect(whispers()).toEqual([expect.stringContaining(said)]);
  });

  test('while it is not known which workspace is ours', async () => {
    await start({ LOG_LEVEL: 'info' });
    slack.willFail('auth.test', { error: 'fatal_error' }, { error: 'fatal_error' }, { error: 'fatal_error' });
    await sendClick(w.app, click(there()));
    expect(ticket().acknowledged).toBeNull();
    expect(whispers()).toEqual([expect.stringContaining('RUNG_SLACK_WORKSPACES')]);
    await sendClick(w.app, click(there()));
    expect(ticket().acknowledged).toMatchObject({ by: 'anna' });
  });

  test.each<[string, Record<string, string>, Record<string, string>, string]>([
    ['another workspace', {}, { team_id: 'T0OTHER' }, 'workspace T0OTHER'],
    ['a channel without alerts', {}, { channel_id: 'C0X', channel_name: 'random' }, 'RUNG_SLACK_CHANNELS'],
    ['a private channel that is not listed', {}, { channel_id: 'C0X', channel_name: 'privategroup' }, 'C0X'],
    [
      'a direct message of somebody whom the policy does not name',
      {},
      { channel_id: 'D0X', channel_name: 'directmessage', user_id: 'U0BOB' },
      'RUNG_SLACK_CHANNELS',
    ],
    ['a member who is not listed', { RUNG_SLACK_USERS: 'U0LISTED' }, { user_id: 'U0BOB' }, 'U0BOB'],
  ])('%s, by /rung: neither act nor see', async (_what, settings, more, said) => {
    await start(settings);
    for (const words of ['ack T-1', 'T-1', 'escalate T-1']) {
      const { status, text } = await sendLine(w.app, line(words, more));
      expect(status).toBe(200);
      expect(text).toContain(said);
      expect(text).not.toContain('tier2_support');
    }
    expect(ticket()).toMatchObject({ tier: 'L2' });
    expect(ticket().acknowledged).toBeNull();
  });

  test.each<[string, Record<string, string>, Record<string, string>]>([
    ['a listed channel by its id', { RUNG_SLACK_CHANNELS: 'C0X' }, { channel_id: 'C0X', channel_name: 'privategroup' }],
    ['a listed channel by its name', { RUNG_SLACK_CHANNELS: '#Desk' }, { channel_id: 'C0X', channel_name: 'desk' }],
    ['a person of the policy in a direct message', {}, { channel_id: 'D0X', channel_name: 'directmessage' }],
    ['a listed member', { RUNG_SLACK_USERS: 'U0BOB' }, { user_id: 'U0BOB', user_name: 'bob' }],
    ['a person of the policy beside the listed', { RUNG_SLACK_USERS: 'U0BOB' }, {}],
    ['any member in a channel of the policy', {}, { user_id: 'U0BOB', channel_id: 'C0E', channel_name: 'escalations' }],
    ['a listed workspace', { RUNG_SLACK_WORKSPACES: 'T0A,T0B' }, { team_id: 'T0B' }],
  ])('but %s', async (_what, settings, more) => {
    await start(settings);
    expect((await sendLine(w.app, line('ack T-1', more))).text).toContain('T-1: acknowledged');
    expect(ticket().acknowledged).not.toBeNull();
  });
});

describe('what is not Slack’s', () => {
  test.each<[string, Parameters<typeof sendClick>[2]]>([
    ['another secret', { secret: 'f'.repeat(32) }],
    ['six minutes old', { at: Date.now() - 6 * 60_000 }],
    ['six minutes ahead', { at: Date.now() + 6 * 60_000 }],
    ['no signature', { headers: { 'x-slack-signature': '' } }],
    ['another version', { headers: { 'x-slack-signature': `v1=${'0'.repeat(64)}` } }],
    ['no time', { headers: { 'x-slack-request-timestamp': '' } }],
    [
      'a time that it was not signed with',
      { headers: { 'x-slack-request-timestamp': `${Math.floor(Date.now() / 1000) - 1}` } },
    ],
  ])('is refused: %s', async (_what, signing) => {
    expect((await sendClick(w.app, click(there()), signing)).statusCode).toBe(401);
    expect((await sendLine(w.app, line('ack T-1'), signing)).status).toBe(401);
    expect(ticket().acknowledged).toBeNull();
    expect(slack.answers).toEqual([]);
  });

  test('while a secret is exchanged, both are taken', async () => {
    await start({ SLACK_SIGNING_SECRET: `${'n'.repeat(32)},${SECRET}` });
    expect((await sendLine(w.app, line('T-1'))).status).toBe(200);
    expect((await sendLine(w.app, line('T-1'), { secret: 'n'.repeat(32) })).status).toBe(200);
  });

  test('a recorded request that is sent again is done once', async () => {
    const body = new URLSearchParams(line('escalate T-1')).toString();
    const headers = signed(body);
    for (let n = 0; n < 3; n++)
      expect((await w.app.inject({ method: 'POST', url: '/slack/commands', payload: body, headers })).statusCode).toBe(
        200,
      );
    expect([ticket().tier, ticket().seq]).toEqual(['L3', 2]);
  });

  test.each([
    ['no JSON', '{'],
    ['null', 'null'],
    ['a list', '[]'],
    [
      'another block',
      JSON.stringify({ ...click(), actions: [{ action_id: 'rung.acknowledge', block_id: 'x', value: '{}' }] }),
    ],
    ['no value', JSON.stringify(click({ value: '' }))],
    ['a key of another ticket', JSON.stringify(click({ value: '{"ticketId":"T-1","key":"T-2:1:slack:#a"}' }))],
    ['an unknown button', JSON.stringify(click({ action: 'rung.close' }))],
    ['a prototype', '{"__proto__":{"type":"block_actions"}}'],
    ['too deep', `${'['.repeat(50_000)}${']'.repeat(50_000)}`],
  ])('is no click: %s', async (_what, payload) => {
    expect((await sendClick(w.app, payload)).statusCode).toBe(422);
    expect(ticket().acknowledged).toBeNull();
  });

  test('a field that is there twice, and a body that is too large', async () => {
    const payload = encodeURIComponent(JSON.stringify(click()));
    const twice = `payload=${payload}&payload=${payload}`;
    const send = (body: string) =>
      w.app.inject({ method: 'POST', url: '/slack/interactive', payload: body, headers: signed(body) });
    expect((await send(twice)).statusCode).toBe(422);
    expect((await send(`payload=${'x'.repeat(600_000)}`)).statusCode).toBe(413);
  });

  test('other things that Slack sends are heard and come to nothing', async () => {
    expect((await sendClick(w.app, { type: 'view_submission' })).statusCode).toBe(200);
    expect((await sendLine(w.app, { ssl_check: '1', token: 'x' })).status).toBe(200);
  });

  test('an answer goes to Slack only', async () => {
    const urls = [
      'http://169.254.169.254/latest',
      'https://hooks.slack.com.evil.example/x',
      'https://hooks.slack.com@evil.example/',
      'file:///etc/passwd',
    ];
    for (const responseUrl of urls)
      expect((await sendClick(w.app, click({ ticketId: 'T-404', responseUrl }))).statusCode).toBe(200);
    expect(slack.answers).toEqual([]);
    expect(w.logged.join('\n')).toContain('the address for answers is not one of Slack’s');
  });

  test('without a secret there is no such address', async () => {
    await start({ SLACK_SIGNING_SECRET: '' });
    expect((await sendClick(w.app, click())).statusCode).toBe(404);
    expect((await sendLine(w.app, line('T-1'))).status).toBe(404);
  });

  test('neither texts nor secrets are logged', async () => {
    await sendClick(w.app, click(there({ blocks: [{ type: 'section', text: 'a customer’s words' }] })));
    await sendLine(w.app, line('ack T-1 canary-word'));
    const log = w.logged.join('\n');
    for (const secret of ['a customer’s words', 'canary-word', SECRET, 'xoxb-good', slack.responseUrl, 'anna.k'])
      expect(log).not.toContain(secret);
    expect(log).toContain('"member":"U012ANNA"');
  });
});

describe('/rung', () => {
  test('shows how a ticket stands', async () => {
    await sendLine(w.app, line('ack T-1'));
    const { text } = await sendLine(w.app, line('  T-1  '));
    expect(text).toMatch(/^\*T-1\* is at \*L2\* \(tier2_support\), priority high, status open\nSLA: due <!date\^/);
    expect(text).toMatch(/\nAcknowledged: by anna at <!date.*, until <!date/);
    expect(text).toMatch(/\nNext: /);
    expect((await sendLine(w.app, line('show T-1'))).text).toBe(text);
    expect((await sendLine(w.app, line('T-404'))).text).toContain('there is no ticket T-404');
  });

  test('acts', async () => {
    const says = async (words: string) => (await sendLine(w.app, line(words))).text;
    expect(await says('ack T-1')).toBe(':white_check_mark: T-1: acknowledged (by anna)');
    expect(await says('unack T-1')).toBe(':white_check_mark: T-1: not acknowledged any more (by anna)');
    expect(await says('unack T-1')).toBe(':warning: Nothing was done: ticket T-1 is not acknowledged');
    expect(await says('snooze T-1 2h30m')).toContain('T-1: snoozed until');
    expect(ticket().snoozed!.until - Date.now()).toBeGreaterThan(8_990_000);
    expect(await says('snooze T-1')).toContain('T-1: snoozed until');
    expect(ticket().snoozed!.until - Date.now()).toBeLessThanOrEqual(3_600_000);
    expect(await says('unsnooze T-1')).toContain('T-1: not snoozed any more');
    expect(await says('escalate T-1')).toContain('T-1: escalated to L3');
    expect(await says('Escalate T-1 manager')).toContain('T-1: escalated to manager');
    expect(await says('deescalate T-1')).toContain('T-1: brought down to L3');
    expect(await says('de-escalate T-1 base')).toContain('T-1: brought down to L1');
    expect(await says('deescalate T-1')).toBe(':warning: Nothing was done: ticket T-1 stands at L1, its base tier');
    expect(await says('escalate T-1 attic')).toContain('there is no tier attic');
    expect(ticket().history.at(-1)).toMatchObject({ by: 'anna' });
  });

  test.each([
    ['', '`/rung ack T-1042`'],
    ['help', '`/rung ack T-1042`'],
    ['ack', 'say which ticket'],
    ['akc T-1', 'did you mean ack?'],
    ['hepl', 'did you mean help?'],
    ['close T-1', 'is not something to do'],
    ['ack T-1 T-2', 'one ticket at a time'],
    ['ack <@U012>', 'is not the id of a ticket'],
    ['snooze T-1 soon', 'neither a length of time'],
    ['snooze T-1 2020-01-01T00:00:00Z', 'is past'],
    ['deescalate T-1 up', '"up" is not one of previous, base'],
    ['<!channel>', '&lt;!channel&gt;'],
  ])('%j is answered with %j', async (words, said) => {
    expect((await sendLine(w.app, line(words))).text).toContain(said);
    expect([ticket().tier, ticket().seq, ticket().acknowledged]).toEqual(['L2', 1, null]);
  });

  test(
    'says so when the engine does not answer, and answers late by the response address',
    { timeout: 20_000 },
    async () => {
      w.temporal.isDown = true;
      const away = await sendLine(w.app, line('ack T-1', { response_url: slack.responseUrl }));
      expect(away.text).toContain('It takes longer than usual');
      await expect
        .poll(whispers, { timeout: 10_000 })
        .toEqual([expect.stringContaining('not certain that anything was done to T-1')]);
      slack.answers.length = 0;
      expect((await sendLine(w.app, line('T-1'))).text).toContain('does not answer');
      const { store } = w.store.ports;
      const none = store.load;
      store.load = async () => ({ state: ticket(), rev: 1 }) as never;
      expect((await sendLine(w.app, line('T-1'))).text).toMatch(/\*L2\*[^]*This is how it was last written down/);
      store.load = none;
      w.temporal.isDown = false;
      // It is asked for the workspace first.
      slack.willFail('auth.test', { slowly: 1_500 });
      await start({ LOG_LEVEL: 'info' });
      w.temporal.delay = 1_200;
      const { text } = await sendLine(w.app, line('ack T-1', { response_url: slack.responseUrl }));
      expect(text).toContain('It takes longer than usual');
      await expect.poll(whispers, { timeout: 5_000 }).toEqual([':white_check_mark: T-1: acknowledged (by anna)']);
    },
  );
});
