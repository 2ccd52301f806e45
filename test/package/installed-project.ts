/** A project of somebody else that has installed the package as npm packs it. */
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PACKAGE_ROOT } from '../../local-stack/root.js';

const run = promisify(execFile);

interface LockedPackage {
  version?: string;
  dev?: boolean;
  [key: string]: unknown;
}

interface Lock {
  packages: Record<string, LockedPackage>;
}

export interface InstalledProject {
  folder: string;
  /** The packed package. */
  tarball: string;
  /** Runs a program in the folder; its standard output. */
  node(...args: string[]): Promise<string>;
  remove(): Promise<void>;
}

/** Packs the package as it is built and lets npm install it in an empty folder, in the versions of our lock file. */
export async function installedProject(name: string): Promise<InstalledProject> {
  const folder = await mkdtemp(join(tmpdir(), 'rung-project-'));
  await run(process.execPath, ['dist/src/worker/make-bundle.js'], { cwd: PACKAGE_ROOT });
  const packing = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder];
  const { stdout } = await run('npm', packing, { cwd: PACKAGE_ROOT });
  const [packed] = JSON.parse(stdout) as [{ filename: string; integrity: string }];
  const specifier = `file:${packed.filename}`;
  const project = { name, version: '1.0.0', private: true, dependencies: { 'rung-escalation': specifier } };
  await writeFile(join(folder, 'package.json'), JSON.stringify(project));
  await writeFile(join(folder, 'package-lock.json'), await lockFile(project, specifier, packed.integrity));
  await run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund'], { cwd: folder });
  const node = async (...args: string[]) =>
    (await run(process.execPath, args, { cwd: folder, env: plain(folder) })).stdout;
  return {
    folder,
    tarball: join(folder, packed.filename),
    node,
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Versions that came out meanwhile are another day's business. */
async function lockFile(project: object, specifier: string, integrity: string): Promise<string> {
  const lock = JSON.parse(await readFile(join(PACKAGE_ROOT, 'package-lock.json'), 'utf8')) as Lock;
  const manifest = JSON.parse(await readFile(join(PACKAGE_ROOT, 'package.json'), 'utf8')) as Record<string, unknown>;
  const { version, bin, engines, dependencies, peerDependencies, peerDependenciesMeta } = manifest;
  const ours = {
    version,
    resolved: specifier,
    integrity,
    bin,
    engines,
    dependencies,
    peerDependencies,
    peerDependenciesMeta,
  };
  const theirs = Object.entries(lock.packages).filter(([path, { dev }]) => path !== '' && !dev);
  return JSON.stringify({
    ...project,
    lockfileVersion: 3,
    requires: true,
    packages: { '': project, 'node_modules/rung-escalation': ours, ...Object.fromEntries(theirs) },
  });
}

/** Compiles the project with our compiler, strictly. @throws with what the compiler said */
export async function compileIn({ folder }: InstalledProject, sources: string): Promise<void> {
  await cp(sources, folder, { recursive: true });
  await symlink(join(PACKAGE_ROOT, 'node_modules', '@types'), join(folder, 'node_modules', '@types')).catch(
    async (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
      const types = join(folder, 'node_modules', '@types', 'node');
      await rm(types, { recursive: true, force: true });
      await symlink(join(PACKAGE_ROOT, 'node_modules', '@types', 'node'), types);
    },
  );
  try {
    await run(process.execPath, [join(PACKAGE_ROOT, 'node_modules', 'typescript', 'bin', 'tsc')], { cwd: folder });
  } catch (error) {
    throw new Error((error as { stdout?: string }).stdout, { cause: error });
  }
}

/** None of this environment's settings. */
function plain(folder: string): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'], HOME: folder };
}
