/** Names of time zones, as the platform knows them. */
import { absence, shown, type ScalarReading } from '../../reading/scalar.js';
import { nearest } from '../../reading/spelling.js';

const ZONE = 'the name of a zone such as Europe/Berlin, America/New_York or UTC';

/** Abbreviations that are zones by themselves; the platform takes others, too, that stand for several (`IST`, `CST`, `BST`). */
const SHORT = ['UTC', 'GMT', 'UCT', 'CET', 'EET', 'MET', 'WET', 'EST', 'MST', 'HST', 'PRC', 'ROC', 'ROK'];

/** Reads the name of a zone, in any case the platform takes. */
export function readTimeZone(value: unknown): ScalarReading<string> {
  const absent = absence(value, ZONE);
  if (absent) return absent;
  if (typeof value !== 'string') return { message: `${shown(value)} is not the name of a time zone`, expected: ZONE };
  if (/^[A-Z]{3}$/i.test(value) && !SHORT.includes(value.toUpperCase())) {
    return { message: `${shown(value)} is not the name of one time zone`, expected: suggestion(value) };
  }
  // Some platforms take offsets, too; a zone whose offset never changes is Etc/GMT-1.
  if (/^[A-Z]/i.test(value) && isKnown(value)) return { value };
  return { message: `there is no time zone ${shown(value)}`, expected: suggestion(value) };
}

function isKnown(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) instanceof Intl.DateTimeFormat;
  } catch {
    return false;
  }
}

/** `Europe/Belin` and `Berlin` are Europe/Berlin; several cities of one name are none. */
function suggestion(name: string): string {
  const names = ['UTC', ...Intl.supportedValuesOf('timeZone')];
  const meant = nearest(name, names) ?? byCity(name, names);
  return meant === undefined ? ZONE : `did you mean "${meant}"?`;
}

function byCity(name: string, names: readonly string[]): string | undefined {
  const cityOf = (zone: string) => zone.split('/').at(-1)!;
  const city = nearest(cityOf(name), names.map(cityOf));
  const zones = names.filter((zone) => cityOf(zone) === city);
  return zones.length === 1 ? zones[0] : undefined;
}
