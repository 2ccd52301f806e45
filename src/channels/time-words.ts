/** Instants in the words of alerts. */
import type { Instant } from '../domain/rules/policy.js';

/** `2026-01-06 03:00 UTC`; the same length everywhere, without needless seconds. */
export function when(instant: Instant): string {
  return `${new Date(instant).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
