/** Mail by its settings. */
import type { SetUp } from '../set-up.js';
import { emailChannel } from './adapter.js';
import type { email } from './definition.js';
import { linkSettings, linkWords } from './link-set-up.js';

export const setUpEmail: SetUp<typeof email> = (settings, { sendMs }) => {
  const { SMTP_URL: smtpUrl, MAIL_FROM: from, RUNG_EMAIL_PER_SECOND: perSecond } = settings;
  if (smtpUrl === undefined) return { printed: 'Mail is printed here (no SMTP_URL)' };
  const links = linkSettings(settings);
  return {
    channel: emailChannel({ smtpUrl, from, sendMs, ...(links && { links }) }),
    said: `Mail goes to ${new URL(smtpUrl).host}${linkWords(settings)}, ${perSecond} a second to an address at most`,
    perSecond,
  };
};
