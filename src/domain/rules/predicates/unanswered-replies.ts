/** `unanswered_replies: 2` */
import { UNANSWERED } from '../../ticket/limits.js';
import { cycleOf } from '../clock-changes.js';
import { ALWAYS, NEVER, type Predicate } from './predicate.js';

export const unansweredReplies: Predicate<'count'> = {
  kind: 'count',
  description: 'At least this many replies of the customer are unanswered.',
  holdsFrom: (count, { replies }) => ((replies?.unanswered.length ?? 0) >= count ? ALWAYS : NEVER),
  instance: (count, ticket) => [Math.floor((ticket.replies?.unanswered.length ?? 0) / count), cycleOf(ticket)],
  words: (count) => `${count} unanswered ${count === 1 ? 'reply' : 'replies'}`,
  cause: (count) => `${count} unanswered ${count === 1 ? 'reply' : 'replies'}`,
  warnings: (count) =>
    count <= UNANSWERED
      ? []
      : [
          {
            message: `only ${UNANSWERED} unanswered replies are counted`,
            expected: `${UNANSWERED} at most`,
            never: true,
          },
        ],
};
