/** Holidays of a calendar: dates, and the public holidays of countries and regions, which the library `date-holidays` knows. */
import type { HolidaySource } from '../../domain/time/calendar.js';
import { parseDate, type Day } from '../../domain/time/local.js';
import { readText } from '../../reading/names.js';
import { shown, isWrong, type Wrong } from '../../reading/scalar.js';
import { nearest } from '../../reading/spelling.js';
import { readDate } from './dates.js';
import {
  asPart,
  isMistaken,
  partOf,
  readEach,
  readKeys,
  under,
  type TimeFinding,
  type PartReading,
} from './finding.js';

const HOLIDAY = 'a date such as 2026-12-25, or a country such as { country: DE, region: BE }';
const COUNTRY = 'the two letters of a country, such as DE';
const REGION = 'the code of a region, such as BE for Berlin';
const KEYS = ['country', 'region'];

/** What is known about holidays; reading it takes 0.2 s and 25 MB, so it is read only for policies that name a country. */
export interface HolidayBook {
  /** The source with its codes written as the book has them, or what is wrong with it. */
  find(source: HolidaySource): PartReading<HolidaySource>;
  /**
   * The dates of the public holidays (bank holidays, school holidays and observances are none) of a source that was found, from the day
   * `from` to the day `until`, both included, ascending. One of several days is all of these, and half a day is its date.
   */
  publicHolidays(source: HolidaySource, from: Day, until: Day): Day[];
}

/** Reads one entry of `holidays`; whether a country exists, {@link HolidayBook} knows. */
export function readHoliday(value: unknown): PartReading<string | HolidaySource> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const date = readDate(value);
    return asPart(isWrong(date) && date.message !== 'is missing' ? { ...date, expected: hint(date) } : date);
  }
  const keys = readKeys(value, HOLIDAY);
  if (isMistaken(keys)) return keys;
  const given = Object.fromEntries(keys.value);
  const findings = keys.value.flatMap(([key]): TimeFinding[] => {
    if (KEYS.includes(key)) return [];
    const meant = nearest(key, KEYS);
    const expected = meant === undefined ? `the keys here are ${KEYS.join(', ')}` : `did you mean "${meant}"?`;
    return [{ path: [key], inKey: true, message: `unknown key ${shown(key)}`, expected }];
  });
  const country = readText(given['country'], COUNTRY);
  const region = 'region' in given ? readText(given['region'], REGION) : undefined;
  if (isWrong(country)) findings.push({ path: ['country'], ...country });
  if (region && isWrong(region)) findings.push({ path: ['region'], ...region });
  if (isWrong(country) || (region && isWrong(region))) return { findings };
  return partOf({ country: country.value, ...(region && { region: region.value }) }, findings);
}

/** Reads the list `holidays`. */
export function readHolidays(value: unknown): PartReading<(string | HolidaySource)[]> {
  return readEach(value, `a list of holidays, each ${HOLIDAY}`, readHoliday);
}

/** Opens the book. */
export async function openHolidayBook(): Promise<HolidayBook> {
  const { default: Holidays } = await import('date-holidays');
  const names = new Holidays();
  /** Of one kind of code, by its code: what people call it. */
  const lookUp = (code: string, known: Record<string, string>): string | undefined =>
    Object.keys(known).find((one) => one.toLowerCase() === code.toLowerCase());

  return {
    find({ country: given, region }) {
      const countries = names.getCountries('en');
      const country = lookUp(given, countries);
      if (country === undefined) return wrong('country', unknownCountry(given, countries));
      if (region === undefined) return { value: { country } };
      let [of, known] = [countries[country]!, names.getStates(country, 'en') ?? {}];
      const codes: string[] = [];
      for (const part of partsOf(region)) {
        const code = lookUp(part, known);
        if (code === undefined) return wrong('region', unknownRegion(region, country, of, known));
        codes.push(code);
        [of, known] = [known[code]!, names.getRegions(country, code, 'en') ?? {}];
      }
      return { value: { country, region: codes.join('-') } };
    },
    publicHolidays({ country, region = '' }, from, until) {
      const [state, district] = partsOf(region);
      const holidays = new Holidays({ country, state, region: district });
      const days = new Set<Day>();
      // One that began in the last days of the year before may go on.
      for (let year = yearOf(from) - 1; year <= yearOf(until); year++) {
        for (const { date, start, end, type } of holidays.getHolidays(year)) {
          // Asked for public ones alone, the library moves those whose date hangs on another holiday.
          if (type !== 'public') continue;
          const first = parseDate(date.slice(0, 10))!;
          const length = Math.max(1, Math.round((end.getTime() - start.getTime()) / 86_400_000));
          for (let day = first; day < first + length; day++) if (from <= day && day <= until) days.add(day);
        }
      }
      return [...days].sort((a, b) => a - b);
    },
  };
}

function hint({ message, expected }: Wrong): string {
  return expected.startsWith('write') || message.startsWith('there is no') ? expected : HOLIDAY;
}

function wrong(key: string, { message, expected }: Wrong): { findings: TimeFinding[] } {
  return { findings: under(key, [{ path: [], message, expected }]) };
}

/** A region's code and, for some, that of a district within it: `BY-A`. */
function partsOf(region: string): string[] {
  const [state, ...district] = region.split('-');
  return district.length > 0 ? [state!, district.join('-')] : [state!];
}

function unknownCountry(given: string, countries: Record<string, string>): Wrong {
  const code = given.toUpperCase() === 'UK' ? 'GB' : codeOf(given, countries);
  const expected = code === undefined ? COUNTRY : `did you mean "${code}" (${countries[code]})?`;
  return { message: `no holidays are known of a country ${shown(given)}`, expected };
}

function unknownRegion(given: string, country: string, of: string, regions: Record<string, string>): Wrong {
  const codes = Object.keys(regions);
  const message = `no holidays are known of a region ${shown(given)} of ${of}`;
  if (codes.length === 0) return { message, expected: 'leave region out' };
  // ISO 3166-2 writes DE-BE for what is BE here.
  const code = codeOf(given.toUpperCase().startsWith(`${country}-`) ? given.slice(country.length + 1) : given, regions);
  const expected = code === undefined ? `one of ${codes.join(', ')}` : `did you mean "${code}" (${regions[code]})?`;
  return { message, expected };
}

/** The code of what somebody calls by its name, or the code itself. */
function codeOf(name: string, known: Record<string, string>): string | undefined {
  if (Object.hasOwn(known, name)) return name;
  const meant = nearest(name, Object.values(known));
  return Object.keys(known).find((code) => known[code] === meant);
}

function yearOf(day: Day): number {
  return new Date(day * 86_400_000).getUTCFullYear();
}
