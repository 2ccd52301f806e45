/** `in_tier: 4h` */
import { spanWords } from '../length-words.js';
import { afterLength } from '../opening.js';
import type { Predicate } from './predicate.js';

export const inTier: Predicate<'length'> = {
  kind: 'length',
  description: 'The ticket has stood on its tier for this long, or has been reopened this long ago if that is later.',
  patient: true,
  holdsFrom(length, { policy, lastTransition, createdAt, reopenedAt }) {
    const since = lastTransition?.at ?? createdAt;
    return afterLength(policy, Math.max(since, reopenedAt ?? since), length);
  },
  instance: (_length, ticket) => ticket.seq,
  words: (length) => `on its tier for ${spanWords(length)}`,
  cause: (length) => `on its tier for ${spanWords(length)}`,
};
