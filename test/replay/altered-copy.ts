/** A copy of the project in which the workflow can be altered. */
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger, type BundleOptions } from '@temporalio/worker';
import { expect } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface Replacement {
  /** In `src`. */
  file: string;
  /** Has to be there, once. */
  replace: string;
  by: string;
}

export class AlteredCopy {
  private constructor(private readonly folder: string) {}

  static async create(): Promise<AlteredCopy> {
    const folder = await mkdtemp(join(tmpdir(), 'rung-altered-'));
    await cp(join(ROOT, 'src'), join(folder, 'src'), { recursive: true });
    await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    return new AlteredCopy(folder);
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }

  /** The workflow bundle of the copy with these replacements, which are taken back again. */
  async bundle(replacements: Replacement[]): Promise<{ code: string }> {
    const before = new Map<string, string>();
    try {
      for (const { file, replace, by } of replacements) {
        const path = join(this.folder, 'src', file);
        const source = await readFile(path, 'utf8');
        if (!before.has(path)) before.set(path, source);
        expect(source.split(replace), `${replace} in ${file}`).toHaveLength(2);
        const altered = source.replace(replace, () => by);
        await writeFile(path, altered);
      }
      return await this.bundled();
    } finally {
      for (const [path, source] of before) await writeFile(path, source);
    }
  }

  private bundled(): Promise<{ code: string }> {
    const entry = join(this.folder, 'src', 'workflows', 'index.ts');
    // What is the same in all the bundles is compiled once.
    const webpackConfigHook: NonNullable<BundleOptions['webpackConfigHook']> = (config) => ({
      ...config,
      cache: { type: 'filesystem', cacheDirectory: join(this.folder, 'cache') },
      snapshot: { module: { hash: true }, resolve: { hash: true } },
    });
    const logger = new DefaultLogger('ERROR');
    return bundleWorkflowCode({ workflowsPath: entry, workflowInterceptorModules: [entry], logger, webpackConfigHook });
  }
}
