/** `idle: 2h` */
import { spanWords } from '../length-words.js';
import { afterLength } from '../opening.js';
import type { Predicate } from './predicate.js';

export const idle: Predicate<'length'> = {
  kind: 'length',
  description: 'Nobody has done anything on the ticket for this long.',
  patient: true,
  holdsFrom: (length, ticket) => afterLength(ticket.policy, ticket.lastActivityAt, length),
  instance: (_length, ticket) => ticket.lastActivityAt,
  words: (length) => `no activity for ${spanWords(length)}`,
  cause: (length) => `no activity for ${spanWords(length)}`,
};
