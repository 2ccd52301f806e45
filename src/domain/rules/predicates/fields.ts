/** `fields: { product: [x, y] }` */
import { ALWAYS, NEVER, type Predicate } from './predicate.js';

export const fields: Predicate<'fields'> = {
  kind: 'fields',
  description: 'Each of these fields of the help desk has one of its values.',
  holdsFrom(asked, { fields: has = {} }) {
    for (const name in asked) {
      if (!Object.hasOwn(has, name) || !asked[name]!.includes(has[name]!)) return NEVER;
    }
    return ALWAYS;
  },
  words: (asked) =>
    Object.entries(asked)
      .map(([name, values]) => `${name} ${values.join(' or ')}`)
      .join(', '),
};
