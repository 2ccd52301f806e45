/** Problems of a file by the path of the value that they are about. */
import { formatPath, type Path } from './path.js';
import type { Problem } from './problems.js';
import type { Source } from './source.js';

/** A problem with the value at a path. */
export function problemAt(source: Source, path: Path, message: string, expected: string): Problem {
  return { file: source.file, ...source.valuePosition(path), path: formatPath(path), message, expected };
}
