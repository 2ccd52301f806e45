/** Conditions in words, the same wherever people read them. */
import { predicateNamed, type When } from './predicates/index.js';

export { lengthWords } from './length-words.js';

/** A rule's condition: `no activity for 2 h, enterprise`. */
export function conditionWords(when: When): string {
  return Object.entries(when)
    .map(([name, argument]) => predicateNamed(name)?.words(argument as never) ?? name)
    .join(', ');
}
