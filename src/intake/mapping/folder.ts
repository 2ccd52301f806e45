/** All mappings that there are: those that come with Rung, and those of a folder. */
import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { OWN_POLICY_FILE } from '../../policy/own-file.js';
import { loadMapping, MappingError, type Mapping } from './load.js';

/** The folder that comes with Rung. */
const OWN_INTEGRATIONS = join(dirname(dirname(OWN_POLICY_FILE)), 'integrations');

/**
 * Reads every mapping: those that come with Rung, and those of a folder, which may replace one of ours by its name.
 * @throws MappingError with all problems of all files
 */
export async function loadMappings(folder?: string): Promise<Mapping[]> {
  const files = [...(await mappingsIn(OWN_INTEGRATIONS)), ...(folder === undefined ? [] : await mappingsIn(folder))];
  const mappings = new Map<string, Mapping>();
  const problems: MappingError[] = [];
  for (const file of files) {
    try {
      const mapping = await loadMapping(file);
      mappings.set(mapping.name, mapping);
    } catch (error) {
      if (!(error instanceof MappingError)) throw error;
      problems.push(error);
    }
  }
  if (problems.length > 0) throw new MappingError(problems.flatMap((error) => error.problems));
  return [...mappings.values()];
}

async function mappingsIn(folder: string): Promise<string[]> {
  let names: string[];
  try {
    names = await readdir(folder);
  } catch (cause) {
    const message = `there is no folder of mappings that can be read (${(cause as NodeJS.ErrnoException).code ?? 'unknown'})`;
    const expected = 'name one in RUNG_INTEGRATIONS, or leave it out';
    throw new MappingError([{ file: folder, line: 0, column: 0, path: '', message, expected }], { cause });
  }
  return names
    .filter((name) => /\.ya?ml$/.test(name) && !basename(name).startsWith('.'))
    .sort()
    .map((name) => join(folder, name));
}
