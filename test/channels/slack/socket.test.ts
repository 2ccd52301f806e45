/** Socket Mode with its real client against a websocket server: it stays connected, answers, and ends when asked to. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSocket, type Socket, type SocketOptions } from '../../../src/channels/slack/socket.js';
import { fixedToken } from '../../../src/channels/slack/token.js';
import { SlackStub } from '../../support/slack-stub.js';

let slack: SlackStub;
let socket: Socket | undefined;
const said: string[] = [];
const heard: { kind: string; body: unknown }[] = [];
const unhandled: unknown[] = [];
const note = (error: unknown) => void unhandled.push(error);

beforeEach(async () => {
  slack = await SlackStub.start();
  said.length = heard.length = unhandled.length = 0;
  process.on('unhandledRejection', note);
});
afterEach(async () => {
  await socket?.close();
  socket = undefined;
  await slack.close();
  process.off('unhandledRejection', note);
  expect(unhandled).toEqual([]);
  expect(slack.leftOver).toBe(0);
});

function open(more: Partial<SocketOptions> = {}): void {
  socket = openSocket({
    token: fixedToken('xapp-good'),
    apiUrl: slack.url,
    say: (line) => said.push(line),
    received: async (kind, body) => {
      heard.push({ kind, body });
      return kind === 'slash_commands' ? { text: 'an answer' } : undefined;
    },
    ...more,
  });
}
const connections = (count: number) => expect.poll(() => slack.sockets.length, { timeout: 15_000 }).toBe(count);

test('what Slack sends is heard and acknowledged, with an answer where there is one', async () => {
  open();
  await connections(1);
  const click = slack.sendEnvelope('interactive', { type: 'block_actions' });
  const line = slack.sendEnvelope('slash_commands', { text: 'T-1' });
  await expect.poll(() => slack.acknowledged.size).toBe(2);
  expect(slack.acknowledged.get(click)).toEqual({});
  expect(slack.acknowledged.get(line)).toEqual({ text: 'an answer' });
  expect(heard.map(({ kind }) => kind)).toEqual(['interactive', 'slash_commands']);
  expect(slack.callsOf('apps.connections.open')[0]!.token).toBe('xapp-good');
});

test('what is broken or unknown ends nothing', async () => {
  open();
  await connections(1);
  for (const frame of [
    '{',
    'null',
    '[]',
    '{"type":"interactive"}',
    '{"type":"new_kind","envelope_id":"1"}',
    'x'.repeat(10_000),
  ])
    slack.sockets[0]!.send(frame);
  slack.sockets[0]!.send(Buffer.from([0, 255, 1]));
  slack.sendEnvelope('interactive', { type: 'block_actions' });
  await expect.poll(() => heard.at(-1)?.body).toEqual({ type: 'block_actions' });
});

test('it connects again when Slack asks for that, and when the connection breaks', async () => {
  open();
  await connections(1);
  slack.sockets[0]!.send(JSON.stringify({ type: 'disconnect', reason: 'refresh_requested' }));
  await connections(2);
  slack.sockets[1]!.terminate();
  await connections(3);
  slack.sendEnvelope('interactive', { type: 'block_actions' });
  await expect.poll(() => heard.length).toBe(1);
  expect(said).toEqual([]);
});

test('while Slack cannot be reached it tries again, and says so once', async () => {
  slack.willFail('apps.connections.open', { reset: true }, { status: 500 }, { error: 'internal_error' });
  open();
  await connections(1);
  await expect.poll(() => said.length).toBe(2);
  expect(said[0]).toMatch(/^Slack cannot be connected by Socket Mode: .*; trying again$/);
  expect(said[1]).toBe('Slack is connected by Socket Mode again');
});

test('a token that is refused is told without it, and another one is taken', async () => {
  const tokens = ['xapp-1-secret', 'xapp-good'];
  open({ token: () => Promise.resolve(tokens.shift() ?? 'xapp-good') });
  await connections(1);
  expect(said[0]).toContain('invalid_auth');
  expect(said.join()).not.toContain('secret');
});

test(
  'it ends soon when asked to, also before it is connected and while the peer is silent',
  { timeout: 20_000 },
  async () => {
    open();
    await connections(1);
    slack.sockets[0]!.pause();
    await socket!.close();
    slack.willFail('apps.connections.open', { hang: true });
    open();
    await expect.poll(() => slack.callsOf('apps.connections.open').length).toBe(2);
    await socket!.close();
    expect(slack.sockets).toHaveLength(1);
  },
);
