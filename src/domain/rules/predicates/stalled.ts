/** `stalled: 4h` */
import { lengthWords } from '../length-words.js';
import { NEVER, type Predicate } from './predicate.js';

export const stalled: Predicate<'length'> = {
  kind: 'length',
  description: 'The last transition was an escalation, it is this old, and no agent has replied since.',
  holdsFrom: (length, { lastTransition: last }) =>
    last?.kind === 'escalated' && !last.agentReplied ? last.at + length : NEVER,
  instance: (_length, ticket) => ticket.seq,
  words: (length) => `no agent reply for ${lengthWords(length)}`,
  cause: (length) => `no agent reply for ${lengthWords(length)}`,
};
