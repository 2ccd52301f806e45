/** What an alert says that moves nothing, on each channel: which rule, which clock, how often, who is on call, who is on it, whom it mentions. */
import { expect, it } from 'vitest';
import { consoleChannel } from '../../src/channels/console/adapter.js';
import { digestHeadline } from '../../src/channels/digest.js';
import { closing } from '../../src/channels/email/closing.js';
import { mailBody } from '../../src/channels/email/body.js';
import { alertContent } from '../../src/channels/message.js';
import { slackBlocks, slackText } from '../../src/channels/slack/blocks.js';
import { digestRequest } from '../../src/channels/slack/digest.js';
import { bodyOf } from '../../src/channels/webhook/body.js';
import type { Alert } from '../../src/domain/ladder/decision.js';
import { goldRun, allDone } from '../support/domain/gold-desk.js';

/** Told at 9:20, ten minutes before the first response is due. */
const reminding = goldRun().later('5m').fires();
const reminder = reminding.planned.errand!.deliveries.map(({ alert }) => alert);
const now = reminding.now;
const content = (alert: Alert, at = now) => alertContent(alert, {}, at);
const message = (alert: Alert) => ({
  key: alert.key,
  ticketId: 'T-1',
  seq: 0,
  address: '#front',
  content: content(alert),
});
/** At 9:30, after the first response was due. */
const missed = allDone(reminding).later('10m').fires().planned.errand!.deliveries[0]!.alert;

it('the rule, its clock, and where the ticket stands', () => {
  expect(reminder.map(({ key, mention }) => [key, mention])).toEqual([
    ['T-1:n1:slack:#front', 'U012ANNA'],
    ['T-1:n1:email:anna@example.com', undefined],
  ]);
  const { subject, headline, why, facts } = content(reminder[0]!);
  expect({ subject, headline, why }).toEqual({
    subject: '[T-1] at L1: 10 min of first response left',
    headline: 'T-1 at L1: 10 min of first response left',
    why: 'Rule remind (10 min of first response left) came true. At that moment: open for 20 min, 4 % of the SLA used.',
  });
  expect(facts).toEqual([
    { label: 'Owner', value: 'front (L1)' },
    { label: 'Priority', value: 'normal' },
    { label: 'SLA', value: '20 min of 8 h used, 7 h 40 min left, due 2026-01-05 17:00 UTC (in 7 h 40 min)' },
    { label: 'First response', value: '20 min of 30 min used, 10 min left, due 2026-01-05 09:30 UTC (in 10 min)' },
    { label: 'On call', value: 'anna (primary)' },
    { label: 'On it', value: 'anna, until 2026-01-06 09:10 UTC' },
    { label: 'Held', value: 'idle by the acknowledgement until 2026-01-06 09:10 UTC' },
    { label: 'Ticket', value: expect.stringMatching(/^open, customer tier standard, opened 2026-01-05 09:00 UTC/) },
  ]);
});

it('an escalation says the same of its clocks', () => {
  expect(missed.key).toBe('T-1:1:slack:U012ANNA');
  const { headline, facts } = content(missed, missed.ticket.createdAt + 1_800_000);
  expect(headline).toBe('T-1 escalated to manager: first response breached');
  expect(facts.map(({ label }) => label)).toEqual(['Owner', 'Priority', 'SLA', 'First response', 'On call', 'Ticket']);
  expect(facts[3]!.value).toBe('30 min of 30 min used, breached since 2026-01-05 09:30 UTC (0 s ago)');
});

it('a mention is Slack’s own, and nothing else can be one', () => {
  const called = content(reminder[0]!);
  expect(slackText(called)).toMatch(
    /^<@U012ANNA> T-1 at L1: 10 min of first response left\nOwner: front \(L1\)\nSLA: /,
  );
  expect(slackBlocks(called)[1]).toEqual({ type: 'section', text: { type: 'mrkdwn', text: '<@U012ANNA>' } });
  for (const mention of ['#front', 'C012CHAN', '<!channel>', 'U012ANNA> <!here']) {
    const text = JSON.stringify([slackBlocks({ ...called, mention }).slice(1), slackText({ ...called, mention })]);
    expect(text, mention).not.toMatch(/<[@!#]/);
  }
});

it('mails and printed lines name whom they are for', () => {
  const { text, html } = mailBody({ ...content(reminder[0]!), mention: 'a&b@example.com' }, closing());
  expect(text).toContain('\n\nFor a&b@example.com\n\n');
  expect(html).toContain('<p>For a&amp;b@example.com</p>');
  expect(text).toContain('First response:');
  const lines: string[] = [];
  void consoleChannel('slack', (line) => lines.push(line)).send(message(reminder[0]!));
  expect(lines[1]).toMatch(/^ {4}For U012ANNA\. Rule remind/);
});

it('a program gets it with all of that as data', () => {
  expect(JSON.parse(bodyOf(message(reminder[0]!), now))).toMatchObject({
    type: 'ticket.notified',
    timestamp: '2026-01-05T09:20:00.000Z',
    data: {
      ...{
        key: 'T-1:n1:slack:#front',
        ticketId: 'T-1',
        seq: 0,
        from: 'L1',
        to: 'L1',
        group: 'front',
        priority: 'normal',
      },
      ...{ rule: 'remind', cause: '10 min of first response left', onCall: { primary: 'anna' }, mention: 'U012ANNA' },
      ...{ acknowledgedBy: 'anna', slaDueAt: '2026-01-05T17:00:00.000Z' },
      clocks: { first_response: { state: 'running', elapsedMs: 1_200_000, dueAt: '2026-01-05T09:30:00.000Z' } },
    },
  });
});

it('what is told again says so, and what has waited says since when', () => {
  const [slack] = reminder as [Alert];
  if (!('decision' in slack)) throw new Error('it moves the ticket');
  const third = { ...slack, decision: { ...slack.decision, repeat: 3 }, deferredUntil: now + 3_600_000 };
  const { headline, why } = content(third, now + 3_600_000);
  expect(headline).toBe('T-1 at L1: 10 min of first response left (told again, 3)');
  expect(why).toMatch(/^Rule remind \(.*\) still holds, and nobody has answered: told again, 3\. At that moment/);
  expect(why).toMatch(/It was decided at 2026-01-05 09:20 UTC and has waited for the hours of this target\.$/);
});

it('in a digest it is a line without an arrow, with its mention', () => {
  const messages = [message(reminder[0]!), message(missed)];
  expect(digestHeadline(messages)).toBe('2 alerts: 1 at L1, 1 escalated to manager');
  const { blocks } = digestRequest(messages);
  const lines = (blocks[1] as unknown as { text: { text: string } }).text.text.split('\n');
  expect(lines[0]).toMatch(/^• T-1 {2}L1 {2}10 min of first response left, priority normal\. SLA .* <@U012ANNA>$/);
  expect(lines[1]).toMatch(/^• T-1 {2}L1 → \*manager\* /);
});
