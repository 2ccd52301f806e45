/** Settings of the links with which mails are acknowledged. */
import { DURATION, readDuration } from '../../reading/duration.js';
import { readText } from '../../reading/names.js';
import { isWrong, type ScalarReading } from '../../reading/scalar.js';
import { readSecretList } from '../../reading/secrets.js';
import { optional, required } from '../../reading/setting.js';
import { webUrl } from '../../reading/web-address.js';

const DAY_MS = 86_400_000;

export const LINK_SETTINGS = {
  RUNG_PUBLIC_URL: optional(
    'The address of the intake as people reach it; with it and RUNG_LINK_SECRET each mail has a link with which it is acknowledged.',
    'https://rung.example.com',
    readPublicUrl,
  ),
  RUNG_LINK_SECRET: optional(
    'What the links in mails are signed with, 32 characters or more; two, separated by a comma, while one is exchanged: the first one signs.',
    '3f9c2b7e51d84a6f90ce1b2d7a45c8e6',
    readLinkSecrets,
  ),
  RUNG_LINK_SECRET_FILE: optional(
    'A file that holds it, instead of RUNG_LINK_SECRET; a change is seen within seconds.',
    '/run/secrets/link_secret',
    (text) => readText(text, 'the path of a file'),
  ),
  RUNG_LINK_VALID: required('How long the links in mails are valid, from what the mail tells.', '7d', (text) => {
    const length = readDuration(text);
    if (isWrong(length)) return length;
    return length.value >= 60_000 && length.value <= 90 * DAY_MS
      ? length
      : { message: 'is out of range', expected: `${DURATION}, from 1m to 90d` };
  }),
};

/** What `RUNG_LINK_SECRET` and its file hold. */
export function readLinkSecrets(text: string): ScalarReading<string[]> {
  return readSecretList(text, 32);
}

/** Does not end with a slash. */
function readPublicUrl(text: string): ScalarReading<string> {
  const url = webUrl(text, 'https://rung.example.com');
  return url instanceof URL ? { value: `${url.origin}${url.pathname}`.replace(/\/+$/, '') } : url;
}
