/** The form of a mail address in policies and settings. */
import { readText } from '../../reading/names.js';
import { isWrong, shown, type ScalarReading } from '../../reading/scalar.js';

const EMAIL_ADDRESS = 'one address such as tier2@example.com';

const LOCAL = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const DOMAIN = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*$/;

/** Reads exactly one mail address, without a display name. */
export function readEmail(value: unknown): ScalarReading<string> {
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
