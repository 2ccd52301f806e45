/** The public holidays of countries, year after year. */
import Holidays from 'date-holidays';
import { DAY } from './zones.js';

const known = new Map<string, string[]>();

export function publicHolidays(country: string, region?: string): readonly string[] {
  const key = `${country} ${region}`;
  let dates = known.get(key);
  if (!dates) {
    const book = region === undefined ? new Holidays(country) : new Holidays(country, region);
    dates = [];
    for (let year = 2024; year <= 2030; year++) {
      for (const { type, date, start, end } of book.getHolidays(year)) {
        if (type !== 'public') continue;
        const first = Date.parse(date.slice(0, 10));
        const days = Math.max(1, Math.round((end.getTime() - start.getTime()) / DAY));
        for (let day = 0; day < days; day++) dates.push(new Date(first + day * DAY).toISOString().slice(0, 10));
      }
    }
    known.set(key, dates);
  }
  return dates;
}
