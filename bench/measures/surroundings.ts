/** What every measure needs beside a side. */
import type { Random } from '../random.js';
import { cpuBetween, cpuTimes, type CpuTimes } from '../cpu.js';
import type { Progress } from '../progress.js';
import type { Side } from '../sides/side.js';

export interface Surroundings {
  /** Calls the client has under way at a time. */
  width: number;
  /** Names of the servers' processes, by their ids. */
  names: ReadonlyMap<number, string>;
  /** Numbers from 0 to 1, the same for a seed. */
  random: Random;
  progress: Progress;
}

/** Begins to measure processor time; the function it returns says what was spent since, in seconds by program. */
export async function spending(
  side: Side,
  { names }: Pick<Surroundings, 'names'>,
): Promise<(least?: number) => Promise<CpuTimes>> {
  const called = new Map([...names, [process.pid, 'client'] as const, [side.worker.pid, 'worker'] as const]);
  const before = await cpuTimes(called);
  return async (least) => cpuBetween(before, await cpuTimes(called), least);
}
