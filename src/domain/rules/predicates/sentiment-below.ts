/** `sentiment_below: -0.6` */
import { ALWAYS, LOWEST_SCORE, NEVER, NOTHING_BELOW, type Predicate } from './predicate.js';

export const sentimentBelow: Predicate<'score'> = {
  kind: 'score',
  description: 'The latest sentiment score is lower than this.',
  holdsFrom: (limit, { sentiment }) => (sentiment && sentiment.score < limit ? ALWAYS : NEVER),
  instance: (_limit, ticket) => ticket.sentiment?.eventId ?? '',
  words: (limit) => `score below ${limit}`,
  cause: (_limit, ticket) => `customer sentiment ${ticket.sentimentScore ?? 'low'}`,
  warnings(limit, { deEscalate }) {
    if (limit === LOWEST_SCORE) return [NOTHING_BELOW];
    const limits = deEscalate.flatMap(({ when }) => ('sentiment_at_least' in when ? [when.sentiment_at_least] : []));
    const lowest = Math.min(...limits);
    if (limit <= lowest) return [];
    return [
      {
        message: `a score from ${lowest} to just below ${limit} takes a ticket down and asks to lift it at once`,
        expected: `a limit of ${lowest} or lower`,
      },
    ];
  },
};
