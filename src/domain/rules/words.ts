/** Conditions in words, the same wherever people read them. */
import { predicateNamed, type When } from './predicates/index.js';

export { lengthWords } from './length-words.js';

/** A rule's condition: `no activity for 2 h, enterprise`, `any of (status open; 2 unanswered replies), not (tagged vip)`. */
export function conditionWords({ any, all, not, ...own }: When): string {
  return [
    ...Object.entries(own).map(([name, argument]) => predicateNamed(name)?.words(argument as never) ?? name),
    ...(any ? [`any of (${any.map(conditionWords).join('; ')})`] : []),
    ...(all ? [`all of (${all.map(conditionWords).join('; ')})`] : []),
    ...(not ? [`not (${conditionWords(not)})`] : []),
  ].join(', ');
}
