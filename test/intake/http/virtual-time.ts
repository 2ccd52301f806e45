/** Time that goes by only while nothing else is left to do: how busy the machine is makes nothing later. */
import { syncBuiltinESMExports } from 'node:module';
import promises, { setImmediate as turn } from 'node:timers/promises';
import { vi } from 'vitest';

/** After so many turns of the event loop without an answer nothing is left but to wait. */
const TURNS = 20;
const STEP_MS = 10;

/** Has something answered in virtual time, by the timers and the `performance.now()` of this process. */
export async function inVirtualTime<T>(ask: () => Promise<T>): Promise<T> {
  const { setTimeout: real } = promises;
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] });
  promises.setTimeout = sleep as typeof real;
  syncBuiltinESMExports();
  try {
    let isOver = false;
    const asked = ask().finally(() => (isOver = true));
    asked.catch(() => undefined);
    while (!isOver) {
      for (let i = 0; i < TURNS && !isOver; i++) await turn();
      if (!isOver) await vi.advanceTimersByTimeAsync(STEP_MS);
    }
    return await asked;
  } finally {
    promises.setTimeout = real;
    vi.useRealTimers();
    syncBuiltinESMExports();
  }
}

function sleep<T>(ms: number, value: T, { signal }: { signal?: AbortSignal } = {}): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(value), ms);
    signal?.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    });
  });
}
