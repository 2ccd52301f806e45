/** What is known of the future, and ends. */
import type { Policy } from '../../domain/rules/policy.js';
import { formatDate, parseDate, type Day } from '../../domain/time/local.js';
import type { Warning } from './warning.js';

/** How long before its end it is told, in days. */
const SOON = 366;

/** Lists of dates that end within a year of the day on which the policy is read. */
export function holidaysThatEnd({ calendars = {}, pinned }: Policy): Warning[] {
  if (!pinned) return [];
  return Object.entries(calendars).flatMap(([name, { holidays }]) => {
    const days = holidays.flatMap((one) => (typeof one === 'string' ? [parseDate(one)!] : []));
    if (days.length === 0 || days.length < holidays.length) return [];
    const last = Math.max(...days);
    if (last >= pinned.day + SOON) return [];
    return [
      {
        path: ['calendars', name, 'holidays'],
        message: `the last of these is ${formatDate(last)}: after it no day is a holiday`,
        expected: 'the dates of more than a year, or those of a country, such as { country: DE }',
      },
    ];
  });
}

/**
 * Whether time zones and holidays that were pinned with a policy, maybe long ago, end within a year.
 * @param today the day on which it is asked
 */
export function pinnedThatEnds({ pinned }: Pick<Policy, 'pinned'>, today: Day): Warning[] {
  if (!pinned || pinned.until >= today + SOON) return [];
  return [
    {
      path: [],
      message: `time zones and holidays are known until ${formatDate(pinned.until)} only`,
      expected: 'apply its file anew, so that they are looked up again',
    },
  ];
}
