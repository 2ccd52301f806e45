/** What is looked up when a policy is loaded: public holidays of countries, and the lists that are pinned. */
import { beforeAll, describe, expect, it } from 'vitest';
import { compileCalendar } from '../../../src/domain/time/business-time.js';
import { formatDate, parseDate } from '../../../src/domain/time/local.js';
import { openHolidayBook, type HolidayBook } from '../../../src/policy/time/holidays.js';
import { needsHolidays, pinTime } from '../../../src/policy/time/pin.js';
import { at, h, WORKDAYS } from '../../support/time/offices.js';

let book: HolidayBook;
beforeAll(async () => {
  book = await openHolidayBook();
});

describe('public holidays', () => {
  const of = (country: string, region: string | undefined, year: number) =>
    book.publicHolidays({ country, region }, parseDate(`${year}-01-01`)!, parseDate(`${year}-12-31`)!).map(formatDate);

  it('of Berlin: what is a holiday in Germany, and what is one in Berlin', () => {
    const national = ['01-01', '04-03', '04-06', '05-01', '05-14', '05-25', '10-03', '12-25', '12-26'];
    expect(of('DE', undefined, 2026)).toEqual(national.map((day) => `2026-${day}`));
    expect(of('DE', 'BE', 2026)).toEqual([...national, '03-08'].sort().map((day) => `2026-${day}`));
  });

  it('of a district of a region', () => {
    expect(of('DE', 'BY-A', 2026)).toContain('2026-08-08');
    expect(of('DE', 'BY', 2026)).not.toContain('2026-08-08');
  });

  it('of several days are all of these, over the turn of the year, too', () => {
    expect(of('RU', undefined, 2026).slice(0, 8)).toEqual([1, 2, 3, 4, 5, 6, 7, 8].map((day) => `2026-01-0${day}`));
    const festival = book.publicHolidays({ country: 'AE' }, parseDate('2026-03-21')!, parseDate('2026-03-22')!);
    expect(festival.map(formatDate)).toEqual(['2026-03-21', '2026-03-22']);
  });

  it('of half a day close its date, and what is none closes nothing', () => {
    expect(of('IS', undefined, 2026)).toContain('2026-12-24');
    // A bank holiday.
    expect(of('DE', undefined, 2026)).not.toContain('2026-12-24');
  });
});

describe('a country', () => {
  it.each([
    [{ country: 'DE' }, { country: 'DE' }],
    [
      { country: 'de', region: 'be' },
      { country: 'DE', region: 'BE' },
    ],
    [
      { country: 'DE', region: 'BY-a' },
      { country: 'DE', region: 'BY-A' },
    ],
    [
      { country: 'FR', region: '57' },
      { country: 'FR', region: '57' },
    ],
  ])('%j is known', (source, found) => {
    expect(book.find(source)).toEqual({ value: found });
  });

  it.each([
    [{ country: 'Germany' }, 'country', 'no holidays are known of a country "Germany"', 'did you mean "DE" (Germany)?'],
    [{ country: 'UK' }, 'country', 'no holidays are known of a country "UK"', 'did you mean "GB" (United Kingdom)?'],
    [
      { country: 'XX' },
      'country',
      'no holidays are known of a country "XX"',
      'the two letters of a country, such as DE',
    ],
    [
      { country: 'constructor' },
      'country',
      'no holidays are known of a country "constructor"',
      'the two letters of a country, such as DE',
    ],
    [
      { country: 'DE', region: 'Berln' },
      'region',
      'no holidays are known of a region "Berln" of Germany',
      'did you mean "BE" (Berlin)?',
    ],
    [
      { country: 'DE', region: 'DE-BE' },
      'region',
      'no holidays are known of a region "DE-BE" of Germany',
      'did you mean "BE" (Berlin)?',
    ],
    [
      { country: 'DE', region: 'BE-X' },
      'region',
      'no holidays are known of a region "BE-X" of Berlin',
      'leave region out',
    ],
    [
      { country: 'SG', region: 'X' },
      'region',
      'no holidays are known of a region "X" of Singapore',
      'leave region out',
    ],
  ])('%j is not', (source, key, message, expected) => {
    expect(book.find(source)).toEqual({ findings: [{ path: [key], message, expected }] });
  });

  it('with an unknown region names the ones there are', () => {
    expect(book.find({ country: 'DE', region: 'ZZ' })).toMatchObject({
      findings: [{ expected: expect.stringMatching(/^one of BB, BE, /) }],
    });
  });
});

describe('pinning', () => {
  const day = parseDate('2026-11-29')!;
  const calendar = {
    timeZone: 'Europe/Berlin',
    week: WORKDAYS,
    days: {},
    holidays: [{ country: 'DE', region: 'BE' }, '2026-12-24'],
  };

  it('looks up each zone and each country once, from 2 years before to 20 years after', () => {
    const pinned = pinTime({ calendars: [calendar, calendar], rotations: [{ timeZone: 'Asia/Kolkata' }] }, day, book);
    expect([pinned.from, pinned.until].map(formatDate)).toEqual(['2024-11-29', '2046-11-29']);
    expect(Object.keys(pinned.zones)).toEqual(['Europe/Berlin', 'Asia/Kolkata']);
    expect(Object.keys(pinned.holidays)).toEqual(['DE-BE']);
    const [first, last] = [pinned.holidays['DE-BE']![0]!, pinned.holidays['DE-BE']!.at(-1)!].map(formatDate);
    expect([first, last]).toEqual(['2024-12-25', '2046-10-03']);
    expect(JSON.parse(JSON.stringify(pinned))).toEqual(pinned);
    expect(JSON.stringify(pinned).length).toBeLessThan(3000);
  });

  it('on a 29th of February counts from the 1st of March where there is none', () => {
    const pinned = pinTime({ calendars: [], rotations: [] }, parseDate('2028-02-29')!);
    expect([pinned.from, pinned.until].map(formatDate)).toEqual(['2026-03-01', '2048-02-29']);
  });

  it('is all that a calendar needs', () => {
    const desk = compileCalendar(calendar, pinTime({ calendars: [calendar], rotations: [] }, day, book));
    // From Wednesday, four o'clock, over Christmas Eve, Christmas and a weekend to Monday, ten o'clock in Berlin.
    expect(desk.add(at('2026-12-23T15:00Z'), h(2))).toBe(at('2026-12-28T09:00Z'));
  });

  it('needs the book of holidays only for countries', () => {
    const own = { ...calendar, holidays: ['2026-12-24'] };
    expect(needsHolidays({ calendars: [own], rotations: [] })).toBe(false);
    expect(needsHolidays({ calendars: [own, calendar], rotations: [] })).toBe(true);
    expect(pinTime({ calendars: [own], rotations: [] }, day).holidays).toEqual({});
    expect(() => pinTime({ calendars: [calendar], rotations: [] }, day)).toThrow('the holidays of DE-BE are asked for');
  });
});
