/** `idle: 2h` */
import { lengthWords } from '../length-words.js';
import type { Predicate } from './predicate.js';

export const idle: Predicate<'length'> = {
  kind: 'length',
  description: 'Nobody has done anything on the ticket for this long.',
  holdsFrom: (length, ticket) => ticket.lastActivityAt + length,
  instance: (_length, ticket) => ticket.lastActivityAt,
  words: (length) => `no activity for ${lengthWords(length)}`,
  cause: (length) => `no activity for ${lengthWords(length)}`,
};
