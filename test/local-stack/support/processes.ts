/** Processes as the tests see them. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Origin } from '../../../local-stack/stack.js';

const OWNER = fileURLToPath(new URL('./owner.mjs', import.meta.url));

/** This process's environment without servers in it: the tests start their own. */
export function ownServers(): NodeJS.ProcessEnv {
  const { TEMPORAL_ADDRESS: _temporal, MONGODB_URI: _mongo, SMTP_URL: _smtp, ...env } = process.env;
  return env;
}

/** A process that owns a stack on the folder: it and the servers it started. */
export async function startOwner(dataDir: string): Promise<{ pid: number; servers: number[] }> {
  const child = spawn(process.execPath, [OWNER, dataDir], { stdio: ['ignore', 'pipe', 'inherit'], env: ownServers() });
  for await (const line of createInterface(child.stdout)) {
    const { origins } = JSON.parse(line) as { origins: Record<string, Origin> };
    return { pid: child.pid!, servers: Object.values(origins).map(({ pid }) => pid!) };
  }
  throw new Error('the owner of the stack ended before the stack was there');
}

/** Whether there is such a process. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
