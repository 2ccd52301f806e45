/** Hostile texts in everything that people are shown: Slack's mrkdwn, pages, mails and their headers. */
import { describe, expect, test } from 'vitest';
import { emailChannel } from '../../../src/channels/email/adapter.js';
import { linkToken, readLinkToken } from '../../../src/channels/email/acknowledge-link.js';
import { alertContent } from '../../../src/channels/message.js';
import { fieldValue } from '../../../src/domain/forms/field.js';
import { NAME } from '../../../src/domain/forms/messages.js';
import { viewTicket } from '../../../src/domain/ticket/view.js';
import { page } from '../../../src/intake/people/page.js';
import { addresseeName, memberName } from '../../../src/intake/people/who.js';
import { readWords } from '../../../src/intake/slack/line.js';
import { doneLine, failureWords, moment, plain, stateWords } from '../../../src/intake/slack/words.js';
import { MailCatcher } from '../../support/smtp-server.js';
import { escalated, NINE } from '../../support/writes.js';
import { HOSTILE_TEXTS } from '../hostile-texts.js';
import { PEOPLES_POLICY } from './slack-desk.js';

const { policy } = PEOPLES_POLICY;
const AT = '2026-01-06T03:00:00.000Z';
const CASES = HOSTILE_TEXTS.map((text) => [text] as const);

test('there are more than a hundred of them', () => expect(CASES.length).toBeGreaterThan(100));

/** What Slack gives a meaning to, beside the dates that we write. */
function means(text: string): string[] {
  const withoutDates = text.replace(/<!date\^\d+\^\{date_short_pretty\} \{time\}\|[\d:. -]+ UTC>/g, '');
  return withoutDates.match(/[<>]|&(?!amp;|lt;|gt;)/g) ?? [];
}

describe.each(CASES)('%j', (text) => {
  test('in Slack', () => {
    const { state } = escalated();
    const view = viewTicket(state, NINE);
    const named = {
      ...view,
      ...{ ticketId: text, tier: text, assigneeGroup: text, priority: text, status: text },
      acknowledged: { by: text, at: AT, seq: 1, until: AT },
      snoozed: { by: text, until: AT },
      held: [{ rule: text, until: AT, since: AT, instance: text }],
      deadlines: [{ rule: text, at: AT }],
    };
    const at = { at: AT, ticketId: text };
    const lines = [
      plain(text),
      stateWords(named),
      doneLine({ ...at, kind: 'acknowledged', by: text, seq: 1 }),
      doneLine({ ...at, kind: 'unacknowledged', by: text }),
      doneLine({ ...at, kind: 'snoozed', by: text, until: AT }),
      doneLine({ ...at, kind: 'closed', status: text }),
      failureWords(text, 'no-answer'),
      failureWords(text, { refused: text }),
      failureWords(text, { taken: { by: text, at: AT } }),
      moment(AT),
    ];
    for (const line of lines) {
      expect(means(line!)).toEqual([]);
      expect(line!.length).toBeLessThanOrEqual(3_000);
      // Lines end where we end them.
      expect(line!.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e\u2028\u2029]/u);
      // Half a character is refused by Slack, and what it stands in with it.
      expect(line).not.toMatch(/\p{Surrogate}/u);
    }
    const asked = readWords(text, NINE);
    if ('wrong' in asked) expect(means(plain(asked.wrong))).toEqual([]);
  });

  test('as a name that somebody goes by', () => {
    const member = memberName(policy, { id: 'U0BOB', name: text });
    expect(fieldValue(NAME, member)).toBe(member);
    expect(member).toMatch(/(?:^slack U0BOB|\(slack U0BOB\))$/);
    // An address of a mail is one before it gets here.
    expect(addresseeName(policy, text).length).toBeLessThanOrEqual(100);
  });

  test('on a page', () => {
    const html = page({ title: text, says: [text], button: text, note: text });
    const made = page({ title: 'x', says: ['x'], button: 'x', note: 'x' });
    const tags = (source: string) => source.replace(/<style>[^]*<\/style>/, '').match(/<[^>]*>/g);
    expect(tags(html)).toEqual(tags(made));
    expect(html.match(/&(?!amp;|lt;|gt;|quot;|#39;)/g)).toBeNull();
  });

  test('in a link', () => {
    const about = { ticketId: text, key: text, addressee: text, until: NINE };
    const token = linkToken(about, 's'.repeat(32));
    expect(token).toMatch(/^[\w-]+\.[\w-]{43}$/);
    const read = readLinkToken(token, ['s'.repeat(32)], NINE - 1_000);
    // What is too long is no link of ours; everything else is what it was, but for halves of characters.
    expect(read).toEqual(token.length > 4_000 ? 'not-ours' : { about: JSON.parse(JSON.stringify(about)) as object });
  });
});

test('in mails, with their headers and their ends', async () => {
  const addressOf = (i: number) => `a${i}@example.com`;
  const smtp = await MailCatcher.start();
  const links = { publicUrl: 'https://rung.example.com', secrets: async () => ['s'.repeat(32)], validFor: 60_000 };
  const channel = emailChannel({ smtpUrl: smtp.url, from: 'Rung <rung@example.com>', links });
  const { email: alert } = escalated();
  const send = async (text: string, i: number) => {
    const transition = { ...alert.transition, ticketId: text, rule: text, group: text, from: text, to: text };
    const content = alertContent({ ...alert, transition }, {}, NINE);
    await channel.send({
      key: `${text}:1:email:${addressOf(i)}`,
      ticketId: text,
      seq: 1,
      address: addressOf(i),
      content,
    });
  };
  // The stub waits a moment with each connection, as mail servers do: ten wait together.
  const texts = [...HOSTILE_TEXTS.entries()];
  for (let from = 0; from < texts.length; from += 10) {
    await Promise.all(texts.slice(from, from + 10).map(([i, text]) => send(text, i)));
  }
  expect(smtp.mails.map(({ to }) => to.join()).sort()).toEqual(HOSTILE_TEXTS.map((_, i) => addressOf(i)).sort());
  const mails = HOSTILE_TEXTS.map((_, i) => smtp.mails.find(({ to }) => to[0] === addressOf(i))!);
  const names = (mail: (typeof smtp.mails)[number]) => mail.parsed.headerLines.map(({ key }) => key).sort();
  const usual = names(mails[HOSTILE_TEXTS.indexOf('T-1?x=1')]!);
  expect(usual).toEqual(expect.arrayContaining(['list-id', 'auto-submitted', 'x-auto-response-suppress']));
  for (const [i, mail] of mails.entries()) {
    const text = HOSTILE_TEXTS[i]!;
    expect(names(mail), JSON.stringify(text)).toEqual(usual);
    const html = mail.parsed.html as string;
    expect(html.match(/<script|<img|<svg|<a /gi), JSON.stringify(text)).toEqual(
      html.includes('/ack/') ? ['<a '] : null,
    );
    expect(html.match(/href="(?!https:\/\/rung\.example\.com\/ack\/[\w.-]+")/)).toBeNull();
  }
  await smtp.close();
});
