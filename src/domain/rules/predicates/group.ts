/** `group: [tier1_support]` */
import { oneOf } from './predicate.js';

export const group = oneOf<'names'>((ticket) => ticket.assigneeGroup, {
  kind: 'names',
  description: 'The ticket is assigned to one of these groups.',
  words: (list) => `assigned to ${list}`,
});
