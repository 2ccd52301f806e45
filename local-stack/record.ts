/** The stack that runs on a data folder, as other terminals find it. */
import { existsSync } from 'node:fs';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Supervisor } from './supervisor.js';
import { folderLock, lockHolder } from './lock.js';
import { DATA } from './root.js';

/** What `stack.json` says; a server that the stack does not have is left out. */
export interface StackRecord {
  /** The process that started the stack, and with which it ends. */
  pid: number;
  /** ISO-8601. */
  startedAt: string;
  /** `host:port`. */
  temporalAddress?: string;
  temporalNamespace?: string;
  temporalUiUrl?: string;
  /** Has the database in its path. */
  mongodbUri?: string;
  smtpUrl?: string;
  /** The mail catcher's inbox in a browser. */
  inboxUrl?: string;
}

/** A stack runs already on this data folder. */
export class StackRunningError extends Error {
  override readonly name = 'StackRunningError';

  constructor(
    readonly pid: number,
    readonly dataDir: string,
  ) {
    super(`a stack is running already: process ${pid}, with its data in ${dataDir}; stop it first (Ctrl-C there)`);
  }
}

/** What `rung dev --reset` removes, and nothing else. */
const KEPT = ['temporal.db', 'temporal.db-wal', 'temporal.db-shm', 'mongodb', 'ferretdb', 'mail', 'logs', 'stack.json'];
const FILE = 'stack.json';
/** Servers of a stack that was killed end within 5 s. */
const ENDING_MS = 10_000;
const POLL_MS = 50;

/** The stack that runs on this folder; undefined: none does, whatever a killed one may have left there. */
export async function readRunningStack(dataDir = DATA): Promise<StackRecord | undefined> {
  if (!existsSync(join(dataDir, FILE))) return undefined;
  const holder = await lockHolder(await folderLock(dataDir));
  if (!holder || holder.ending) return undefined;
  try {
    const stack = JSON.parse(await readFile(join(dataDir, FILE), 'utf8')) as StackRecord;
    return stack.pid === holder.pid ? stack : undefined;
  } catch {
    return undefined;
  }
}

/** Makes the supervisor's stack the only one on this folder. @throws StackRunningError */
export async function lockDataDir(supervisor: Supervisor, dataDir: string): Promise<void> {
  const lock = await folderLock(dataDir);
  const latest = Date.now() + ENDING_MS;
  while (!(await supervisor.lock(lock))) {
    const holder = await lockHolder(lock);
    // One that has been killed still ends its servers.
    if (holder && (!holder.ending || Date.now() > latest)) throw new StackRunningError(holder.pid, resolve(dataDir));
    await sleep(POLL_MS);
  }
  await rm(join(dataDir, FILE), { force: true });
}

/** Tells other terminals where the stack is. */
export async function publishStack(dataDir: string, stack: StackRecord): Promise<void> {
  const file = join(dataDir, FILE);
  await writeFile(`${file}.new`, `${JSON.stringify(stack, undefined, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
}

/** Undoes {@link publishStack}. */
export async function withdrawStack(dataDir: string): Promise<void> {
  await rm(join(dataDir, FILE), { force: true });
}

/** Removes the data of the stack. @throws StackRunningError */
export async function resetStack(dataDir = DATA): Promise<void> {
  if (!existsSync(dataDir)) return;
  const holder = await lockHolder(await folderLock(dataDir));
  if (holder) throw new StackRunningError(holder.pid, resolve(dataDir));
  for (const name of KEPT) await rm(join(dataDir, name), { recursive: true, force: true });
}
