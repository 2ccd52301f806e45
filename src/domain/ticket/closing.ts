/** Statuses that end the watch. Every other status is one that somebody has to watch. */
import type { Policy } from '../rules/policy.js';

/** Those of a policy that names none. */
export const CLOSING_STATUSES: readonly string[] = ['resolved', 'closed'];

export function closingStatuses(policy?: Pick<Policy, 'closingStatuses'>): readonly string[] {
  return policy?.closingStatuses ?? CLOSING_STATUSES;
}

/** @param policy whose closing statuses count. Default: one that names none. */
export function isClosing(status: string, policy?: Pick<Policy, 'closingStatuses'>): boolean {
  return closingStatuses(policy).includes(status);
}

/** The status that a confirmed resolution sets: `resolved`, or the first closing status of a policy that does not have it. */
export function resolvedStatus(policy: Policy): string {
  const statuses = closingStatuses(policy);
  return statuses.includes('resolved') ? 'resolved' : statuses[0]!;
}

const ENDINGS = new Set(
  (
    'abandoned answered archived canceled cancelled close closed complete completed deleted done duplicate finished fixed invalid merged rejected ' +
    "resolve resolved solved spam trashed won't_fix wont_fix wontfix"
  ).split(' '),
);

/** Whether a status looks as if it ended the watch, though it does not. */
export function looksClosing(status: string, policy?: Pick<Policy, 'closingStatuses'>): boolean {
  if (isClosing(status, policy)) return false;
  const plain = status
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_');
  return ENDINGS.has(plain) || closingStatuses(policy).some((known) => known.toLowerCase() === plain);
}
