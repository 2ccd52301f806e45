/** `stalled: 4h` */
import { spanWords } from '../length-words.js';
import { afterLength } from '../opening.js';
import { NEVER, type Predicate } from './predicate.js';

export const stalled: Predicate<'length'> = {
  kind: 'length',
  description:
    'The last transition was an escalation, no agent has replied since, and it, or the latest reopening if later, is this old.',
  patient: true,
  holdsFrom(length, { policy, lastTransition: last, reopenedAt }) {
    if (last?.kind !== 'escalated' || last.agentReplied) return NEVER;
    return afterLength(policy, Math.max(last.at, reopenedAt ?? last.at), length);
  },
  instance: (_length, ticket) => ticket.seq,
  words: (length) => `no agent reply for ${spanWords(length)}`,
  cause: (length) => `no agent reply for ${spanWords(length)}`,
};
