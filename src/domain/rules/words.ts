/** Conditions in words, the same wherever people read them. */
import { predicateNamed, type When } from './predicates/index.js';

export { lengthWords } from './length-words.js';

/** A rule's condition: `no activity for 2 h, enterprise`, `any of (open; 2 unanswered replies), not (tagged vip)`. */
export function conditionWords(when: When): string {
  return inWords(when, (name, argument) => predicateNamed(name)?.words(argument as never) ?? name);
}

/** The same where a condition stands by itself: `status open`, `customer tier gold`. */
export function wholeConditionWords(when: When): string {
  return inWords(when, (name, argument) => {
    const predicate = predicateNamed(name);
    if (!predicate) return name;
    const words = predicate.words(argument as never);
    return predicate.subject === undefined ? words : `${predicate.subject} ${words}`;
  });
}

function inWords({ any, all, not, ...own }: When, wordsOf: (name: string, argument: unknown) => string): string {
  const inner = (one: When) => inWords(one, wordsOf);
  return [
    ...Object.entries(own).map(([name, argument]) => wordsOf(name, argument)),
    ...(any ? [`any of (${any.map(inner).join('; ')})`] : []),
    ...(all ? [`all of (${all.map(inner).join('; ')})`] : []),
    ...(not ? [`not (${inner(not)})`] : []),
  ].join(', ');
}
