/** Workers with other code: a copy of the build in which a few words are changed. */
import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { PACKAGE_ROOT } from '../../../local-stack/root.js';
import { ownEnvironment } from './server.js';

/** `find` becomes `replace` in a file of `dist/src`. */
export interface Edit {
  file: string;
  find: string;
  replace: string;
}

export interface AlteredCode {
  /** The worker's program. */
  program: string;
  /** The changed workflow with the ledger's witness beside it, for replays. */
  witness: string;
}

const WITNESS = join('test', 'faults', 'ledger', 'witness.js');

const run = promisify(execFile);

/** Makes the copy in this folder, with its bundle, so that its worker is there at once. @throws Error when an edit does not fit the code any more. */
export async function alteredWorker(folder: string, edits: readonly Edit[]): Promise<AlteredCode> {
  const built = join(PACKAGE_ROOT, 'dist');
  const copy = join(folder, 'dist');
  await mkdir(copy, { recursive: true });
  await cp(join(built, 'src'), join(copy, 'src'), { recursive: true });
  // With what it imports.
  await cp(join(built, dirname(WITNESS)), join(copy, dirname(WITNESS)), { recursive: true });
  await cp(join(PACKAGE_ROOT, 'package.json'), join(folder, 'package.json'));
  await symlink(join(PACKAGE_ROOT, 'node_modules'), join(folder, 'node_modules'));
  for (const { file, find, replace } of edits) {
    const path = join(copy, 'src', file);
    const text = await readFile(path, 'utf8');
    if (!text.includes(find)) throw new Error(`${file} has no ${find} to alter`);
    await writeFile(path, text.replace(find, replace));
  }
  await run(process.execPath, [join(copy, 'src', 'worker', 'bundle.js')], { env: ownEnvironment() });
  return { program: join(copy, 'src', 'worker', 'main.js'), witness: join(copy, WITNESS) };
}

/**
 * The workflows ask for something more before each timer: whatever `statement` does, which may use `patched` and `upsertMemo`. A memo
 * is a command, so histories without it do not fit.
 */
export function beforeEachTimer(statement: string): Edit {
  return {
    file: 'workflows/index.js',
    find: 'export { interceptors } from',
    replace: `
import { patched, upsertMemo } from '@temporalio/workflow';
const startTimer = (input, next) => {
  ${statement}
  return next(input);
};
export const interceptors = () => ({ ...others(), outbound: [{ startTimer }] });
import { interceptors as others } from`,
  };
}
