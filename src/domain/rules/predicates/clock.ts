/** `clock: { of: first_response, left: 10m }` */
import { clockInstance, markReachedAt } from '../clocks.js';
import { lengthWords } from '../length-words.js';
import type { ClockTarget, Milliseconds } from '../policy.js';
import type { ClockMark, Predicate } from './predicate.js';

export const clock: Predicate<'clockMark'> = {
  kind: 'clockMark',
  description: 'A clock has used this much of its target, or has this much left, and is not met.',
  holdsFrom: (mark, ticket) => markReachedAt(ticket, mark),
  instance: ({ of }, ticket) => [of, ...clockInstance(ticket, of)],
  words: markWords,
  cause: (mark) => ('used' in mark && mark.used === 100 ? `${nameOf(mark)} breached` : markWords(mark)),
  warnings(mark, { clocks }) {
    const target = clocks?.[mark.of]?.target;
    if (!('left' in mark) || target === undefined) return [];
    const longest = Math.max(...targetsOf(target).map((one) => (one === 'ticket' ? Infinity : one)));
    if (mark.left < longest) return [];
    return [
      {
        message: `this holds as soon as the clock starts: no target of ${nameOf(mark)} is longer than ${lengthWords(longest)}`,
        expected: `less than ${lengthWords(longest)}`,
      },
    ];
  },
};

/** All that a clock's target may come to. */
export function targetsOf(target: ClockTarget): (Milliseconds | 'ticket')[] {
  return Array.isArray(target) ? target.map(({ is }) => is) : [target];
}

function markWords(mark: ClockMark): string {
  return 'used' in mark
    ? `${mark.used} % of ${nameOf(mark)} used`
    : `${lengthWords(mark.left)} of ${nameOf(mark)} left`;
}

function nameOf({ of }: ClockMark): string {
  return of.replace('_', ' ');
}
