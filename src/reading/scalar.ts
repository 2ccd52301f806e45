/** How one scalar of a file or of the environment is read: into a value, or into what is wrong and what would be right. */
import { beginning } from './cut.js';

export interface Wrong {
  /** What is wrong: `"4 hours" is not a length of time`. */
  message: string;
  /** What would be right: `write 4h`. */
  expected: string;
}

export type ScalarReading<T> = { value: T } | Wrong;

export function isWrong<T>(reading: ScalarReading<T>): reading is Wrong {
  return 'message' in reading;
}

const SHOWN = 60;

/** A value as it stands in a message; long texts are cut. */
export function shown(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value.length > SHOWN ? `${beginning(value, SHOWN)}…` : value);
    case 'number':
      // As YAML writes them.
      if (!Number.isFinite(value)) return Number.isNaN(value) ? '.nan' : `${value < 0 ? '-' : ''}.inf`;
      return String(value);
    case 'boolean':
    case 'bigint':
      return String(value);
    default:
      if (value === undefined || value === null) return 'nothing';
      return Array.isArray(value) ? 'a list' : 'a group of keys';
  }
}

export const MISSING = 'is missing';

/** The message for a value that is not there; undefined when it is. */
export function absence(value: unknown, expected: string): Wrong | undefined {
  if (value === undefined) return { message: MISSING, expected };
  if (value === null) return { message: 'has no value', expected };
  return undefined;
}
