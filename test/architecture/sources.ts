/** The project's own files. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

export interface SourceText {
  /** From the top of the repository, with forward slashes. */
  path: string;
  text: string;
}

/** Paths of all files that are committed or would be. */
export function projectFiles(): string[] {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    encoding: 'utf8',
  });
  return [...new Set(listed.split('\0'))].filter((path) => path !== '').sort();
}

/** Files that match, read. One that was deleted and not yet committed is passed over. */
export function read(paths: string[]): SourceText[] {
  return paths.flatMap((path) => {
    try {
      return [{ path, text: readFileSync(path, 'utf8') }];
    } catch {
      return [];
    }
  });
}

export function typescript(under: string): SourceText[] {
  return read(projectFiles().filter((path) => path.startsWith(under) && /\.tsx?$/.test(path)));
}
