/** Calendars as a policy says them, and what is pinned beside it: plain JSON, both. */
import type { Day } from './local.js';
import type { Zone } from './zone.js';

/** Open from the first minute of the day until just before the second; `00:00-24:00` is [0, 1440]. */
export type Slot = [from: number, to: number];

/** The public holidays of a country, or of one of its regions. */
export interface HolidaySource {
  /** ISO 3166 code: `DE`. */
  country: string;
  /** The region's code within the country: `BE`. */
  region?: string;
}

/** When a desk is open. */
export interface Calendar {
  /** Name of the zone whose local times all of these are. */
  timeZone: string;
  /** The slots of Monday to Sunday, in order, not overlapping; an empty list is a closed day. */
  week: Slot[][];
  /** The slots of single dates (`2026-12-24`) in place of their weekday's and of any holiday; an empty list is a closed day. */
  days: Record<string, Slot[]>;
  /** Dates (`2026-12-25`) that are closed, and countries whose public holidays are. */
  holidays: (string | HolidaySource)[];
}

/** What was looked up when the policy was loaded; no part of the policy's meaning, nor of its hash. */
export interface PinnedTime {
  /** The day of the look-up. */
  day: Day;
  /** The first day that the lists cover; before it the zones' first offsets stand, and there are no holidays of a country. */
  from: Day;
  /** The last day that the lists cover; after it the zones' last offsets go on, and there are no holidays of a country. */
  until: Day;
  zones: Record<string, Zone>;
  /** By {@link holidayKey}; ascending. */
  holidays: Record<string, Day[]>;
}

/** The key of a country's or region's holidays in {@link PinnedTime}: `DE`, `DE-BE`. */
export function holidayKey({ country, region }: HolidaySource): string {
  return region === undefined ? country : `${country}-${region}`;
}

/** The pinned zone of a name. @throws Error if the policy was pinned without it. */
export function pinnedZone(pinned: PinnedTime, name: string): Zone {
  const zone = pinned.zones[name];
  if (!zone) throw new Error(`the time zone ${name} was not pinned with the policy`);
  return zone;
}
