/** Servers that are built from what package registries have: Go modules and Maven artifacts. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { chmod, copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheName, filledOnce, findOnPath, type Workshop } from './cache.js';
import { programPath } from './root.js';
import { WayFailedError } from './ways.js';

const TEMPORAL_VERSION = '1.5.1';
const TEMPORAL_MODULE = `github.com/temporalio/cli/cmd/temporal@v${TEMPORAL_VERSION}`;
const FERRETDB_VERSION = '1.24.0';
const FERRETDB_SOURCES = ['main.go', 'forward.go', 'go.mod', 'go.sum'];
const FERRETDB_CHANGES = 'changes.json';
/** A file that FerretDB's sources do not have, and where it belongs among them. */
const FERRETDB_ADDED = { name: 'sqlite/conditions.go', to: 'internal/backends/sqlite/conditions.go' };
const FERRETDB_MODULE = 'github.com/FerretDB/FerretDB';

/** Names in the cache of what is built here. */
export const BUILDS = {
  temporal: cacheName('temporal', TEMPORAL_VERSION),
  /** A change of its sources makes another name. */
  get ferretdb() {
    return cacheName(
      'ferretdb',
      `${FERRETDB_VERSION}-${hashOf([...FERRETDB_SOURCES, FERRETDB_CHANGES, FERRETDB_ADDED.name])}`,
    );
  },
  testServer: cacheName('temporal-test-server', '1.38.0'),
} as const;

/** The names of the programs in those folders. */
export const BUILT_PROGRAMS = {
  temporal: 'temporal',
  ferretdb: 'ferretdb',
  testServer: 'temporal-test-server',
} as const;

/** Temporal's command line, which has the development server in it. The newest version that can be had this way. */
export async function buildTemporal(workshop: Workshop): Promise<string> {
  const go = wanted(workshop, 'go', 'Go 1.25 or later');
  const folder = await filledOnce(
    workshop,
    BUILDS.temporal,
    "building Temporal's server with go install",
    (bin, log) => {
      const version = `-s -w -X github.com/temporalio/cli/temporalcli.Version=${TEMPORAL_VERSION}`;
      const args = ['install', '-ldflags', version, TEMPORAL_MODULE];
      return workshop.supervisor.run({ command: go, args, cwd: bin, env: { ...workshop.env, GOBIN: bin }, log });
    },
  );
  return join(folder, BUILT_PROGRAMS.temporal);
}

/** FerretDB with SQLite, which speaks MongoDB's protocol, with a few lines of its sources changed; see `programs/ferretdb`. */
export async function buildFerretDB(workshop: Workshop): Promise<string> {
  const go = wanted(workshop, 'go', 'Go 1.22 or later');
  const folder = await filledOnce(workshop, BUILDS.ferretdb, 'building FerretDB with go build', async (bin, log) => {
    const sources = join(bin, 'sources');
    const env = { ...workshop.env, GOWORK: 'off' };
    const runGo = (...args: string[]) => workshop.supervisor.run({ command: go, args, cwd: sources, env, log });
    await mkdir(sources);
    for (const name of FERRETDB_SOURCES) await copyFile(programPath('ferretdb', name), join(sources, name));
    await runGo('mod', 'vendor');
    const module = join(sources, 'vendor', FERRETDB_MODULE);
    await applyChanges(module);
    await copyFile(programPath('ferretdb', FERRETDB_ADDED.name), join(module, FERRETDB_ADDED.to));
    const output = join(bin, BUILT_PROGRAMS.ferretdb);
    await runGo('build', '-mod=vendor', '-buildvcs=false', '-ldflags', '-s -w', '-o', output, '.');
    await rm(sources, { recursive: true });
  });
  return join(folder, BUILT_PROGRAMS.ferretdb);
}

interface SourceChange {
  file: string;
  why: string;
  from: string;
  to: string;
  /** How often `from` stands in the file; any other number means that these are not the sources it was made for. */
  times: number;
}

async function applyChanges(module: string): Promise<void> {
  const text = await readFile(programPath('ferretdb', FERRETDB_CHANGES), 'utf8');
  for (const { file, from, to, times } of JSON.parse(text) as SourceChange[]) {
    const path = join(module, file);
    const parts = (await readFile(path, 'utf8')).split(from);
    if (parts.length !== times + 1) throw new WayFailedError(`FerretDB's ${file} is not what it is known to be`);
    await chmod(path, 0o644);
    await writeFile(path, parts.join(to));
  }
}

/** Temporal's time-skipping test server, a Java program, behind a wrapper that takes its arguments. */
export async function buildTestServer(workshop: Workshop): Promise<string> {
  const maven = wanted(workshop, 'mvn', 'Maven');
  wanted(workshop, 'java', 'Java 11 or later');
  const doing = 'fetching the time-skipping test server with Maven';
  const folder = await filledOnce(workshop, BUILDS.testServer, doing, async (home, log) => {
    const lib = join(home, 'lib');
    await mkdir(lib);
    // A copy, since Maven may write beside it.
    const pom = join(home, 'pom.xml');
    await writeFile(pom, readFileSync(programPath('test-server', 'pom.xml')));
    const goal = ['dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${lib}`];
    const args = ['-q', '-B', '-f', pom, ...goal];
    await workshop.supervisor.run({ command: maven, args, cwd: home, env: workshop.env, log });
    await writeWrapper(home);
  });
  return join(folder, BUILT_PROGRAMS.testServer);
}

/** It finds the Java program beside it, since the folder is renamed when it is whole. */
async function writeWrapper(home: string): Promise<void> {
  const script = ['#!/bin/sh', 'exec java -cp "$(dirname "$0")/lib/*" io.temporal.testserver.TestServer "$@"', ''];
  await writeFile(join(home, BUILT_PROGRAMS.testServer), script.join('\n'), { mode: 0o755 });
}

function wanted({ env }: Workshop, program: string, remedy: string): string {
  const path = findOnPath(program, env);
  if (path === undefined) throw new WayFailedError(`there is no \`${program}\` on PATH (${remedy} would do)`);
  return path;
}

function hashOf(names: readonly string[]): string {
  const hash = createHash('sha256');
  for (const name of names) hash.update(readFileSync(programPath('ferretdb', name)));
  return hash.digest('hex').slice(0, 8);
}
