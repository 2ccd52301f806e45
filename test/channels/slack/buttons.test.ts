/** The buttons under alerts: what they carry, when they are there, and that no alert is lost over them. */
import type { Button } from '@slack/types';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Content } from '../../../src/channels/message.js';
import { slackChannel } from '../../../src/channels/slack/adapter.js';
import { answeredBlocks, buttonsOf, changeOf, CLICKS, readCarried } from '../../../src/channels/slack/buttons.js';
import { setUpSlack } from '../../../src/channels/slack/index.js';
import { fixedToken } from '../../../src/channels/slack/token.js';
import type { TransitionAlert } from '../../../src/domain/ladder/decision.js';
import { loadConfig } from '../../../src/config/index.js';
import { HOSTILE_TEXTS } from '../../intake/hostile-texts.js';
import { SlackStub } from '../../support/slack-stub.js';
import { messageOf } from '../../support/sending.js';
import { escalated } from '../../support/writes.js';

const { slack: alert } = escalated();
const PLACES = { ticket: 'https://desk.example.com/tickets/T-1', workflow: 'https://temporal.example.com/w' };

const message = (changed: Partial<TransitionAlert> = {}, places = PLACES) => messageOf(alert, places)({}, changed);

describe('an alert', () => {
  let slack: SlackStub;
  beforeEach(async () => {
    slack = await SlackStub.start();
  });
  afterEach(async () => {
    expect(slack.leftOver).toBe(0);
    await slack.close();
  });
  const channel = (buttons: boolean) => slackChannel({ token: fixedToken('xoxb-good'), apiUrl: slack.url, buttons });

  test('has buttons that carry the ticket and the alert, and its links as buttons', async () => {
    await channel(true).send(message());
    const { blocks } = slack.messages[0]!;
    expect(blocks.map(({ type }) => type)).toEqual(['header', 'section', 'section', 'actions']);
    const value = '{"ticketId":"T-1","key":"T-1:1:slack:#tier2-queue"}';
    const text = (words: string) => ({ type: 'plain_text', text: words, emoji: false });
    expect(blocks.at(-1)).toEqual({
      type: 'actions',
      block_id: 'rung.actions.0',
      elements: [
        { type: 'button', action_id: 'rung.acknowledge', text: text('Acknowledge'), value, style: 'primary' },
        { type: 'button', action_id: 'rung.snooze', text: text('Snooze 1 h'), value },
        { type: 'button', action_id: 'rung.deescalate', text: text('De-escalate'), value },
        { type: 'button', action_id: 'rung.open.0', text: text('Open ticket'), url: PLACES.ticket },
        { type: 'button', action_id: 'rung.open.1', text: text('Open in Temporal'), url: PLACES.workflow },
      ],
    });
  });

  test('without them is what it was, to the byte', async () => {
    await channel(false).send(message());
    const { channel: address, text, blocks, metadata, ...rest } = slack.callsOf('chat.postMessage')[0]!.args;
    expect({ address, rest }).toEqual({
      address: '#tier2-queue',
      rest: { unfurl_links: 'false', unfurl_media: 'false' },
    });
    expect([blocks, text, metadata].join('\n')).not.toMatch(/rung\.|button|actions/);
  });

  test('whose buttons are refused goes out without them', async () => {
    slack.willFail('chat.postMessage', { error: 'invalid_blocks' });
    await channel(true).send(message());
    expect(slack.messages).toHaveLength(1);
    expect(slack.messages[0]!.blocks.map(({ type }) => type)).toEqual(['header', 'section', 'section', 'context']);
  });

  test('that answers in a thread, or whose thread is gone, has them too', async () => {
    slack.willFail('chat.postMessage', { error: 'thread_not_found' });
    const { thread } = await channel(true).send({ ...message(), thread: '1764450000.000100' });
    expect(thread).toBe(slack.messages[0]!.ts);
    expect(slack.messages[0]!.blocks.at(-1)).toMatchObject({ type: 'actions' });
  });
});

test.each([
  ['nothing', {}, false],
  ['a bot token', { SLACK_BOT_TOKEN: 'xoxb-good' }, false],
  ['a signing secret', { SLACK_BOT_TOKEN: 'xoxb-good', SLACK_SIGNING_SECRET: 'a'.repeat(32) }, true],
  ['the file of one', { SLACK_BOT_TOKEN: 'xoxb-good', SLACK_SIGNING_SECRET_FILE: '/run/secrets/x' }, true],
  ['an app-level token', { SLACK_BOT_TOKEN: 'xoxb-good', SLACK_APP_TOKEN: 'xapp-good' }, true],
  ['the file of one', { SLACK_BOT_TOKEN: 'xoxb-good', SLACK_APP_TOKEN_FILE: '/run/secrets/x' }, true],
])('with %s set', (_what, env, buttons) => {
  const { channels, network, alerts } = loadConfig(env);
  const outlet = setUpSlack(channels.slack, { sendMs: alerts.timeout, network });
  expect('said' in outlet && outlet.said.includes('with buttons')).toBe(buttons);
});

describe('buttons', () => {
  test('are not for what is about no ticket', () => {
    const content: Content = { subject: 'x', headline: 'x', why: 'x', facts: [], links: [] };
    expect(buttonsOf({ ...message(), content })).toBeUndefined();
  });

  test('under what is no step up take nothing back, also later', () => {
    const transition = { ...alert.transition, kind: 'deescalated', reason: 'manual' } as TransitionAlert['transition'];
    const ids = buttonsOf(message({ transition }))!.block.elements.map(({ action_id: id }) => id);
    expect(ids).toEqual([CLICKS.acknowledge, CLICKS.snooze, 'rung.open.0', 'rung.open.1']);
    const { block } = buttonsOf(message({ transition }))!;
    const carried = { ticketId: 'T-1', key: alert.key };
    const offered = { acknowledge: true, snooze: true, comeDown: true };
    expect(answeredBlocks([block], { carried, done: [], offered, change: 0 })).toMatchObject([
      { elements: block.elements },
    ]);
  });

  test.each([
    ['http://localhost:8233/x'],
    ['ftp://desk.example.com/x'],
    ['javascript:alert(1)'],
    [`https://desk.example.com/${'x'.repeat(3_000)}`],
    ['no address'],
  ])('do not lead to %s, which stays a link', (url) => {
    const { block, links } = buttonsOf(message({}, { ...PLACES, workflow: url }))!;
    expect(links.map((one) => one.url)).toEqual([PLACES.ticket]);
    expect(JSON.stringify(block)).not.toContain(url);
  });

  test.each(HOSTILE_TEXTS.map((text) => [text]))('carry what they were given, within Slack’s limits: %j', (text) => {
    const carried = { ticketId: text, key: `${text}:1:slack:#a` };
    const { block } = buttonsOf({ ...message(), ...carried })!;
    for (const { action_id: id, value, url, text: label } of block.elements as Button[]) {
      expect(id!.length).toBeLessThanOrEqual(255);
      expect((value ?? '').length).toBeLessThanOrEqual(2_000);
      expect((url ?? '').length).toBeLessThanOrEqual(3_000);
      expect(label.text.length).toBeLessThanOrEqual(75);
      // What is too long for a button has none.
      if (value !== undefined) expect(readCarried(value)).toEqual(carried);
      expect(readCarried(text)).toBeUndefined();
    }
  });
});

describe('a message after a click', () => {
  const carried = { ticketId: 'T-1', key: alert.key };
  const offered = { acknowledge: false, snooze: true, comeDown: true };
  const header = { type: 'header', block_id: 'abc', text: { type: 'plain_text', text: 'T-1' } };
  const before = [header, { ...buttonsOf(message())!.block }];

  test('keeps what it said, says what was done, and has the buttons that still make sense', () => {
    const blocks = answeredBlocks(before, { carried, done: ['Acknowledged by anna'], offered, change: 0 });
    expect(blocks).toMatchObject([
      header,
      { type: 'context', block_id: 'rung.status', elements: [{ type: 'mrkdwn', text: 'Acknowledged by anna' }] },
      { block_id: 'rung.actions.1', elements: [{}, {}, { url: PLACES.ticket }, { url: PLACES.workflow }] },
    ]);
    const again = answeredBlocks(blocks, { carried, done: ['one', 'two'], offered, change: 1 });
    expect(again).toHaveLength(3);
    expect(again[1]).toMatchObject({ elements: [{ text: 'one\ntwo' }] });
    expect(again[2]).toMatchObject({ block_id: 'rung.actions.2' });
    expect(changeOf('rung.actions.2')).toBe(2);
  });

  test('stays within Slack’s limits, the newest lines first', () => {
    const many = Array.from({ length: 100 }, () => header);
    const done = Array.from({ length: 100 }, (_, i) => `line ${i} ${'x'.repeat(100)}`);
    const blocks = answeredBlocks(many, { carried, done, offered, change: 0 });
    expect(blocks).toHaveLength(50);
    const { text } = (blocks.at(-2) as { elements: { text: string }[] }).elements[0]!;
    expect(text.length).toBeLessThanOrEqual(3_000);
    expect(text).toContain('line 99');
    expect(text).not.toContain('line 0 ');
  });

  test('whose blocks are no blocks', () => {
    const nothing = { acknowledge: false, snooze: false, comeDown: false };
    const odd = [{ block_id: 'rung.actions.0', elements: 'x' }, { block_id: 7 }];
    expect(answeredBlocks(odd, { carried, done: [], offered: nothing, change: 0 })).toEqual([{ block_id: 7 }]);
  });
});

test.each(['rung.actions.', 'rung.actions.-1', 'rung.actions.1e3', 'rung.actions.9999999999', 'x', ''])(
  '%j is no block of ours',
  (id) => expect(changeOf(id)).toBeUndefined(),
);
