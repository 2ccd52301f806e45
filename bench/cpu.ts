/** Where the processor time of a stretch went: by program, for this process and everything it started (Linux only). */
import { readdir, readFile } from 'node:fs/promises';

/** Seconds of processor time by program. */
export type CpuTimes = Record<string, number>;

/** The kernel's clock ticks per second, the same on every Linux that Node runs on. */
const TICKS = 100;

interface Process {
  pid: number;
  parent: number;
  name: string;
  seconds: number;
}

/** @param names what to call processes by their id; others go by their program's name. Empty where there is no /proc. */
export async function cpuTimes(names: ReadonlyMap<number, string>): Promise<CpuTimes> {
  const processes = await allProcesses();
  const ours = new Set([process.pid]);
  for (let before = 0; before !== ours.size;) {
    before = ours.size;
    for (const { pid, parent } of processes) if (ours.has(parent)) ours.add(pid);
  }
  const times: CpuTimes = {};
  for (const { pid, name, seconds } of processes) {
    if (!ours.has(pid)) continue;
    const called = names.get(pid) ?? name;
    times[called] = (times[called] ?? 0) + seconds;
  }
  return times;
}

/** @param least programs that took less, in seconds, are left out. Default: 0.1 */
export function cpuBetween(before: CpuTimes, after: CpuTimes, least = 0.1): CpuTimes {
  const spent = Object.entries(after).map(([name, seconds]): [string, number] => [name, seconds - (before[name] ?? 0)]);
  return Object.fromEntries(spent.filter(([, seconds]) => seconds >= least).sort(([, a], [, b]) => b - a));
}

/** All programs together. */
export function total(times: CpuTimes): number {
  return Object.values(times).reduce((a, b) => a + b, 0);
}

/** The same for each of so many, in milliseconds. */
export function millisecondsEach(times: CpuTimes, count: number): CpuTimes {
  return Object.fromEntries(Object.entries(times).map(([name, seconds]) => [name, (1_000 * seconds) / count]));
}

async function allProcesses(): Promise<Process[]> {
  try {
    const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
    const processes = await Promise.all(pids.map(readProcess));
    return processes.filter((found) => found !== undefined);
  } catch {
    return [];
  }
}

/** `pid (name) state parent …`, user and system time are the 14th and 15th field; the name may hold anything. */
async function readProcess(pid: string): Promise<Process | undefined> {
  try {
    const line = await readFile(`/proc/${pid}/stat`, 'utf8');
    const name = line.slice(line.indexOf('(') + 1, line.lastIndexOf(')'));
    const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
    const seconds = (Number(fields[11]) + Number(fields[12])) / TICKS;
    return { pid: Number(pid), parent: Number(fields[1]), name, seconds };
  } catch {
    return undefined; // it has ended meanwhile
  }
}
