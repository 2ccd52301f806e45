/** A small valid policy to break in one place at a time. */
import { PolicyError, parsePolicy } from '../../src/policy/index.js';
import { openHolidayBook } from '../../src/policy/time/holidays.js';

const book = await openHolidayBook();
const DAY = Date.UTC(2026, 0, 1) / 86_400_000;

export const VALID = `version: 1
tiers:
  - { name: L1, group: first }
  - { name: L2, group: second, notify: [{ slack: "#l2" }, { email: l2@example.com }] }
  - { name: manager, group: bosses, notify: [{ slack: C0123ABCDEF }] }
priorities: [low, normal, high]
cooldown: 4h
rules:
  - { name: slow, when: { sla_used: 75%, status: [open] }, to: L2, bump: 1 }
  - { name: late, when: { sla_used: 100% }, to: next }
de_escalate:
  - { when: { resolution_confirmed: true }, to: base }
  - { when: { sentiment_at_least: 0.05 }, to: previous }
`;

/** `VALID` with one passage, which must be there exactly once, replaced. */
export function changed(passage: string, replacement: string): string {
  if (VALID.split(passage).length !== 2) throw new Error(`not exactly once in the policy: ${passage}`);
  return VALID.replace(passage, () => replacement);
}

/** The lines of the error a text gives, without the file name. */
export function problemsIn(text: string): string[] {
  try {
    parsePolicy(text, 'p.yaml', DAY, book);
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    return error.message.split('\n').map((line) => line.replace(/^p\.yaml:/, ''));
  }
  return [];
}

/** @param day on which the policy is read. Default: the first of 2026 */
export function warningsIn(text: string, day = DAY): string[] {
  return parsePolicy(text, 'p.yaml', day, book).warnings.map(
    ({ line, column, path, message }) => `${line}:${column} ${path}: ${message}`,
  );
}
