/** `tags: [outage]` */
import { ALWAYS, NEVER, type Predicate } from './predicate.js';

export const tags: Predicate<'names'> = {
  kind: 'names',
  description: 'The ticket has one of these tags.',
  holdsFrom: (list, { tags: has = [] }) => (has.some((tag) => list.includes(tag)) ? ALWAYS : NEVER),
  words: (list) => `tagged ${list.join(' or ')}`,
};
