/** The link in a mail: what is verified, and what is not. */
import { createHmac } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { linkToken, readLinkToken, type LinkAbout } from '../../../src/channels/email/acknowledge-link.js';
import { emailChannel } from '../../../src/channels/email/adapter.js';
import { setUpEmail } from '../../../src/channels/email/index.js';
import type { AcknowledgeLinkSettings } from '../../../src/channels/email/link-set-up.js';
import { readLinkSecrets } from '../../../src/channels/email/link-settings.js';
import { alertContent, type Content } from '../../../src/channels/message.js';
import type { Message } from '../../../src/channels/port.js';
import { secretsFrom } from '../../../src/channels/secrets.js';
import { loadConfig } from '../../../src/config/index.js';
import type { Alert } from '../../../src/domain/ladder/decision.js';
import { HOSTILE_TEXTS } from '../../intake/hostile-texts.js';
import { MailCatcher } from '../../support/smtp-server.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { escalated, NINE } from '../../support/writes.js';

const SECRET = '3f9c2b7e51d84a6f90ce1b2d7a45c8e6';
const OTHER = 'b7e51d84a6f90ce1b2d7a45c8e63f9c2';
const NOW = Date.parse('2026-01-06T03:00:00Z');
const ABOUT: LinkAbout = {
  ticketId: 'T-1',
  key: 'T-1:1:email:tier2@example.com',
  addressee: 'tier2@example.com',
  until: NOW + 60_000,
};

describe('a token', () => {
  const token = linkToken(ABOUT, SECRET);
  const [body, mac] = token.split('.') as [string, string];
  const forged = (about: unknown, secret = OTHER, purpose = 'rung acknowledge link 1\n') => {
    const text = Buffer.from(JSON.stringify(about)).toString('base64url');
    return `${text}.${createHmac('sha256', secret).update(`${purpose}${text}`).digest('base64url')}`;
  };
  const claims = ['T-1', ABOUT.key, ABOUT.addressee, ABOUT.until / 1000];

  test('says what it was made of, as one step of an address', () => {
    expect(token).toMatch(/^[\w-]+\.[\w-]{43}$/);
    expect(readLinkToken(token, [SECRET], NOW)).toEqual({ about: ABOUT });
    expect(readLinkToken(forged(claims, SECRET), [SECRET], NOW)).toEqual({ about: ABOUT });
  });

  test.each<[string, string, string[], number, string]>([
    ['the second secret', token, [OTHER, SECRET], NOW, 'about'],
    ['its last second', token, [SECRET], ABOUT.until - 1, 'about'],
    ['its end', token, [SECRET], ABOUT.until, 'over'],
    ['long after', token, [SECRET], NOW + 1e12, 'over'],
    ['over, and of another secret', token, [OTHER], NOW + 1e12, 'not-ours'],
    ['another secret', token, [OTHER], NOW, 'not-ours'],
    ['no secret', token, [], NOW, 'not-ours'],
    ['an altered ticket', forged(['T-2', ...claims.slice(1)]), [SECRET], NOW, 'not-ours'],
    [
      'a later end under the same hash',
      `${forged([...claims.slice(0, 3), 9e9]).split('.')[0]}.${mac}`,
      [SECRET],
      NOW,
      'not-ours',
    ],
    ['another purpose', forged(claims, SECRET, 'session\n'), [SECRET], NOW, 'not-ours'],
    ['no purpose', forged(claims, SECRET, ''), [SECRET], NOW, 'not-ours'],
    ['no hash', body, [SECRET], NOW, 'not-ours'],
    ['an empty hash', `${body}.`, [SECRET], NOW, 'not-ours'],
    ['half a hash', `${body}.${mac.slice(0, 20)}`, [SECRET], NOW, 'not-ours'],
    ['a longer hash', `${token}A`, [SECRET], NOW, 'not-ours'],
    [
      'a hash that ends otherwise',
      `${body}.${mac.slice(0, 42)}${mac.endsWith('A') ? 'B' : 'A'}`,
      [SECRET],
      NOW,
      'not-ours',
    ],
    ['other letters', token.toUpperCase(), [SECRET], NOW, 'not-ours'],
    ['padding', `${body}=.${mac}=`, [SECRET], NOW, 'not-ours'],
    ['standard base64', `${body}.${Buffer.from(mac, 'base64url').toString('base64')}`, [SECRET], NOW, 'not-ours'],
    ['blanks', ` ${token} `, [SECRET], NOW, 'not-ours'],
    ['a line break', `${token}\n`, [SECRET], NOW, 'not-ours'],
    ['a part more', `${token}.${mac}`, [SECRET], NOW, 'not-ours'],
    ['nothing', '', [SECRET], NOW, 'not-ours'],
    ['too much', 'a'.repeat(100_000), [SECRET], NOW, 'not-ours'],
  ])('with %s', (_what, given, secrets, now, outcome) => {
    const read = readLinkToken(given, secrets, now);
    expect(typeof read === 'string' ? read : 'about').toBe(outcome);
  });

  test.each(HOSTILE_TEXTS.map((text) => [text]))('of somebody else: %j', (text) => {
    expect(readLinkToken(text, [SECRET], NOW)).toBe('not-ours');
    expect(readLinkToken(`${body}.${text}`, [SECRET], NOW)).toBe('not-ours');
    expect(readLinkToken(`${text}.${mac}`, [SECRET], NOW)).toBe('not-ours');
  });

  test('of the longest ids fits into an address', () => {
    const ticketId = 'a'.repeat(200);
    const addressee = `${'b'.repeat(64)}@${'c'.repeat(180)}.example`;
    const key = `${ticketId}:123456:email:${addressee}:fallback:2`;
    expect(linkToken({ ticketId, key, addressee, until: NOW }, SECRET).length).toBeLessThan(1_900);
  });
});

describe('a mail', () => {
  const { email: alert } = escalated();
  const links: AcknowledgeLinkSettings = {
    publicUrl: 'https://rung.example.com',
    secrets: () => Promise.resolve([SECRET, OTHER]),
    validFor: 86_400_000,
  };
  let smtp: MailCatcher;
  const folder = temporaryFolder();

  beforeAll(async () => {
    smtp = await MailCatcher.start();
  });
  afterAll(async () => {
    await smtp.close();
  });

  const channel = (more = links) => emailChannel({ smtpUrl: smtp.url, from: 'rung@example.com', links: more });
  const message = (changed: Partial<Alert> = {}, ticketId = 'T-1'): Message => ({
    ...{ key: `${ticketId}:1:email:${alert.address}`, ticketId, seq: 1, address: alert.address },
    content: alertContent({ ...alert, ...changed, transition: { ...alert.transition, ticketId } }, {}, NINE),
  });
  const last = () => smtp.mails.at(-1)!.parsed;
  const tokenIn = (text: string | undefined) => /https:\/\/rung\.example\.com\/ack\/(\S+)/.exec(text ?? '')![1]!;

  test('has a link for its addressee and its alert, the same in text and HTML and each time', async () => {
    await channel().send(message());
    const first = tokenIn(last().text);
    await channel().send(message());
    expect(tokenIn(last().text)).toBe(first);
    expect(last().html).toContain(`<a href="https://rung.example.com/ack/${first}">Acknowledge</a>`);
    const until = alert.transition.at + 86_400_000;
    expect(readLinkToken(first, [SECRET], NOW)).toEqual({
      about: { ticketId: 'T-1', key: alert.key, addressee: 'tier2@example.com', until },
    });
    expect(last().text).toContain('The link is valid until 2026-01-07 03:00 UTC.');
    expect(last().text).toMatch(/\n\nReplies to this mail are not read\.\n$/);
  });

  test('that had to wait is valid from when it goes out', async () => {
    await channel().send(message({ deferredUntil: NOW + 3_600_000 }));
    expect(readLinkToken(tokenIn(last().text), [SECRET], NOW)).toMatchObject({ about: { until: NOW + 90_000_000 } });
  });

  test('about many tickets has a link for each', async () => {
    await channel().sendDigest(['T-1', 'T-2', 'T-3'].map((id) => message({}, id)));
    const about = [...last().text!.matchAll(/\/ack\/(\S+)/g)].map(([, token]) => readLinkToken(token!, [SECRET], NOW));
    expect(about).toMatchObject(['T-1', 'T-2', 'T-3'].map((ticketId) => ({ about: { ticketId } })));
    expect(last().html).toMatch(/(?:<a href="https:\/\/rung\.example\.com\/ack\/[\w.-]+">Acknowledge<\/a>[^]*){3}/);
  });

  test('about no ticket has none', async () => {
    const content: Content = {
      subject: '[Rung] x',
      headline: 'x',
      why: 'y',
      facts: [{ label: 'a', value: 'b' }],
      links: [],
    };
    await channel().send({ ...message(), content });
    expect(last().text).not.toContain('/ack/');
    expect(last().text).toContain('Replies to this mail are not read.');
  });

  test('goes out without a link rather than not at all; a new secret in the file is taken', async () => {
    const file = join(folder, 'secret');
    const fromFile = { ...links, secrets: secretsFrom(undefined, file, readLinkSecrets)! };
    await channel(fromFile).send(message());
    expect(last().text).not.toContain('/ack/');
    await writeFile(file, `${OTHER}\n${SECRET}\n`);
    await channel(fromFile).send(message());
    expect(readLinkToken(tokenIn(last().text), [OTHER], NOW)).toMatchObject({ about: { ticketId: 'T-1' } });
  });
});

test.each([
  ['nothing', {}, 'Mail goes to mail.example.com, 1'],
  ['both', { RUNG_PUBLIC_URL: 'https://r.example.com', RUNG_LINK_SECRET: SECRET }, ' with links to acknowledge, '],
  ['a file', { RUNG_PUBLIC_URL: 'https://r.example.com', RUNG_LINK_SECRET_FILE: '/x' }, ' with links to acknowledge, '],
  ['an address alone', { RUNG_PUBLIC_URL: 'https://r.example.com' }, ' without links to acknowledge (they take '],
  ['a secret alone', { RUNG_LINK_SECRET: SECRET }, ' without links to acknowledge (they take '],
])('with %s set the worker says what comes of it', (_what, env, said) => {
  const { channels, network, alerts } = loadConfig({ SMTP_URL: 'smtp://mail.example.com', ...env });
  const outlet = setUpEmail(channels.email, { sendMs: alerts.timeout, network });
  expect('said' in outlet && outlet.said).toContain(said);
});
