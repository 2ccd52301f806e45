/** Ports of this machine's loopback. */
import { connect, createServer, type AddressInfo } from 'node:net';
import type { Supervisor } from './supervisor.js';
import { lockAddress } from './lock.js';

/** The address that every server of the stack listens on. */
export const LOOPBACK = '127.0.0.1';

/**
 * The preferred port if nobody listens on it, else a free one. It is the supervisor's until it ends: two stacks that start
 * at the same time never choose the same one.
 */
export async function choosePort(supervisor: Supervisor, preferred = 0): Promise<number> {
  for (let candidate = preferred; ; candidate = 0) {
    const port = await unusedPort(candidate);
    if (port !== undefined && (await supervisor.lock(lockAddress(`port ${port}`)))) return port;
  }
}

/** Whether somebody listens there. */
export function isListening(port: number, host = LOOPBACK): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host, timeout: 2_000 }, () => finish(true));
    const finish = (listening: boolean) => {
      socket.destroy();
      resolve(listening);
    };
    socket.once('error', () => finish(false));
    socket.once('timeout', () => finish(false));
  });
}

/** Rejects unless somebody listens there: a quick first look, before a client with slow ways of its own has one. */
export async function portAnswers(port: number): Promise<void> {
  if (!(await isListening(port))) throw new Error(`nothing answers at ${LOOPBACK}:${port}`);
}

/** The port, any for 0; undefined when it is in use. */
function unusedPort(port: number): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' || error.code === 'EACCES' ? resolve(undefined) : reject(error),
    );
    server.listen(port, LOOPBACK, () => {
      const chosen = (server.address() as AddressInfo).port;
      server.close(() => resolve(chosen));
    });
  });
}
