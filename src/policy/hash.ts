/** The version of a policy: what it says, not how its file is written. */
import { createHash } from 'node:crypto';
import type { Policy } from '../domain/rules/policy.js';

/** Sixteen hexadecimal digits; comments, formatting, key order and spelled-out defaults do not change them. */
export function hashPolicy(policy: Policy): string {
  const { pinned: _pinned, ...meaning } = policy;
  return createHash('sha256').update(canonical(meaning)).digest('hex').slice(0, 16);
}

/** JSON with sorted keys. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
