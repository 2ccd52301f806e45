/** Servers from their makers' download sites, through downloaders that others keep well. */
import { lookup } from 'node:dns/promises';
import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import { cacheName, filledOnce, findIn, type Workshop } from './cache.js';
import { PACKAGE_ROOT, programPath } from './root.js';
import { WayFailedError } from './ways.js';

/** The sites that have the programs. */
export const SITES = { temporal: 'temporal.download', mongod: 'fastdl.mongodb.org' } as const;

const LOOKUP_MS = 3_000;
const require = createRequire(import.meta.url);

/** Names in the cache of what is downloaded here. */
export const DOWNLOADS = {
  temporal: cacheName('temporal-download', versionOf('@temporalio/testing')),
  testServer: cacheName('temporal-test-server-download', versionOf('@temporalio/testing')),
  mongod: cacheName('mongod-download', versionOf('mongodb-memory-server-core')),
} as const;

/** Temporal's command line, by the SDK's own downloader. */
export function downloadTemporal(workshop: Workshop): Promise<string> {
  return throughSdk(workshop, DOWNLOADS.temporal, 'dev-server', "Temporal's server");
}

/** Temporal's time-skipping test server, by the SDK's own downloader. */
export function downloadTestServer(workshop: Workshop): Promise<string> {
  return throughSdk(workshop, DOWNLOADS.testServer, 'time-skipping', 'the time-skipping test server');
}

/** A real `mongod`, by mongodb-memory-server. */
export async function downloadMongod(workshop: Workshop): Promise<string> {
  needsPackage('mongodb-memory-server-core');
  await needsSite(SITES.mongod, workshop.env);
  return fetched(workshop, DOWNLOADS.mongod, 'mongod', 'MongoDB', 'mongod');
}

async function throughSdk(workshop: Workshop, name: string, kind: string, what: string): Promise<string> {
  needsPackage('@temporalio/testing');
  await needsSite(SITES.temporal, workshop.env);
  return fetched(workshop, name, kind, what, 'temporal-');
}

/** @param start how the program's file name starts. */
async function fetched(workshop: Workshop, name: string, kind: string, what: string, start: string): Promise<string> {
  const folder = await filledOnce(workshop, name, `downloading ${what}`, (downloads, log) => {
    const args = [programPath('fetch.mjs'), kind, downloads];
    return workshop.supervisor.run({ command: process.execPath, args, cwd: PACKAGE_ROOT, env: workshop.env, log });
  });
  const program = findIn(folder, start);
  if (program === undefined) throw new WayFailedError(`there is no program in ${folder}`);
  return program;
}

async function needsSite(host: string, env: NodeJS.ProcessEnv): Promise<void> {
  if (!(await mayBeReached(host, env))) throw new WayFailedError(`${host} cannot be reached from here`);
}

/** Downloaders try for long; a name that is not known says at once that there is no way out. */
export async function mayBeReached(host: string, env: NodeJS.ProcessEnv): Promise<boolean> {
  // Behind a proxy names are looked up by the proxy.
  if (env.HTTPS_PROXY || env.https_proxy) return true;
  const known = lookup(host).then(
    () => true,
    () => false,
  );
  return Promise.race([known, sleep(LOOKUP_MS, false, { ref: false })]);
}

/** The downloaders are packages for development, which an installation for production leaves out. */
function needsPackage(name: string): void {
  if (versionOf(name) === 'none') throw new WayFailedError(`the package ${name} is not installed`);
}

function versionOf(name: string): string {
  try {
    return (require(`${name}/package.json`) as { version: string }).version;
  } catch {
    return 'none';
  }
}
