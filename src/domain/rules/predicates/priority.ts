/** `priority: [high, urgent]` */
import { oneOf } from './predicate.js';

export const priority = oneOf<'priorities'>((ticket) => ticket.priority, {
  kind: 'priorities',
  description: 'The priority of the ticket is one of these.',
  words: (list) => `priority ${list}`,
});
