import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AlertChannel, Message, Reaction, Taken } from '../../../src/channels/port.js';
import { slackChannel } from '../../../src/channels/slack/adapter.js';
import { fixedToken, tokenFile } from '../../../src/channels/slack/token.js';
import type { TransitionAlert } from '../../../src/domain/ladder/decision.js';
import { idOf, SlackStub, type Mishap } from '../../support/slack-stub.js';
import { messageOf, refusal } from '../../support/sending.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { escalated } from '../../support/writes.js';

let slack: SlackStub;
let channel: AlertChannel;
/** Waits 700 ms for answers that never come. */
let impatient: AlertChannel;

beforeEach(async () => {
  slack = await SlackStub.start();
  channel = slackChannel({ token: fixedToken('xoxb-good'), apiUrl: slack.url });
  impatient = slackChannel({ token: fixedToken('xoxb-good'), apiUrl: slack.url, sendMs: 700, findMs: 700 });
});
afterEach(async () => {
  expect(slack.leftOver).toBe(0);
  await slack.close();
});

const { slack: alert } = escalated();
const PLACES = { ticket: 'https://desk.example.com/tickets/T-1', workflow: 'http://localhost:8233/x?a=1&b=2|3' };

const message = messageOf(alert, PLACES);

describe('a post', () => {
  test('shows what happened, why, who owns it and until when, and carries the alert key', async () => {
    const receipt = await channel.send(message());

    const [posted] = slack.messages;
    expect(receipt).toEqual({ providerId: posted!.ts, thread: posted!.ts });
    expect(posted!.channel).toBe('#tier2-queue');
    expect(posted!.metadata).toEqual({ event_type: 'rung_alert', event_payload: { key: 'T-1:1:slack:#tier2-queue' } });
    expect(posted!.text).toBe(
      'T-1 escalated to L2: SLA 75 % used\nOwner: tier2_support (L2, was L1)\nSLA: due 2026-01-06 09:00 UTC (in 1 d)',
    );
    expect(posted!.blocks).toMatchObject([
      { type: 'header', text: { type: 'plain_text', text: 'T-1 escalated to L2: SLA 75 % used' } },
      {
        type: 'section',
        text: { text: expect.stringContaining('Rule time_based (75 % of the SLA used, open) came true.') },
      },
      { type: 'section', fields: expect.arrayContaining([{ type: 'mrkdwn', text: '*Priority*\nhigh (was normal)' }]) },
      {
        type: 'context',
        elements: [
          {
            text:
              '<https://desk.example.com/tickets/T-1|Open the ticket>  ·  ' +
              '<http://localhost:8233/x?a=1&amp;b=2%7C3|Why and what next (Temporal)>',
          },
        ],
      },
    ]);
    expect(posted!.args).toMatchObject({ unfurl_links: 'false', unfurl_media: 'false' });
  });

  test('escapes exactly & < >, so that no text can mention the channel', async () => {
    const by = '<!channel> & "co" *x*';
    const transition = { ...alert.transition, rule: 'manual', by } as TransitionAlert['transition'];
    await channel.send(message({}, { transition }));
    const [{ text, blocks }] = slack.messages as [SlackStub['messages'][number]];
    expect(text).toContain('asked for by &lt;!channel&gt; &amp; "co" *x*');
    expect(JSON.stringify(blocks.slice(1))).not.toContain('<!channel>');
    expect(blocks[0]).toMatchObject({ text: { type: 'plain_text', text: expect.stringContaining('<!channel>') } });
  });

  test('keeps within Slack’s limits', async () => {
    const transition = { ...alert.transition, rule: 'x'.repeat(4_000) } as TransitionAlert['transition'];
    await channel.send(message({}, { transition, when: {} }));
    const [header, why] = slack.messages[0]!.blocks as unknown as { text: { text: string } }[];
    expect(header!.text.text).toHaveLength(150);
    expect(why!.text.text).toHaveLength(3_000);
  });

  test('goes into the thread of the ticket’s first message', async () => {
    const first = await channel.send(message());
    const second = await channel.send(message({ thread: first.thread }));
    expect(slack.messages[1]).toMatchObject({ thread_ts: first.providerId });
    expect(second).toEqual({ providerId: slack.messages[1]!.ts, thread: first.providerId });
  });

  test('begins a thread of its own when somebody has deleted the first message', async () => {
    slack.willFail('chat.postMessage', { error: 'thread_not_found' });
    const receipt = await channel.send(message({ thread: '1700000000.000001' }));
    expect(slack.messages[0]).not.toHaveProperty('thread_ts');
    expect(receipt).toEqual({ providerId: slack.messages[0]!.ts, thread: slack.messages[0]!.ts });
  });

  test('begins a thread of its own when the earlier messages went to the console', async () => {
    const { thread, providerId } = await channel.send(message({ thread: 'console' }));
    expect(slack.messages[0]).not.toHaveProperty('thread_ts');
    expect(thread).toBe(providerId);
  });
});

describe('a post that fails', () => {
  const wait = (afterMs: number): Reaction => ({ kind: 'retry-at', afterMs });
  const retry: Reaction = { kind: 'retry' };
  const suspend: Reaction = { kind: 'suspend' };
  const giveUp: Reaction = { kind: 'give-up' };

  test.each<[string, Mishap, Reaction, Taken]>([
    ['429', { status: 429, retryAfter: '7' }, wait(7_000), 'no'],
    ['429 at once', { status: 429, retryAfter: '0' }, wait(1_000), 'no'],
    ['429 without a header', { status: 429 }, retry, 'no'],
    ['429 with nonsense', { status: 429, retryAfter: 'soon' }, retry, 'no'],
    ['429 from yesterday', { status: 429, retryAfter: '-5' }, retry, 'no'],
    ['429 for ever', { status: 429, retryAfter: '99999999999999999999' }, wait(900_000), 'no'],
    ['ratelimited with 200', { error: 'ratelimited', retryAfter: '3' }, wait(3_000), 'no'],
    ['500', { status: 500 }, retry, 'unlikely'],
    ['502', { status: 502 }, retry, 'unlikely'],
    ['503', { status: 503 }, retry, 'no'],
    ['404', { status: 404 }, retry, 'no'],
    ['HTML with 200', { html: '<html>Log in to the hotel’s WiFi</html>' }, retry, 'unlikely'],
    ['a reset before', { reset: true }, retry, 'maybe'],
    ['a reset after it was taken', { reset: true, taken: true }, retry, 'maybe'],
    ['no answer', { hang: true }, retry, 'maybe'],
    ['fatal_error', { error: 'fatal_error' }, retry, 'unlikely'],
    ['internal_error', { error: 'internal_error' }, retry, 'unlikely'],
    ['an error nobody knows', { error: 'some_new_error' }, retry, 'unlikely'],
    ['an error named like a method of objects', { error: 'constructor' }, retry, 'unlikely'],
    ['service_unavailable', { error: 'service_unavailable' }, retry, 'no'],
    ['invalid_auth', { error: 'invalid_auth' }, suspend, 'no'],
    ['not_authed', { error: 'not_authed' }, suspend, 'no'],
    ['account_inactive', { error: 'account_inactive' }, suspend, 'no'],
    ['token_revoked', { error: 'token_revoked' }, suspend, 'no'],
    ['token_expired', { error: 'token_expired' }, suspend, 'no'],
    ['missing_scope', { error: 'missing_scope' }, suspend, 'no'],
    ['channel_not_found', { error: 'channel_not_found' }, giveUp, 'no'],
    ['not_in_channel', { error: 'not_in_channel' }, giveUp, 'no'],
    ['is_archived', { error: 'is_archived' }, giveUp, 'no'],
    ['msg_too_long', { error: 'msg_too_long' }, giveUp, 'no'],
    ['no_text', { error: 'no_text' }, giveUp, 'no'],
    ['invalid_blocks', { error: 'invalid_blocks' }, giveUp, 'no'],
  ])('%s', async (_, mishap, reaction, taken) => {
    slack.willFail('chat.postMessage', mishap);
    const sender = 'hang' in mishap ? impatient : channel;
    expect(await refusal(sender.send(message()))).toMatchObject({ reaction, taken });
    expect(slack.callsOf('chat.postMessage')).toHaveLength(1);
  });

  test('is unconfirmed after a success just the same: no connection is used twice', async () => {
    await channel.send(message({ key: 'another' }));
    slack.willFail('chat.postMessage', { reset: true, taken: true });
    expect(await refusal(channel.send(message()))).toMatchObject({ reaction: retry, taken: 'maybe' });
  });

  test('nobody listens there: certainly not taken', async () => {
    const { url } = slack;
    await slack.close();
    const lost = slackChannel({ token: fixedToken('xoxb-good'), apiUrl: url });
    expect(await refusal(lost.send(message()))).toMatchObject({ reaction: retry, taken: 'no' });
    slack = await SlackStub.start();
  });

  test('a host that takes the connection but never gets to the request: certainly not taken', async () => {
    const sockets: Socket[] = [];
    const server = createServer((socket) => void sockets.push(socket.on('error', () => undefined)));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const apiUrl = `https://127.0.0.1:${(server.address() as AddressInfo).port}/api/`;
    const lost = slackChannel({ token: fixedToken('xoxb-good'), apiUrl, sendMs: 300 });
    expect(await refusal(lost.send(message()))).toMatchObject({ reaction: retry, taken: 'no' });
    for (const socket of sockets) socket.destroy();
    server.close();
  });

  test('a host that is not who it should be: certainly not taken', async () => {
    const lost = slackChannel({ token: fixedToken('xoxb-good'), apiUrl: slack.url.replace('http:', 'https:') });
    expect(await refusal(lost.send(message()))).toMatchObject({ reaction: retry, taken: 'no' });
  });

  test('no such host: certainly not taken', async () => {
    const lost = slackChannel({ token: fixedToken('xoxb-good'), apiUrl: 'http://slack.invalid/api/' });
    expect(await refusal(lost.send(message()))).toMatchObject({ reaction: retry, taken: 'no' });
  });

  test('what is said about it fits on a line and quotes no foreign page', async () => {
    slack.willFail('chat.postMessage', { html: `<html>\n${'x'.repeat(10_000)}` });
    const { message: text } = await refusal(channel.send(message()));
    expect(text).toMatch(/^Slack: the answer was not Slack’s/);
    expect(text.length).toBeLessThan(120);
  });
});

describe('the token', () => {
  const folder = temporaryFolder();

  test('is read again when it is refused, and the post goes out', async () => {
    const path = join(folder, 'token');
    await writeFile(path, 'xoxb-old\n');
    slack.tokens.clear();
    slack.tokens.add('xoxb-old');
    channel = slackChannel({ token: tokenFile(path), apiUrl: slack.url });
    await channel.send(message());

    slack.tokens.clear();
    slack.tokens.add('xoxb-new');
    expect(await refusal(channel.send(message()))).toMatchObject({ reaction: { kind: 'suspend' }, taken: 'no' });
    await writeFile(path, 'xoxb-new\n');
    await channel.send(message());

    expect(slack.messages).toHaveLength(2);
    expect(slack.calls.map(({ token }) => token)).toEqual(['xoxb-old', 'xoxb-old', 'xoxb-old', 'xoxb-new']);
  });

  test.each([
    ['cannot be read', tokenFile('/nowhere/token'), 'Slack: the token cannot be read (ENOENT)'],
    ['is empty', fixedToken(''), 'Slack: the token is empty'],
  ])('that %s suspends the alert', async (_, token, text) => {
    const error = await refusal(slackChannel({ token, apiUrl: slack.url }).send(message()));
    expect(error).toMatchObject({ message: text, reaction: { kind: 'suspend' }, taken: 'no' });
  });

  test.each<Mishap>([
    { status: 500 },
    { error: 'invalid_auth' },
    { error: 'the token xoxb-good is bad' },
    { html: 'xoxb-good' },
    { reset: true },
  ])('never shows in what is said: %j', async (mishap) => {
    slack.willFail('chat.postMessage', mishap);
    const error = await refusal(channel.send(message()));
    expect(error.message + (error.stack ?? '')).not.toContain('xoxb-good');
    expect(error.cause).toBeUndefined();
  });

  test('is not echoed when fetch quotes it', async () => {
    const odd = slackChannel({ token: fixedToken('xoxb-line\nbreak'), apiUrl: slack.url });
    const error = await refusal(odd.send(message()));
    expect(error.message).not.toMatch(/xoxb-line|break/);
  });
});

describe('looking up whether a message was taken', () => {
  const find = (overrides: Partial<Message> = {}) => channel.find!(message(overrides), Date.now());

  test('finds it by its key, though its channel was never posted to successfully', async () => {
    slack.willFail('chat.postMessage', { reset: true, taken: true });
    await refusal(channel.send(message()));
    expect(await find()).toEqual({ providerId: slack.messages[0]!.ts, thread: slack.messages[0]!.ts });
    expect(slack.callsOf('conversations.history')[0]!.args).toMatchObject({ channel: idOf('#tier2-queue') });
  });

  test.each([
    ['to a member, who was never written to', 'U0123ABCDEF', () => undefined],
    ['in a private channel', '#secret', () => slack.privateChannels.add('#secret')],
    ['in a channel far down the list', '#zz-last', () => (slack.listedAtOnce = 1)],
    ['where private channels may not be listed', '#tier3-queue', () => slack.missingMethods.add('private channels')],
  ])('finds it %s', async (_where, address, given) => {
    given();
    slack.willFail('chat.postMessage', { reset: true, taken: true });
    await refusal(channel.send(message({ address })));
    expect(await find({ address })).toMatchObject({ providerId: slack.messages[0]!.ts });
    // What is known is not asked again.
    const asked = slack.calls.length;
    await find({ address });
    expect(slack.calls.slice(asked).map(({ method }) => method)).toEqual(['conversations.history']);
  });

  test('finds it in the thread it belongs to', async () => {
    const { thread } = await channel.send(message({ key: 'T-1:0:slack:#tier2-queue' }));
    slack.willFail('chat.postMessage', { reset: true, taken: true });
    await refusal(channel.send(message({ thread })));
    expect(await find({ thread })).toEqual({ providerId: slack.messages[1]!.ts, thread });
  });

  test('says that it is not there', async () => {
    await channel.send(message({ key: 'another' }));
    expect(await find()).toBeNull();
  });

  test('does not look at what is much older than it', async () => {
    const ts = `${Math.floor(Date.now() / 1000) - 7_200}.1`;
    const metadata = { event_type: 'rung_alert', event_payload: { key: alert.key } };
    slack.messages.push({ channel: '#tier2-queue', ts, text: '', blocks: [], args: {}, metadata });
    expect(await find()).toBeNull();
  });

  test('turns pages, but not for ever: then nobody knows', async () => {
    const first = Math.floor(Date.now() / 1000);
    for (let i = 0; i < 650; i++)
      slack.messages.push({ channel: '#tier2-queue', ts: `${first + i}.1`, text: '', blocks: [], args: {} });
    expect(await find()).toBe('cannot');
    expect(slack.callsOf('conversations.history')).toHaveLength(3);
    slack.messages[200] = {
      ...slack.messages[200]!,
      metadata: { event_type: 'rung_alert', event_payload: { key: alert.key } },
    };
    expect(await find()).toMatchObject({ providerId: `${first + 200}.1` });
  });

  test.each([
    ['conversations.list', '#tier2-queue'],
    ['conversations.history', '#tier2-queue'],
    ['conversations.open', 'U0123ABCDEF'],
  ])('cannot, without the scope for %s', async (method, address) => {
    slack.willFail('chat.postMessage', { reset: true, taken: true });
    await refusal(channel.send(message({ address })));
    slack.missingMethods.add(method);
    expect(await find({ address })).toBe('cannot');
  });

  test.each<Mishap>([{ status: 404 }, { html: '<html>blocked</html>' }, { error: 'not_in_channel' }])(
    'cannot, where only posts get through: %j',
    async (mishap) => {
      await channel.send(message({ key: 'another' }));
      slack.willFail('conversations.history', mishap);
      expect(await find()).toBe('cannot');
    },
  );

  test.each<[string, Mishap, Reaction]>([
    ['Slack is down', { status: 503 }, { kind: 'retry' }],
    ['it takes too long', { hang: true }, { kind: 'retry' }],
    ['the token is refused', { error: 'invalid_auth' }, { kind: 'suspend' }],
    ['it is rate limited', { status: 429, retryAfter: '60' }, { kind: 'retry-at', afterMs: 60_000 }],
  ])('has to wait when %s', async (_, mishap, reaction) => {
    slack.willFail('conversations.history', mishap);
    const seeker = 'hang' in mishap ? impatient : channel;
    await seeker.send(message({ key: 'another' }));
    expect(await refusal(seeker.find!(message(), Date.now()))).toMatchObject({ reaction });
  });
});
