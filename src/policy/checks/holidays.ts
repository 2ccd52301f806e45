/** Countries and regions whose holidays nobody knows. */
import { valueAt } from '../../reading/path.js';
import { isMistaken } from '../time/finding.js';
import { readHoliday, type HolidayBook } from '../time/holidays.js';
import { entries, members, type CheckFinding } from './finding.js';

export function holidays(root: unknown, book: HolidayBook): CheckFinding[] {
  return members(root, ['calendars'])
    .flatMap((calendar) => entries(root, [...calendar, 'holidays']))
    .flatMap((path) => {
      const read = readHoliday(valueAt(root, path));
      if (isMistaken(read) || typeof read.value === 'string') return [];
      const found = book.find(read.value);
      return isMistaken(found) ? found.findings.map((one) => ({ ...one, path: [...path, ...one.path] })) : [];
    });
}
