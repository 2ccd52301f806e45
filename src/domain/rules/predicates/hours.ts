/** `hours: office` */
import { calendarOf } from '../opening.js';
import type { Predicate } from './predicate.js';

export const hours: Predicate<'calendar'> = {
  kind: 'calendar',
  description: 'This calendar is open.',
  holdsFrom(name, { policy }, at) {
    const calendar = calendarOf(policy, name);
    return calendar.slotStart(at) ?? calendar.nextOpening(at);
  },
  holdsUntil: (name, { policy }, at) => calendarOf(policy, name).slotEnd(at) ?? at,
  instance(name, { policy }, at) {
    const calendar = calendarOf(policy, name);
    return calendar.slotStart(at) ?? calendar.nextOpening(at);
  },
  words: (name) => `in the hours of ${name}`,
};
