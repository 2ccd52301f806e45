/** A place in a list that is ordered by when its rows changed, while rows go on changing. */
import type { Instant, Milliseconds } from '../domain/rules/policy.js';
import { iso } from '../domain/time/instant.js';
import { whenOf, type Row } from './rows.js';

/** Rows since then, and which page of them. */
export interface Place {
  since: string;
  page: number;
}

/** What changed so shortly before the end was read is read again: it may have become visible later than what followed it. */
export const OVERLAP: Milliseconds = 120_000;

/**
 * The place after a page of rows, oldest change first. It moves by time, not by pages: a row that changes meanwhile leaves its place to
 * the next one, which would be passed over. Pages are counted only through rows of one instant.
 * @param deskNow by the clock of the help desk
 */
export function placeAfter(
  place: Place,
  rows: readonly Row[],
  size: number,
  deskNow: Instant,
): { place: Place; more: boolean } {
  const last = whenOf(rows.at(-1)?.['updated_at']);
  if (rows.length < size || last === undefined) {
    const since = Math.max(whenOf(place.since) ?? 0, deskNow - OVERLAP);
    return { place: { since: iso(since), page: 1 }, more: false };
  }
  const isStuck = last === whenOf(place.since);
  return { place: isStuck ? { ...place, page: place.page + 1 } : { since: iso(last), page: 1 }, more: true };
}
