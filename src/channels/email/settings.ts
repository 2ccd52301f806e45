/** The settings of mail. */
import type { ScalarReading } from '../../reading/scalar.js';
import { optional, readRate, required } from '../../reading/setting.js';
import { urlFrom } from '../../reading/web-address.js';
import { isEmail, readEmail } from './address.js';
import { LINK_SETTINGS } from './link-settings.js';

export const EMAIL_SETTINGS = {
  SMTP_URL: optional(
    'The mail server; without it mail goes to the console channel.',
    'smtp://user:password@mail.example.com:587',
    readSmtpUrl,
  ),
  MAIL_FROM: required('The sender of mail.', 'Rung <rung@localhost>', readSender),
  RUNG_OPERATOR_EMAIL: optional(
    'Who hears by mail that Rung itself is in trouble: a refused token, alerts that cannot be delivered.',
    'oncall@example.com',
    readEmail,
  ),
  RUNG_EMAIL_PER_SECOND: required(
    'How many mails a worker sends to one address per second at most; more alerts than that share one.',
    '1',
    readRate,
  ),
  ...LINK_SETTINGS,
};

const SMTP = 'smtp://user:password@host:587 or smtps://user:password@host:465';

/** nodemailer's URL form. It may carry a password, so no message repeats it. */
function readSmtpUrl(text: string): ScalarReading<string> {
  const url = urlFrom(text);
  if (!url || !['smtp:', 'smtps:'].includes(url.protocol)) return { message: 'is not an SMTP URL', expected: SMTP };
  if (url.hostname === '') return { message: 'names no host', expected: SMTP };
  if (url.hash !== '' || !['', '/'].includes(url.pathname)) {
    return {
      message: 'is not readable as an SMTP URL',
      expected: `${SMTP}; in a password write # as %23 and / as %2F`,
    };
  }
  return { value: text };
}

function readSender(text: string): ScalarReading<string> {
  const named = /^(?:[^"<>,;:@\p{C}]+|"[^"\\\p{C}]+") ?<([^<>]+)>$/u.exec(text);
  return isEmail(named?.[1] ?? text)
    ? { value: text }
    : { message: 'is not a sender', expected: 'one address such as rung@example.com or Rung <rung@example.com>' };
}
