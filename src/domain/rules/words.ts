/** Conditions and lengths of time in words, the same wherever people read them. */
import type { Milliseconds, When } from './policy.js';

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

const WORDS: { [K in keyof When]-?: (argument: NonNullable<When[K]>) => string } = {
  sla_used: (percent) => `${percent} % of the SLA used`,
  idle: (length) => `no activity for ${lengthWords(length)}`,
  stalled: (length) => `no agent reply for ${lengthWords(length)}`,
  sentiment_below: (limit) => `score below ${limit}`,
  customer_replies: (count) => `${count} customer replies`,
  status: (list) => list.join(' or '),
  customer_tier: (list) => list.join(' or '),
  tier: (list) => `at ${list.join(' or ')}`,
  priority: (list) => `priority ${list.join(' or ')}`,
};

/** A rule's condition: `no activity for 2 h, enterprise`. */
export function conditionWords(when: When): string {
  return (Object.keys(when) as (keyof When)[])
    .map((name) => (WORDS[name] as ((argument: unknown) => string) | undefined)?.(when[name]) ?? name)
    .join(', ');
}
