/** Dates that cannot be: what programs write where they have none. */
import type { Instant } from '../domain/rules/policy.js';
import { iso } from '../domain/time/instant.js';

/** No help desk has tickets from before. */
const EARLIEST = Date.UTC(1990, 0, 1);
const DAY = 86_400_000;

/** Where zeros lie, as instants, and whose they are; a time zone may move them by a day. */
const ZEROS: readonly (readonly [string, string])[] = [
  ['0001-01-01', 'the zero of Go and .NET'],
  ['1601-01-01', 'the zero of Windows file times'],
  ['1753-01-01', 'the zero of SQL Server'],
  ['1899-12-30', 'the zero of spreadsheets'],
  ['1900-01-01', 'the zero of SQL Server and spreadsheets'],
  ['1904-01-01', 'the zero of old Macs'],
  ['1970-01-01', 'the zero of Unix time'],
  ['1980-01-01', 'the zero of FAT file times'],
];

/** Why an instant cannot be one of a ticket, as the end of a sentence that begins with the name of the field; undefined when it can. */
export function zeroWords(instant: Instant): string | undefined {
  if (!(instant < EARLIEST)) return undefined;
  const zero = ZEROS.find(([day]) => Math.abs(instant - Date.parse(day)) <= DAY)?.[1];
  const isSeconds = instant > 0 && instant < 60 * DAY;
  const why = zero ?? (isSeconds ? 'seconds read as milliseconds?' : 'no ticket is that old');
  return `is ${iso(instant)}: ${why}; leave it out if it is not known`;
}
