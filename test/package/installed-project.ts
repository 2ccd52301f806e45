/** A project of somebody else that has the package as npm packs it, with what the package depends on. */
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, sep } from 'node:path';
import { promisify } from 'node:util';
import ts from 'typescript';
import { PACKAGE_ROOT } from '../../local-stack/root.js';
import manifest from '../../package.json' with { type: 'json' };
import { makeReady } from './release.js';

const run = promisify(execFile);

export interface InstalledProject {
  folder: string;
  /** Where the package is in it. */
  installed: string;
  /** The packed package. */
  tarball: string;
  /** Paths in the packed package. */
  packed: string[];
  /** Runs a program in the folder; its standard output. @throws with `code` and `stderr` if its status is another than 0 */
  node(...args: string[]): Promise<string>;
  remove(): Promise<void>;
}

/**
 * Packs the package as it is built and published, and unpacks it in an empty folder, beside those packages alone that it says it needs, in the versions of our
 * lock file. They are the ones installed here: a copy of each, 400 MB, would show no more.
 */
export async function installedProject(): Promise<InstalledProject> {
  // The real path: modules that are linked are known by theirs.
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'rung-project-')));
  await run(process.execPath, ['dist/src/worker/make-bundle.js'], { cwd: PACKAGE_ROOT });
  const { tarball, packed } = await pack(PACKAGE_ROOT, folder);
  const published = join(folder, 'published');
  await unpack(tarball, join(published, 'package'));
  await makeReady(join(published, 'package'));
  // As npm would pack it: the same files, one of which has been changed.
  await run('tar', ['-czf', tarball, '-C', published, 'package']);
  const installed = join(folder, 'node_modules', manifest.name);
  await unpack(tarball, installed);
  for (const name of needed()) await link(name, folder);
  return {
    ...{ folder, installed, tarball, packed },
    node: async (...args) => (await run(process.execPath, args, { cwd: folder, env: plain(folder) })).stdout,
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

async function pack(from: string, to: string): Promise<Pick<InstalledProject, 'tarball' | 'packed'>> {
  const { stdout } = await run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', to], { cwd: from });
  const [{ filename, files }] = JSON.parse(stdout) as [{ filename: string; files: { path: string }[] }];
  return { tarball: join(to, filename), packed: files.map(({ path }) => path) };
}

async function unpack(tarball: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  await run('tar', ['-xzf', tarball, '-C', to, '--strip-components', '1']);
}

/** What npm installs with the package, but for what those need in turn. */
function needed(): string[] {
  const { dependencies, peerDependencies, peerDependenciesMeta } = manifest;
  const peers = Object.keys(peerDependencies).filter((name) => !(name in peerDependenciesMeta));
  return [...Object.keys(dependencies), ...peers];
}

async function link(name: string, folder: string): Promise<void> {
  const place = join(folder, 'node_modules', name);
  await mkdir(dirname(place), { recursive: true });
  await symlink(join(PACKAGE_ROOT, 'node_modules', name), place);
}

/**
 * Compiles the project with our compiler, strictly, the package's declarations like its own sources.
 * What is wrong in declarations of others is theirs: `schedule-client.d.ts` of `@temporalio/client` 1.24.0 breaks `exactOptionalPropertyTypes`, and
 * `time.d.ts` of `@temporalio/common` wants types of `ms`, which come with neither.
 * @throws with what the compiler said
 */
export async function compileIn({ folder }: InstalledProject, sources: string): Promise<void> {
  await cp(sources, folder, { recursive: true });
  await link('@types/node', folder);
  const config = ts.getParsedCommandLineOfConfigFile(join(folder, 'tsconfig.json'), undefined, {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic: ({ messageText }) => {
      throw new Error(ts.flattenDiagnosticMessageText(messageText, '\n'));
    },
  })!;
  const program = ts.createProgram(config.fileNames, config.options);
  const judged = program.getSourceFiles().filter(({ fileName }) => fileName.startsWith(folder + sep));
  const own = config.fileNames.map((name) => program.getSourceFile(name)!);
  const problems = [
    ...config.errors,
    ...program.getOptionsDiagnostics(),
    ...program.getGlobalDiagnostics(),
    ...judged.flatMap((file) => [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)]),
    // Each by itself: together they are emitted when all of the packages has been checked, too.
    ...own.flatMap((file) => [...program.emit(file).diagnostics]),
  ];
  if (problems.length === 0) return;
  const shown = {
    getCanonicalFileName: (name: string) => name,
    getCurrentDirectory: () => folder,
    getNewLine: () => '\n',
  };
  throw new Error(ts.formatDiagnostics(problems, shown));
}

/** None of this environment's settings. */
function plain(folder: string): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'], HOME: folder };
}
