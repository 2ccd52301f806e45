/** Starts a server and waits until it answers. */
import { setTimeout as sleep } from 'node:timers/promises';
import { programFailed, type Supervisor, type Supervised, type Program } from './supervisor.js';

/** A server that runs: as a process of ours, or somebody else's. */
export interface Started<T> {
  place: T;
  /** What it is, with its version. Undefined: nothing was started, and nobody asked it. */
  product?: string;
  /** Undefined: nothing was started. */
  child?: Supervised;
}

const POLL_MS = 25;
const READY_MS = 60_000;
const ATTEMPTS = 3;

/**
 * Starts a server on ports that `plan` chooses, and returns what `ready` says of it as soon as that succeeds. One that
 * ends before is started again on other ports, since another process may have taken one in between.
 * @throws ProgramFailedError with what the server wrote last, or the error that `ready` still had after a minute.
 */
export async function startUntilReady<Plan extends Program, T>(
  supervisor: Supervisor,
  plan: () => Promise<Plan>,
  ready: (plan: Plan) => Promise<Omit<Started<T>, 'child'>>,
): Promise<Started<T>> {
  for (let attempt = 1; ; attempt++) {
    const program = await plan();
    const child = await supervisor.start(program);
    try {
      return { ...(await untilReady(program, child, ready)), child };
    } catch (error) {
      await child.stop();
      if (attempt === ATTEMPTS || !isEarlyEnd(error)) throw error;
    }
  }
}

async function untilReady<Plan extends Program, T>(
  program: Plan,
  child: Supervised,
  ready: (plan: Plan) => Promise<T>,
): Promise<T> {
  const early = child.exited.then(async (exit) => {
    throw await programFailed(program.command, program.log, exit);
  });
  early.catch(() => undefined);
  const latest = Date.now() + READY_MS;
  for (;;) {
    try {
      return await Promise.race([ready(program), early]);
    } catch (error) {
      if (isEarlyEnd(error) || Date.now() >= latest) throw error;
      await sleep(POLL_MS);
    }
  }
}

function isEarlyEnd(error: unknown): boolean {
  return error instanceof Error && error.name === 'ProgramFailedError';
}
