/** The names that a policy defines and refers to. */
import { ALWAYS_OPEN } from '../../domain/rules/opening.js';
import { closingStatuses } from '../../domain/ticket/closing.js';
import { valueAt } from '../../reading/path.js';
import { DEFAULT_PRIORITIES } from '../schema.js';
import { keysOf, texts } from './finding.js';

export interface Names {
  /** Lowest first; undefined when one of them cannot be read: then nothing can be said about unknown ones. */
  tiers: string[] | undefined;
  priorities: string[] | undefined;
  calendars: string[];
  people: string[];
  rotations: string[];
  closing: readonly string[];
}

export function namesIn(root: unknown): Names {
  const tiers = valueAt(root, ['tiers']);
  return {
    tiers: Array.isArray(tiers) ? texts(tiers.map((entry) => valueAt(entry, ['name']))) : undefined,
    priorities: texts(valueAt(root, ['priorities']) ?? DEFAULT_PRIORITIES),
    calendars: [ALWAYS_OPEN, ...(keysOf(valueAt(root, ['calendars'])) ?? [])],
    people: keysOf(valueAt(root, ['people'])) ?? [],
    rotations: keysOf(valueAt(root, ['rotations'])) ?? [],
    closing: texts(valueAt(root, ['closing_statuses'])) ?? closingStatuses(),
  };
}
