/** Where alerts go: Slack channels and mail addresses. */
import { readText } from './names.js';
import { isWrong, shown, type Reading } from './scalar.js';

export const SLACK_TARGET =
  'a channel such as "#tier2-queue" (in quotes, for # starts a comment) or an id such as C0123ABCDEF';
export const EMAIL_ADDRESS = 'one address such as tier2@example.com';

const CHANNEL_NAME = /^#[\p{L}\p{M}\p{N}_-]{1,80}$/u;
const SLACK_ID = /^[CGDUW][A-Z0-9]{6,20}$/;

/** Reads a Slack channel by name (`#tier2-queue`) or a channel's or member's id. */
export function readSlackTarget(value: unknown): Reading<string> {
  const text = readText(value, SLACK_TARGET);
  if (isWrong(text)) return text;
  const target = text.value;
  if (CHANNEL_NAME.test(target) || SLACK_ID.test(target)) return text;
  if (target.startsWith('@')) {
    return {
      message: `${shown(target)} is a person's handle`,
      expected: 'a channel such as "#tier2-queue" or a member id such as U0123ABCDEF',
    };
  }
  const guess = `#${target.replace(/^#+/, '').trim().toLowerCase().replace(/\s+/g, '-')}`;
  return {
    message: `${shown(target)} is not a Slack channel`,
    expected: CHANNEL_NAME.test(guess) ? `did you mean "${guess}"?` : SLACK_TARGET,
  };
}

const LOCAL = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const DOMAIN = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*$/;

/** Reads exactly one mail address, without a display name. */
export function readEmail(value: unknown): Reading<string> {
  const text = readText(value, EMAIL_ADDRESS);
  if (isWrong(text)) return text;
  if (isEmail(text.value)) return text;
  const inBrackets = /<([^<>]+)>\s*$/.exec(text.value)?.[1];
  if (inBrackets !== undefined && isEmail(inBrackets)) {
    return { message: `${shown(value)} has more than the address`, expected: `write ${inBrackets}` };
  }
  if (/[,;]/.test(text.value)) {
    return { message: `${shown(value)} is more than one address`, expected: 'one entry for each address' };
  }
  return { message: `${shown(value)} is not a mail address`, expected: EMAIL_ADDRESS };
}

/** Whether a text is one plain mail address. */
export function isEmail(text: string): boolean {
  const at = text.lastIndexOf('@');
  const local = text.slice(0, at);
  const domain = text.slice(at + 1);
  return at > 0 && text.length <= 254 && local.length <= 64 && LOCAL.test(local) && DOMAIN.test(domain);
}
