/**
 * Locks between processes of this machine. A lock is a local socket on which only one process can listen: the system
 * lets go of it when that process dies, so there is no abandoned lock to find out about, and its holder can be asked.
 */
import { createHash } from 'node:crypto';
import { mkdir, realpath } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Supervisor } from './supervisor.js';

/** Who holds a lock. */
export interface Holder {
  /** The process that it is held for; it may be gone already. */
  pid: number;
  /** That process is gone or wants to end, and what it had started is being ended. */
  ending: boolean;
}

const POLL_MS = 100;

/** The address of the lock on a folder, which is made if it is not there. */
export async function folderLock(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  return lockAddress(await realpath(folder));
}

/** The address of a lock by its name, which is any text. */
export function lockAddress(name: string): string {
  const id = `rung-${createHash('sha256').update(name).digest('hex').slice(0, 32)}`;
  if (process.platform === 'linux') return `\0${id}`;
  if (process.platform === 'win32') return `\\\\.\\pipe\\${id}`;
  return join(tmpdir(), `${id}.sock`);
}

/** Who holds the lock; undefined: nobody. */
export function lockHolder(address: string): Promise<Holder | undefined> {
  return new Promise((resolve) => {
    let answer = '';
    const asker = connect(address);
    asker.setEncoding('utf8').on('data', (text: string) => (answer += text));
    asker.once('error', () => resolve(undefined));
    asker.once('close', () => resolve(answer === '' ? undefined : (JSON.parse(answer) as Holder)));
  });
}

/** Takes the lock as soon as it is free; `waiting` hears once that it is not. */
export async function lockWhenFree(supervisor: Supervisor, address: string, waiting: () => void): Promise<void> {
  if (await supervisor.lock(address)) return;
  waiting();
  do await sleep(POLL_MS);
  while (!(await supervisor.lock(address)));
}
