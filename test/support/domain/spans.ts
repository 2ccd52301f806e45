/** Lengths of time as people write them: `18h`, `1h30m`, `3h59m59.999s`. */
import { HOUR } from '../../../src/domain/rules/policy.js';

const MINUTE = HOUR / 60;
const SECOND = MINUTE / 60;

/** Milliseconds of `1h30m`, `0.5s`, `-2h`. */
export function span(text: string): number {
  const form = /^(-)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+(?:\.\d{1,3})?)s)?$/.exec(text);
  if (!form || text === '' || text === '-') throw new Error(`${text} is no length of time`);
  const [, minus, hours, minutes, seconds] = form;
  const length = Number(hours ?? 0) * HOUR + Number(minutes ?? 0) * MINUTE + Math.round(Number(seconds ?? 0) * SECOND);
  return minus ? -length : length;
}

/** The other way round; nothing at all is `0h`. */
export function inWords(length: number): string {
  if (length < 0) return `-${inWords(-length)}`;
  const hours = Math.floor(length / HOUR);
  const minutes = Math.floor((length % HOUR) / MINUTE);
  const seconds = (length % MINUTE) / SECOND;
  const parts = [hours && `${hours}h`, minutes && `${minutes}m`, seconds && `${seconds}s`].filter(Boolean);
  return parts.join('') || '0h';
}
