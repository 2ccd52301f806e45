/** `waiting: 3h` */
import { cycleOf } from '../clock-changes.js';
import { spanWords } from '../length-words.js';
import { afterLength } from '../opening.js';
import { NEVER, type Predicate } from './predicate.js';

export const waiting: Predicate<'length'> = {
  kind: 'length',
  description: 'The oldest reply of the customer that nobody has answered is this old.',
  patient: true,
  holdsFrom(length, { policy, replies }) {
    const oldest = replies?.unanswered[0];
    return oldest === undefined ? NEVER : afterLength(policy, oldest, length);
  },
  instance: (_length, ticket) => cycleOf(ticket),
  words: (length) => `a customer's reply unanswered for ${spanWords(length)}`,
  cause: (length) => `a customer's reply unanswered for ${spanWords(length)}`,
};
