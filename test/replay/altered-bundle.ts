/** One workflow bundle in which the ticket's workflow is altered in as many ways as are asked for, each under a name of its own. */
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, posix } from 'node:path';
import { bundleWorkflowCode, DefaultLogger, type BundleOptions } from '@temporalio/worker';
import { expect } from 'vitest';
import { PACKAGE_ROOT } from '../../local-stack/root.js';
import { BUNDLED, modulesOf } from '../../src/worker/bundle.js';
import { kept } from '../support/kept.js';
import { BUNDLE, withEmptyMap } from '../support/workflow-bundle.js';

const THIS_FILE = 'test/replay/altered-bundle.ts';
const ENTRY = 'workflows/ticket.workflow.ts';

export interface Replacement {
  /** In `src`. */
  file: string;
  /** Has to be there, once. */
  replace: string;
  by: string;
}

/** @param variants by the name of the workflow, which is an identifier: what is different in it */
export async function alteredBundle(variants: Record<string, Replacement[]>): Promise<{ codePath: string }> {
  const of = { ...BUNDLE, files: [...BUNDLE.files, THIS_FILE], text: JSON.stringify(variants) };
  return { codePath: await kept('altered-bundle', of, () => made(variants)) };
}

async function made(variants: Record<string, Replacement[]>): Promise<string> {
  const folder = await mkdtemp(join(await realpath(tmpdir()), 'rung-altered-'));
  try {
    await symlink(join(PACKAGE_ROOT, 'node_modules'), join(folder, 'node_modules'));
    const entry = join(folder, 'entry.ts');
    await writeFile(entry, entryOf(Object.keys(variants)));
    const sources = await Sources.read();
    for (const [name, replacements] of Object.entries(variants)) {
      await sources.write(join(folder, name), replacements);
    }
    return await bundled(entry);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A variant is loaded when a workflow of its name begins, so that no workflow pays for the others. */
function entryOf(names: string[]): string {
  const interceptors = JSON.stringify(join(PACKAGE_ROOT, 'src/workflows/unreadable-signals.ts'));
  const loaded = (name: string) => `require('./${name}/${ENTRY}').ticketWorkflow`;
  return [
    `export { interceptors } from ${interceptors};`,
    ...names.map((name) => `export async function ${name}(input) { return ${loaded(name)}(input); }`),
  ].join('\n');
}

/** The files of a workflow, by their paths in `src`. */
class Sources {
  private constructor(private readonly files: ReadonlyMap<string, string>) {}

  static async read(): Promise<Sources> {
    const files = new Map<string, string>();
    for (const folder of BUNDLED) {
      for (const name of await readdir(join(PACKAGE_ROOT, 'src', folder), { recursive: true })) {
        const file = posix.join(folder, name);
        if (file.endsWith('.ts')) files.set(file, await readFile(join(PACKAGE_ROOT, 'src', file), 'utf8'));
      }
    }
    return new Sources(files);
  }

  /** A copy with these replacements. What they do not touch is linked, so that it is compiled once for all the copies. */
  async write(folder: string, replacements: Replacement[]): Promise<void> {
    const altered = new Map<string, string>();
    for (const { file, replace, by } of replacements) {
      const source = altered.get(file) ?? this.files.get(file) ?? '';
      expect(source.split(replace), `${replace} in ${file}`).toHaveLength(2);
      altered.set(
        file,
        source.replace(replace, () => by),
      );
    }
    const own = this.importersOf([ENTRY, ...altered.keys()]);
    for (const [file, source] of this.files) {
      const path = join(folder, file);
      await mkdir(dirname(path), { recursive: true });
      if (own.has(file)) await writeFile(path, altered.get(file) ?? source);
      else await symlink(join(PACKAGE_ROOT, 'src', file), path);
    }
  }

  /** These files, and whatever imports them. */
  private importersOf(files: string[]): Set<string> {
    const found = new Set(files);
    // A set gives what is added while it is gone through, too.
    for (const one of found) {
      for (const [file, source] of this.files) if (importsOf(file, source).has(one)) found.add(file);
    }
    return found;
  }
}

function importsOf(file: string, source: string): Set<string> {
  const paths = [...source.matchAll(/\bfrom '(\.[^']+)\.js'/g)].map(([, path]) => path!);
  return new Set(paths.map((path) => posix.join(posix.dirname(file), `${path}.ts`)));
}

/** Without a source map: making one for all the variants would take longer than everything else. */
async function bundled(entry: string): Promise<string> {
  const webpackConfigHook: NonNullable<BundleOptions['webpackConfigHook']> = ({ module, ...config }) => ({
    ...config,
    devtool: false,
    module: { ...module, rules: module!.rules!.filter((rule) => !isPreloader(rule)) },
  });
  const logger = new DefaultLogger('ERROR');
  const { code } = await bundleWorkflowCode({ ...modulesOf(entry), logger, webpackConfigHook });
  return withEmptyMap(code);
}

/** It reads the source maps of what is bundled. */
function isPreloader(rule: unknown): boolean {
  return (rule as { enforce?: string } | null)?.enforce === 'pre';
}
