/** Lengths of time in words, the same wherever people read them. */
import type { Length, Milliseconds } from './policy.js';

const UNITS: [string, Milliseconds][] = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
];

/** A length of time in its two largest units, never rounded up: `2 d 3 h`, `45 min`, `8 s`. */
export function lengthWords(length: Milliseconds): string {
  let rest = Math.max(0, length);
  const parts: string[] = [];
  for (const [unit, size] of UNITS) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(`${count} ${unit}`);
    else if (parts.length > 0) break;
  }
  return parts.slice(0, 2).join(' ') || '0 s';
}

/** {@link lengthWords}, with the calendar that it is counted in. */
export function spanWords(length: Length): string {
  return typeof length === 'number' ? lengthWords(length) : `${lengthWords(length.for)} of ${length.calendar}`;
}
