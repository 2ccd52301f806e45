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

const ENDINGS =
  /^(?:re)?solved$|^closed?$|^done$|^merged$|^cancell?ed$|^complete[d]?$|^finished$|^fixed$|^archived$|^deleted$|^spam$|^wont_?fix$|^duplicate$|^rejected$/;

/** Whether a status looks as if it ended the watch, though it does not. */
export function looksClosing(status: string, policy?: Pick<Policy, 'closingStatuses'>): boolean {
  if (isClosing(status, policy)) return false;
  const plain = status.toLowerCase().replace(/[\s-]+/g, '_');
  return ENDINGS.test(plain) || closingStatuses(policy).some((known) => known.toLowerCase() === plain);
}
