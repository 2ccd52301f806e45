/** `sentiment: { last: 3, below: -0.4 }` */
import { ALWAYS, LOWEST_SCORE, NEVER, NOTHING_BELOW, type Predicate } from './predicate.js';

export const sentiment: Predicate<'scores'> = {
  kind: 'scores',
  description: 'The mean of the last so many sentiment scores, all of them being there, is lower than this.',
  holdsFrom({ last, below }, { scores = [] }) {
    if (scores.length < last) return NEVER;
    const sum = scores.slice(-last).reduce((total, { score }) => total + score, 0);
    return Math.round((sum / last) * 1e9) / 1e9 < below ? ALWAYS : NEVER;
  },
  instance: (_argument, { scores = [] }) => scores.at(-1)?.eventId ?? '',
  words: ({ last, below }) => `mean of the last ${last} scores below ${below}`,
  cause: ({ last, below }) => `mean of the last ${last} sentiment scores below ${below}`,
  warnings: ({ below }) => (below === LOWEST_SCORE ? [NOTHING_BELOW] : []),
};
