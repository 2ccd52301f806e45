/**
 * A run over a long timeline makes and drops objects by the million. With a larger young generation most of them are gone before the garbage
 * collector looks, which takes a third of the time off (docs/benchmarks.md). Node can be told so only when it starts: it is started once more.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { constants } from 'node:os';

const FLAG = '--max-semi-space-size';
/** In MB. */
const SIZE = 64;
/** In bytes; with a shorter timeline there is little to be gained. */
const LONG = 32 * 1024 * 1024;

/** Whether a command is one of those, and Node was not told by somebody already. */
export function wantsLargerYoungGeneration(
  args: readonly string[],
  { execArgv, env }: Pick<NodeJS.Process, 'execArgv' | 'env'>,
): boolean {
  if (args[0] !== 'simulate') return false;
  if ([...execArgv, env['NODE_OPTIONS'] ?? ''].some((option) => option.includes(FLAG))) return false;
  const file = timelineOf(args);
  return file !== undefined && (statSync(file, { throwIfNoEntry: false })?.size ?? 0) >= LONG;
}

function timelineOf(args: readonly string[]): string | undefined {
  const place = args.findIndex((arg) => arg === '-t' || arg === '--timeline');
  if (place >= 0) return args[place + 1];
  return args.find((arg) => arg.startsWith('--timeline='))?.slice('--timeline='.length);
}

/** Runs this program once more, with a larger young generation, in our place: signals go on to it. @returns its exit status */
export async function runWithLargerYoungGeneration(process: NodeJS.Process): Promise<number> {
  const { execPath, execArgv, argv } = process;
  const child = spawn(execPath, [`${FLAG}=${SIZE}`, ...execArgv, ...argv.slice(1)], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
  const [status, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
  // As shells say it.
  return status ?? 128 + constants.signals[signal!];
}
