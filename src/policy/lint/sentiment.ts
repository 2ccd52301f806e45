/** A scorer that does not come with Rung: whoever tells replies has to bring it. */
import type { Policy } from '../../domain/rules/policy.js';
import { shown } from '../../reading/scalar.js';
import { nearest } from '../../reading/spelling.js';
import { SCORER_NAMES } from '../../sentiment/names.js';
import type { Warning } from './warning.js';

export function foreignScorer({ sentiment }: Policy): Warning[] {
  const names: readonly string[] = SCORER_NAMES;
  if (!sentiment || names.includes(sentiment.fromReplies)) return [];
  const meant = nearest(sentiment.fromReplies, names);
  return [
    {
      path: ['sentiment', 'from_replies'],
      message: `${shown(sentiment.fromReplies)} does not come with Rung: every client that tells replies has to bring it`,
      expected:
        meant === undefined ? `one of ${names.join(', ')}, or a scorer of your own` : `did you mean ${shown(meant)}?`,
    },
  ];
}
