/** What a digest looks like. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { alertContent } from '../../src/channels/message.js';
import { emailChannel } from '../../src/channels/email/adapter.js';
import type { DigestChannel, Message } from '../../src/channels/port.js';
import { slackChannel } from '../../src/channels/slack/adapter.js';
import { fixedToken } from '../../src/channels/slack/token.js';
import { digestRoom } from '../../src/channels/slack/digest.js';
import type { TransitionAlert } from '../../src/domain/ladder/decision.js';
import { HOUR } from '../../src/domain/rules/policy.js';
import { SlackStub } from '../support/slack-stub.js';
import { MailCatcher } from '../support/smtp-server.js';
import { escalated, NINE } from '../support/writes.js';

const NOW = NINE + 30 * HOUR;
const place = (ticketId: string) => ({ ticket: `https://desk.example.com/t/${encodeURIComponent(ticketId)}` });

let slack: SlackStub;
let smtp: MailCatcher;
let posts: DigestChannel;
let mails: DigestChannel;

beforeEach(async () => {
  slack = await SlackStub.start();
  smtp = await MailCatcher.start();
  posts = slackChannel({ token: fixedToken('xoxb-good'), apiUrl: slack.url });
  mails = emailChannel({ smtpUrl: smtp.url, from: 'Rung <rung@desk.example.com>' });
});
afterEach(async () => {
  await slack.close();
  await smtp.close();
});

function messageOf(alert: TransitionAlert, address: string): Message {
  const { ticketId, seq } = alert.transition;
  return { key: alert.key, ticketId, seq, address, content: alertContent(alert, place(ticketId), NOW) };
}

/** A breach, a first mark, a step down, and a fallback. */
function storm(address: string): Message[] {
  const climbed = escalated('T-1').slack;
  const breached = escalated('T-2', 25).slack;
  const down: TransitionAlert = {
    ...escalated('T-3').slack,
    key: 'T-3:2:slack:#tier2-queue',
    transition: {
      ...{ kind: 'deescalated', seq: 2, ticketId: 'T-3', at: NINE + 26 * HOUR, reason: 'sentiment' },
      ...{ from: 'L2', to: 'L1', priority: { from: 'high', to: 'normal' }, group: 'tier1_support', notify: [] },
    },
  };
  const gone = { channel: 'email', address: 'a@b.example', error: 'mail: no such user' } as const;
  const fallback: TransitionAlert = { ...escalated('<!channel> & "co"').slack, insteadOf: gone };
  return [climbed, breached, down, fallback].map((alert) => messageOf(alert, address));
}

describe('a digest in Slack', () => {
  test('has a line for each alert: ticket, way, reason, priority, deadline', async () => {
    const messages = storm('#escalations');
    const receipt = await posts.sendDigest(messages);
    const [posted] = slack.messages;
    expect(receipt).toEqual({ providerId: posted!.ts });
    expect(posted!.args).toMatchObject({ channel: '#escalations', unfurl_links: 'false', unfurl_media: 'false' });
    expect(posted!.metadata).toEqual({
      event_type: 'rung_alert',
      event_payload: { alerts: messages.map(({ key }) => ({ key })) },
    });
    expect(posted!.text).toMatchInlineSnapshot(`
      "4 alerts: 2 escalated to L2, 1 escalated to manager, 1 back to L1
      T-1 escalated to L2: SLA 75 % used
      T-2 escalated to manager: SLA breached
      T-3 back to L1: the customer is content again
      &lt;!channel&gt; &amp; "co" escalated to L2: SLA 75 % used"
    `);
    expect(posted!.blocks).toMatchInlineSnapshot(`
      [
        {
          "text": {
            "emoji": false,
            "text": "4 alerts: 2 escalated to L2, 1 escalated to manager, 1 back to L1",
            "type": "plain_text",
          },
          "type": "header",
        },
        {
          "text": {
            "text": "• <https://desk.example.com/t/T-1|T-1>  L1 → *L2*  SLA 75 % used, priority high. SLA breached since 2026-01-06 09:00 UTC (6 h ago)
      • <https://desk.example.com/t/T-2|T-2>  L1 → *manager*  SLA breached, priority urgent. SLA breached since 2026-01-06 09:00 UTC (6 h ago)
      • <https://desk.example.com/t/T-3|T-3>  L2 → L1  the customer is content again, priority normal. SLA breached since 2026-01-06 09:00 UTC (6 h ago)
      • <https://desk.example.com/t/%3C!channel%3E%20%26%20%22co%22|&lt;!channel&gt; &amp; "co">  L1 → *L2*  SLA 75 % used (email:a@b.example cannot be reached), priority high. SLA breached since 2026-01-06 09:00 UTC (6 h ago)",
            "type": "mrkdwn",
          },
          "type": "section",
        },
      ]
    `);
  });

  test('takes as many alerts as Slack has room for, and no more', async () => {
    const transition = { ...escalated().slack.transition, rule: '<'.repeat(4_000) } as TransitionAlert['transition'];
    const long = messageOf({ ...escalated().slack, when: {}, transition }, '#a');
    const short = storm('#a')[0]!;
    const room = digestRoom(Array<Message>(40).fill(long));
    expect(room).toBeGreaterThan(1);
    expect(digestRoom(Array<Message>(40).fill(short))).toBe(40);
    for (const [message, count] of [
      [long, room],
      [short, 40],
    ] as const) {
      await posts.sendDigest(Array<Message>(count).fill(message));
      const blocks = slack.messages.at(-1)!.blocks as unknown as { text: { text: string } }[];
      const lengths = blocks.map(({ text }) => text.text.length);
      expect(Math.max(...lengths)).toBeLessThanOrEqual(3_000);
      expect(lengths.reduce((sum, length) => sum + length)).toBeLessThan(10_000);
      expect(blocks.length).toBeLessThanOrEqual(50);
      const lines = blocks.slice(1).flatMap(({ text }) => text.text.split('\n'));
      expect(lines).toHaveLength(count);
      expect(slack.messages.at(-1)!.text.length).toBeLessThan(40_000);
    }
  });

  test('is found by the key of each of its alerts, and is nobody’s thread', async () => {
    const messages = storm('#escalations');
    await posts.sendDigest(messages);
    const [{ ts }] = slack.messages as [SlackStub['messages'][number]];
    for (const message of messages) expect(await posts.find!(message, Date.now())).toEqual({ providerId: ts });
    expect(await posts.find!({ ...messages[0]!, key: 'T-9:1:slack:#escalations' }, Date.now())).toBeNull();
  });

  test('is found for an alert that would have answered in a thread, also in one that was deleted', async () => {
    const [first, ...others] = storm('#escalations');
    const { thread } = await posts.send(first!);
    await posts.sendDigest(others);
    const { ts } = slack.messages[1]!;
    expect(await posts.find!({ ...others[0]!, thread: thread! }, Date.now())).toEqual({ providerId: ts, thread });
    slack.willFail('conversations.replies', { error: 'thread_not_found' });
    expect(await posts.find!({ ...others[0]!, thread: '1600000000.000001' }, Date.now())).toMatchObject({
      providerId: ts,
    });
  });

  test('is not confused by what other apps write into their messages', async () => {
    const [message] = storm('#escalations');
    await posts.sendDigest(storm('#escalations').slice(1));
    for (const event_payload of [{ alerts: 'x' }, { alerts: [null, 7] }, { key: 3 }]) {
      slack.messages.push({ ...slack.messages[0]!, metadata: { event_type: 'another', event_payload } });
    }
    expect(await posts.find!(message!, Date.now())).toBeNull();
  });

  test('that Slack refuses for what it says may do in another form', async () => {
    slack.willFail('chat.postMessage', { error: 'msg_blocks_too_long' });
    await expect(posts.sendDigest(storm('#a'))).rejects.toMatchObject({
      reaction: { kind: 'give-up', of: 'message' },
      taken: 'no',
    });
  });
});

describe('a digest by mail', () => {
  test('says the same in text and HTML, with a header for each alert', async () => {
    const messages = storm('managers@example.com');
    const receipt = await mails.sendDigest(messages);
    const [{ parsed, raw, to }] = smtp.mails as [MailCatcher['mails'][number]];
    expect(receipt).toEqual({ providerId: parsed.messageId });
    expect(to).toEqual(['managers@example.com']);
    expect(parsed.inReplyTo).toBeUndefined();
    expect(parsed.subject).toBe('4 alerts: 2 escalated to L2, 1 escalated to manager, 1 back to L1');
    expect(parsed.text).toMatchInlineSnapshot(`
      "4 alerts: 2 escalated to L2, 1 escalated to manager, 1 back to L1

      T-1  L1 -> L2
          SLA 75 % used, priority high. SLA breached since 2026-01-06 09:00 UTC (6 h ago)
          https://desk.example.com/t/T-1

      T-2  L1 -> manager
          SLA breached, priority urgent. SLA breached since 2026-01-06 09:00 UTC (6 h ago)
          https://desk.example.com/t/T-2

      T-3  L2 -> L1
          the customer is content again, priority normal. SLA breached since 2026-01-06 09:00 UTC (6 h ago)
          https://desk.example.com/t/T-3

      <!channel> & "co"  L1 -> L2
          SLA 75 % used (email:a@b.example cannot be reached), priority high. SLA breached since 2026-01-06 09:00 UTC (6 h ago)
          https://desk.example.com/t/%3C!channel%3E%20%26%20%22co%22

      Replies to this mail are not read.
      "
    `);
    expect(parsed.html).toMatchInlineSnapshot(`
      "<!doctype html><html><body style="font-family:sans-serif;font-size:14px;color:#1d1c1d">
      <h2 style="font-size:18px;margin:0 0 12px">4 alerts: 2 escalated to L2, 1 escalated to manager, 1 back to L1</h2>
      <table style="border-collapse:collapse"><tr><td style="padding:2px 16px 2px 0;vertical-align:top"><a href="https://desk.example.com/t/T-1">T-1</a></td><td style="padding:2px 16px 2px 0;vertical-align:top">L1 → <b>L2</b></td><td style="padding:2px 16px 2px 0;vertical-align:top">SLA 75 % used, priority high. SLA breached since 2026-01-06 09:00 UTC (6 h ago)</td></tr>
      <tr><td style="padding:2px 16px 2px 0;vertical-align:top"><a href="https://desk.example.com/t/T-2">T-2</a></td><td style="padding:2px 16px 2px 0;vertical-align:top">L1 → <b>manager</b></td><td style="padding:2px 16px 2px 0;vertical-align:top">SLA breached, priority urgent. SLA breached since 2026-01-06 09:00 UTC (6 h ago)</td></tr>
      <tr><td style="padding:2px 16px 2px 0;vertical-align:top"><a href="https://desk.example.com/t/T-3">T-3</a></td><td style="padding:2px 16px 2px 0;vertical-align:top">L2 → L1</td><td style="padding:2px 16px 2px 0;vertical-align:top">the customer is content again, priority normal. SLA breached since 2026-01-06 09:00 UTC (6 h ago)</td></tr>
      <tr><td style="padding:2px 16px 2px 0;vertical-align:top"><a href="https://desk.example.com/t/%3C!channel%3E%20%26%20%22co%22">&lt;!channel&gt; &amp; &quot;co&quot;</a></td><td style="padding:2px 16px 2px 0;vertical-align:top">L1 → <b>L2</b></td><td style="padding:2px 16px 2px 0;vertical-align:top">SLA 75 % used (email:a@b.example cannot be reached), priority high. SLA breached since 2026-01-06 09:00 UTC (6 h ago)</td></tr></table>
      <p><small>Replies to this mail are not read.</small></p>
      </body></html>"
    `);
    const headers = parsed.headerLines.filter(({ key }) => key === 'x-rung-alert');
    expect(headers).toHaveLength(4);
    expect(headers[0]!.line).toBe('X-Rung-Alert: T-1:1:slack:#tier2-queue');
    expect(raw).toContain('Auto-Submitted: auto-generated');
  });

  test('is the same mail when the same alerts are sent again, and another with others', async () => {
    const messages = storm('managers@example.com');
    const ids = [messages, messages, messages.slice(1)].map(async (some) => (await mails.sendDigest(some)).providerId);
    const [once, again, others] = await Promise.all(ids);
    expect(again).toBe(once);
    expect(others).not.toBe(once);
    expect(once).toMatch(/^<digest\.4\.[0-9a-f]{20}@desk\.example\.com>$/);
  });

  test('goes to one plain address or nowhere', async () => {
    await expect(mails.sendDigest(storm('a@b.example, c@d.example'))).rejects.toMatchObject({
      reaction: { kind: 'give-up' },
      taken: 'no',
    });
    expect(smtp.mails).toEqual([]);
  });
});
