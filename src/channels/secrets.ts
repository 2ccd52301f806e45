/** Secrets that settings hold, or a file that is read again now and then. */
import { readFile } from 'node:fs/promises';
import { isWrong, type ScalarReading } from '../reading/scalar.js';

/** The secrets that are valid now, the newest first. @throws Error that holds none of them */
export type Secrets = () => Promise<readonly string[]>;

/** How long what was read from a file is taken as it was, in milliseconds. */
const FRESH_MS = 2_000;

/**
 * Those of a setting, else those of a file; undefined when there is neither. While a file cannot be used, those it held before go on.
 * @param read reads what the file holds
 */
export function secretsFrom(
  given: readonly string[] | undefined,
  file: string | undefined,
  read: (text: string) => ScalarReading<string[]>,
): Secrets | undefined {
  if (given) return () => Promise.resolve(given);
  if (file === undefined) return undefined;
  let known: { secrets: readonly string[]; at: number } | undefined;
  return async () => {
    if (known && performance.now() - known.at < FRESH_MS) return known.secrets;
    try {
      const reading = read(await readFile(file, 'utf8'));
      if (isWrong(reading)) throw new Error(`${file} ${reading.message}; ${reading.expected}`);
      known = { secrets: reading.value, at: performance.now() };
    } catch (error) {
      if (known) return known.secrets;
      const { code } = error as NodeJS.ErrnoException;
      if (code === undefined) throw error;
      throw new Error(`${file} cannot be read (${code}); name a file that holds the secret`, { cause: error });
    }
    return known.secrets;
  };
}
