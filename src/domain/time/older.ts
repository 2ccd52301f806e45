/** Which of two reports is the older one. */
import type { Instant } from '../rules/policy.js';

/** An instant on a whole second stands for its whole second: it is older than another only if that is in a later second. */
export function isOlder(one: Instant, other: Instant): boolean {
  return one % 1000 === 0 ? other >= one + 1000 : one < other;
}
