/** Policies from YAML, as of one day: their zones and holidays are looked up on it. */
import type { Policy } from '../../../src/domain/rules/policy.js';
import { hashPolicy } from '../../../src/policy/hash.js';
import { parsePolicy as parse } from '../../../src/policy/load.js';

const DAY = Date.UTC(2026, 0, 1) / 86_400_000;

export { hashPolicy };

export function parsePolicy(text: string): Policy {
  return parse(text, 'policy.yaml', DAY).policy;
}
