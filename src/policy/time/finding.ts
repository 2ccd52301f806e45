/** How a part of a policy with parts of its own is read: into a value, or into all that is wrong with it. */
import type { Path } from '../../reading/path.js';
import { absence, isWrong, shown, type ScalarReading, type Wrong } from '../../reading/scalar.js';

/** One mistake and its place. */
export interface TimeFinding extends Wrong {
  /** From the part that was read to the place of the mistake; empty for the part itself. */
  path: Path;
  /** The mistake is in the key at the end of the path, not in its value. */
  inKey?: true;
}

export type PartReading<T> = { value: T } | { findings: TimeFinding[] };

export function isMistaken<T>(reading: PartReading<T>): reading is { findings: TimeFinding[] } {
  return 'findings' in reading;
}

/** Findings of a part, if it has any, else its value. */
export function partOf<T>(value: T, findings: TimeFinding[]): PartReading<T> {
  return findings.length > 0 ? { findings } : { value };
}

/** A scalar's reading as one of a part. */
export function asPart<T>(reading: ScalarReading<T>): PartReading<T> {
  return isWrong(reading) ? { findings: [{ path: [], ...reading }] } : reading;
}

/** The same findings seen from one step further up. */
export function under(step: string | number, findings: TimeFinding[]): TimeFinding[] {
  return findings.map((finding) => ({ ...finding, path: [step, ...finding.path] }));
}

/** The entries of a group of keys. */
export function readKeys(value: unknown, expected: string): PartReading<[key: string, value: unknown][]> {
  const absent = absence(value, expected);
  if (absent) return { findings: [{ path: [], ...absent }] };
  if (typeof value !== 'object' || Array.isArray(value)) {
    return { findings: [{ path: [], message: `${shown(value)} stands where keys should`, expected }] };
  }
  return { value: Object.entries(value as object) };
}

/** Reads each entry of a list by itself. `single` is what to write in place of one entry without its list. */
export function readEach<T>(
  value: unknown,
  expected: string,
  read: (entry: unknown) => PartReading<T>,
): PartReading<T[]> {
  const absent = absence(value, expected);
  if (absent) return { findings: [{ path: [], ...absent }] };
  if (!Array.isArray(value)) {
    const suggestion = typeof value === 'string' && !isMistaken(read(value)) ? `write [${value}]` : expected;
    return { findings: [{ path: [], message: `${shown(value)} is not a list`, expected: suggestion }] };
  }
  const findings: TimeFinding[] = [];
  const values: T[] = [];
  value.forEach((entry: unknown, i) => {
    const reading = read(entry);
    if (isMistaken(reading)) findings.push(...under(i, reading.findings));
    else values.push(reading.value);
  });
  return partOf(values, findings);
}
