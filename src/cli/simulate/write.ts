/** Writing what was asked for into a file. */
import { writeFile } from 'node:fs/promises';
import { Failure } from '../failure.js';

/** @throws Failure 2 when it cannot be written */
export async function writeText(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (cause) {
    throw new Failure(2, `${file} cannot be written: ${(cause as NodeJS.ErrnoException).code ?? String(cause)}`, {
      cause,
    });
  }
}
