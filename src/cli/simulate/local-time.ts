/** What the clock on the wall of a desk shows, and when it is night there. */
import { Failure } from '../failure.js';

const QUARTER = 15 * 60_000;
const MINUTES_A_DAY = 1440;

/** Minutes of the day of a time zone. @throws Failure 2 when there is no such zone */
export function minutesIn(timeZone: string): (at: number) => number {
  const clock = clockOf(timeZone);
  // No zone changes its offset within a quarter of an hour, and to ask for one takes long.
  const known = new Map<number, number>();
  return (at) => {
    const quarter = Math.floor(at / QUARTER);
    let minutes = known.get(quarter);
    if (minutes === undefined) {
      const [hour, minute] = clock
        .format(quarter * QUARTER)
        .split(':')
        .map(Number) as [number, number];
      minutes = hour * 60 + minute;
      known.set(quarter, minutes);
    }
    return minutes + Math.floor((at - quarter * QUARTER) / 60_000);
  };
}

function clockOf(timeZone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  } catch (cause) {
    throw new Failure(2, `there is no time zone ${JSON.stringify(timeZone)}; write one such as Europe/Berlin`, {
      cause,
    });
  }
}

/** A part of the day, which may go over midnight: `22:00-07:00`. */
export interface Night {
  words: string;
  has(minutes: number): boolean;
}

/** @throws Failure 2 */
export function readNight(words: string): Night {
  const [, ...parts] = /^([01]?\d|2[0-3]):([0-5]\d)-([01]?\d|2[0-4]):([0-5]\d)$/.exec(words) ?? [];
  const [h1, m1, h2, m2] = parts.map(Number) as [number, number, number, number];
  const [from, to] = [h1 * 60 + m1, h2 * 60 + m2];
  if (parts.length < 4 || from === to || to > MINUTES_A_DAY) {
    throw new Failure(2, `--night ${JSON.stringify(words)} is no part of a day; write it as 22:00-07:00`);
  }
  return {
    words,
    has: (minutes) => (from < to ? from <= minutes && minutes < to : minutes >= from || minutes < to),
  };
}
