import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { emailChannel } from '../../../src/channels/email/adapter.js';
import type { AlertChannel, Reaction, Taken } from '../../../src/channels/port.js';
import type { TransitionAlert } from '../../../src/domain/ladder/decision.js';
import { MailCatcher } from '../../support/smtp-server.js';
import type { MailTrouble, Phase } from '../../support/smtp-stub.js';
import { messageOf, refusal } from '../../support/sending.js';
import { escalated } from '../../support/writes.js';

const SENDER = 'Rung <rung@desk.example.com>';
const PLACES = { ticket: 'https://desk.example.com/tickets/T-1?a=1&b=2', workflow: 'http://localhost:8233/w' };
const { email: alert } = escalated();

let smtp: MailCatcher;
let channel: AlertChannel;

beforeEach(async () => {
  smtp = await MailCatcher.start();
  channel = emailChannel({ smtpUrl: smtp.url, from: SENDER });
});
afterEach(() => smtp.close());

const message = messageOf(alert, PLACES);

describe('a mail', () => {
  test('says the same in text and HTML, to one recipient', async () => {
    const receipt = await channel.send(message());
    const [{ parsed, to, from }] = smtp.mails as [MailCatcher['mails'][number]];

    expect(receipt).toEqual({ providerId: parsed.messageId, thread: parsed.messageId });
    expect({ to, from }).toEqual({ to: ['tier2@example.com'], from: 'rung@desk.example.com' });
    expect(parsed.from!.text).toBe('"Rung" <rung@desk.example.com>');
    expect(parsed.subject).toBe('[T-1] escalated to L2: SLA 75 % used');
    expect(parsed.text).toBe(
      [
        'T-1 escalated to L2: SLA 75 % used',
        '',
        'Rule time_based (75 % of the SLA used, open) came true. At that moment: open for 18 h, 75 % of the SLA used.',
        '',
        'Owner:    tier2_support (L2, was L1)',
        'Priority: high (was normal)',
        'SLA:      due 2026-01-06 09:00 UTC (in 1 d)',
        'Ticket:   open, customer tier standard, opened 2026-01-05 09:00 UTC',
        '',
        'Open the ticket: https://desk.example.com/tickets/T-1?a=1&b=2',
        'Why and what next (Temporal): http://localhost:8233/w',
        '',
        'Replies to this mail are not read.',
        '',
      ].join('\n'),
    );
    expect(parsed.html).toContain('<td>tier2_support (L2, was L1)</td>');
    expect(parsed.html).toContain('<a href="https://desk.example.com/tickets/T-1?a=1&amp;b=2">Open the ticket</a>');
    expect(parsed.headers.get('auto-submitted')).toBe('auto-generated');
    expect(parsed.headers.get('x-rung-alert')).toBe('T-1:1:email:tier2@example.com');
    expect(parsed.headers.get('x-auto-response-suppress')).toBe('All');
    expect(smtp.mails[0]!.raw).toMatch(/^List-ID: Rung alerts <rung-alerts\.desk\.example\.com>\r$/m);
    expect(parsed.html).toContain('Replies to this mail are not read.');
    // Nobody has set up links.
    expect(smtp.mails[0]!.raw).not.toContain('Acknowledge');
  });

  test('has the same Message-ID each time it is sent, and no other alert has it', async () => {
    await channel.send(message());
    await channel.send(message());
    await channel.send(message({ key: `${alert.key}:fallback` }));
    const ids = smtp.mails.map(({ parsed }) => parsed.messageId);
    expect(ids[0]).toMatch(/^<T-1\.1\.[0-9a-f]{20}@desk\.example\.com>$/);
    expect(ids[1]).toBe(ids[0]);
    expect(ids[2]).not.toBe(ids[0]);
  });

  test('answers to the ticket’s first mail', async () => {
    const first = await channel.send(message());
    const second = await channel.send(message({ key: 'T-1:2:email:tier2@example.com', thread: first.thread }));
    expect(smtp.mails[1]!.parsed).toMatchObject({ inReplyTo: first.providerId, references: first.providerId });
    expect(second.thread).toBe(first.providerId);
    expect(second.providerId).not.toBe(first.providerId);
  });

  test('begins a thread of its own when the earlier alerts went elsewhere', async () => {
    await channel.send(message({ thread: 'console' }));
    await channel.send(message({ thread: '<a@b>\r\nBcc: <eve@example.com>' }));
    for (const { parsed } of smtp.mails) expect(parsed.inReplyTo).toBeUndefined();
    expect(smtp.mails[1]!.raw).not.toContain('eve@example.com');
  });
});

describe('nobody else gets it', () => {
  test.each([
    ['a line break', 'a@example.com\r\nBcc: eve@example.com'],
    ['a bare line feed', 'a@example.com\neve@example.com'],
    ['a list', 'a@example.com, eve@example.com'],
    ['a list with semicolons', 'a@example.com;eve@example.com'],
    ['a group', 'friends: a@example.com, eve@example.com;'],
    ['a display name', 'Ada <a@example.com>'],
    ['a quoted local part', '"a@b, eve"@example.com'],
    ['two ats', 'a@b@example.com'],
    ['no domain', 'root'],
    ['nothing', ''],
    ['a comment', 'a@example.com(eve@example.com)'],
    ['a null byte', 'a@example.com\u0000'],
    ['a length no server takes', `${'a'.repeat(260)}@example.com`],
  ])('with %s for an address', async (_, address) => {
    expect(await refusal(channel.send(message({ address })))).toMatchObject({
      reaction: { kind: 'give-up' },
      taken: 'no',
    });
    expect(smtp.mails).toEqual([]);
  });

  test('line breaks in names of the ticket make no headers', async () => {
    const transition = {
      ...alert.transition,
      ticketId: 'T-1\r\nBcc: eve@example.com',
      rule: 'x\r\nX-Evil: 1',
    } as TransitionAlert['transition'];
    await channel.send(
      message({ ticketId: transition.ticketId, key: `${transition.ticketId}:1\r\nX-Evil: 2` }, { transition }),
    );
    const [{ parsed, to }] = smtp.mails as [MailCatcher['mails'][number]];
    expect(to).toEqual(['tier2@example.com']);
    expect(parsed.bcc).toBeUndefined();
    expect(parsed.headers.has('x-evil')).toBe(false);
    expect(parsed.messageId).toMatch(/^<T-1-Bcc-eve-example-com\.1\.\w+@desk\.example\.com>$/);
  });

  test('what looks like markup is text', async () => {
    const transition = { ...alert.transition, rule: '<img src=x onerror="a">&' } as TransitionAlert['transition'];
    await channel.send(message({}, { transition }));
    expect(smtp.mails[0]!.parsed.html).toContain('&lt;img src=x onerror=&quot;a&quot;&gt;&amp;');
  });

  test('no file or URL is read into a mail', async () => {
    const content = message().content;
    const hostile = { ...content, headline: { path: '/etc/hostname' } as unknown as string };
    await expect(channel.send(message({ content: hostile }))).rejects.toThrow();
    expect(smtp.mails).toEqual([]);
  });
});

describe('a mail that fails', () => {
  const retry: Reaction = { kind: 'retry' };
  const suspend: Reaction = { kind: 'suspend' };
  const giveUp: Reaction = { kind: 'give-up' };

  test.each<[Phase, MailTrouble['does'], Reaction, Taken]>([
    ['CONNECT', 421, retry, 'no'],
    ['CONNECT', 554, retry, 'no'],
    ['CONNECT', 'drop', retry, 'no'],
    ['CONNECT', 'hang', retry, 'no'],
    ['MAIL', 451, retry, 'no'],
    ['MAIL', 530, suspend, 'no'],
    ['MAIL', 550, suspend, 'no'],
    ['MAIL', 'drop', retry, 'no'],
    ['MAIL', 'hang', retry, 'no'],
    ['RCPT', 450, retry, 'no'],
    ['RCPT', 452, retry, 'no'],
    ['RCPT', 503, retry, 'no'],
    ['RCPT', 550, giveUp, 'no'],
    ['RCPT', 553, giveUp, 'no'],
    ['RCPT', 'drop', retry, 'no'],
    ['RCPT', 'hang', retry, 'no'],
    ['DATA', 451, retry, 'no'],
    ['DATA', 552, giveUp, 'no'],
    ['DATA', 554, giveUp, 'no'],
    ['DATA', 'drop', retry, 'maybe'],
    ['DATA', 'hang', retry, 'maybe'],
  ])('at %s with %s', async (phase, mishap, reaction, taken) => {
    smtp.willFail(phase, mishap);
    const sender = mishap === 'hang' ? emailChannel({ smtpUrl: smtp.url, from: SENDER, sendMs: 700 }) : channel;
    expect(await refusal(sender.send(message()))).toMatchObject({ reaction, taken });
    expect(smtp.mails).toEqual([]);
  });

  test('the answer is lost after it was taken: it looks like any lost connection', async () => {
    smtp.willFail('DATA', 'drop', true);
    expect(await refusal(channel.send(message()))).toMatchObject({ reaction: retry, taken: 'maybe' });
    expect(smtp.mails).toHaveLength(1);
  });

  test('nobody listens there', async () => {
    const { url } = smtp;
    await smtp.close();
    const error = await refusal(emailChannel({ smtpUrl: url, from: SENDER }).send(message()));
    expect(error).toMatchObject({ reaction: retry, taken: 'no' });
    smtp = await MailCatcher.start();
  });

  test('no such host', async () => {
    const error = await refusal(emailChannel({ smtpUrl: 'smtp://mail.invalid', from: SENDER }).send(message()));
    expect(error).toMatchObject({ reaction: retry, taken: 'no' });
  });
});

describe('credentials', () => {
  test('that are right work, those that are wrong suspend the alert; the password is never shown', async () => {
    const guarded = await MailCatcher.start({ user: 'rung', password: 's3cr/t' });
    await emailChannel({ smtpUrl: guarded.url, from: SENDER }).send(message());
    expect(guarded.mails).toHaveLength(1);

    const wrong = emailChannel({ smtpUrl: guarded.url.replace('s3cr', 'wr0ng'), from: SENDER });
    const error = await refusal(wrong.send(message()));
    expect(error).toMatchObject({ reaction: { kind: 'suspend' }, taken: 'no' });
    expect(error.message + (error.stack ?? '')).not.toMatch(/wr0ng/);

    guarded.willFail('AUTH', 454);
    const busy = await refusal(emailChannel({ smtpUrl: guarded.url, from: SENDER }).send(message()));
    expect(busy).toMatchObject({ reaction: { kind: 'retry' }, taken: 'no' });

    guarded.willFail('AUTH', 'drop');
    const dropped = await refusal(emailChannel({ smtpUrl: guarded.url, from: SENDER }).send(message()));
    expect(dropped).toMatchObject({ reaction: { kind: 'retry' }, taken: 'no' });
    await guarded.close();
  });

  test('that a server throws back are taken out of what is said', async () => {
    const encoded = Buffer.from('\u0000rung\u0000hush!').toString('base64');
    const server = createServer((socket) => {
      socket.write('220 parrot ready\r\n');
      socket.on('data', (data) => {
        const line = data.toString();
        if (line.startsWith('EHLO')) socket.write('250-parrot\r\n250 AUTH PLAIN\r\n');
        else socket.write(`535 5.7.8 hush! ${encoded} hush%21 ${Buffer.from('hush!').toString('base64')}\r\n`);
      });
      socket.on('error', () => undefined);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const smtpUrl = `smtp://rung:hush%21@127.0.0.1:${(server.address() as AddressInfo).port}`;
    const error = await refusal(emailChannel({ smtpUrl, from: SENDER }).send(message()));
    for (const secret of ['hush!', 'hush%21', encoded, Buffer.from('hush!').toString('base64')]) {
      expect(error.message).not.toContain(secret);
    }
    server.close();
  });
});

describe('settings', () => {
  test.each(['', 'rung', 'a@b.example, c@d.example', 'Rung <a@b.example>\r\nBcc: x@y.example', 'Rung <>'])(
    'MAIL_FROM %j is refused at start',
    (from) => {
      expect(() => emailChannel({ smtpUrl: 'smtp://localhost', from })).toThrow(/MAIL_FROM must be one mail address/);
    },
  );

  test.each([
    'rung@example.com',
    'Rung <rung@example.com>',
    '"Rung, the ladder" <rung@example.com>',
    '<rung@example.com>',
  ])('MAIL_FROM %j is understood', async (from) => {
    await emailChannel({ smtpUrl: smtp.url, from }).send(message());
    expect(smtp.mails[0]!.from).toBe('rung@example.com');
  });

  test.each(['not a url', 'smtp://user:s3cret@host:99999', 'https://user:s3cret@host', 'smtp://'])(
    'SMTP_URL %j is refused at start, without the password',
    (smtpUrl) => {
      const opening = () => emailChannel({ smtpUrl, from: SENDER });
      expect(opening).toThrow(/^SMTP_URL /);
      expect(opening).not.toThrow(/s3cret/);
    },
  );
});
