/** This user's cache: programs that were built or downloaded once, each in a folder with its version in the name. */
import { accessSync, constants, existsSync, readdirSync, statSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Supervisor } from './supervisor.js';
import { folderLock, lockWhenFree, lockAddress } from './lock.js';

/** What the ways to get a server need to know. */
export interface Workshop {
  supervisor: Supervisor;
  /** See {@link cacheFolder}. */
  cache: string;
  env: NodeJS.ProcessEnv;
  /** Hears of what takes long. */
  log(line: string): void;
}

const PROGRESS_MS = 30_000;

/** `$XDG_CACHE_HOME/rung`, or `~/.cache/rung`. */
export function cacheFolder(env: NodeJS.ProcessEnv): string {
  return join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'rung');
}

/** The folder's name for something of this version, on this kind of machine. */
export function cacheName(what: string, version: string): string {
  return `${what}-${version}-${process.platform}-${process.arch}`;
}

/** The program on PATH; undefined: there is none. */
export function findOnPath(name: string, env: NodeJS.ProcessEnv): string | undefined {
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, name)).find(isProgram);
}

/** The first program in the folder whose name starts like this; undefined: there is none. */
export function findIn(folder: string, start: string): string | undefined {
  if (!existsSync(folder)) return undefined;
  const names = readdirSync(folder).filter((name) => name.startsWith(start));
  return names.map((name) => join(folder, name)).find(isProgram);
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/**
 * The folder of this name in the cache, filled by `fill` if it is not there yet. When several processes want it at the
 * same time, one fills it and the others wait; a folder is there either whole or not at all.
 * @param doing what the progress lines say: "building Temporal with go install".
 */
export async function filledOnce(
  { supervisor, cache, log }: Workshop,
  name: string,
  doing: string,
  fill: (folder: string, logFile: string) => Promise<void>,
): Promise<string> {
  const folder = join(cache, name);
  if (existsSync(folder)) return folder;
  const lock = lockAddress(`${await folderLock(cache)} ${name}`);
  await lockWhenFree(supervisor, lock, () => log(`Another process is ${doing}; waiting for it`));
  try {
    if (existsSync(folder)) return folder;
    await progressOf(doing, log, () => fillWhole(cache, name, fill));
    return folder;
  } finally {
    await supervisor.unlock(lock);
  }
}

async function fillWhole(
  cache: string,
  name: string,
  fill: (folder: string, logFile: string) => Promise<void>,
): Promise<void> {
  const logs = join(cache, 'logs');
  await mkdir(logs, { recursive: true });
  const unfinished = `${name}.unfinished`;
  // What an earlier process left that was killed; nobody else is at it, since we have the lock.
  await rm(join(cache, unfinished), { recursive: true, force: true });
  await mkdir(join(cache, unfinished));
  try {
    await fill(join(cache, unfinished), join(logs, `${name}.log`));
    await rename(join(cache, unfinished), join(cache, name));
  } finally {
    await rm(join(cache, unfinished), { recursive: true, force: true });
  }
}

async function progressOf(doing: string, log: (line: string) => void, work: () => Promise<void>): Promise<void> {
  const from = Date.now();
  const seconds = () => Math.round((Date.now() - from) / 1_000);
  log(`${doing.charAt(0).toUpperCase()}${doing.slice(1)}; this is needed only once and may take some minutes`);
  const timer = setInterval(() => log(`Still ${doing} (${seconds()} s)`), PROGRESS_MS);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
  log(`Done ${doing} (${seconds()} s)`);
}
