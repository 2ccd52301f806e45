/** The Temporal runtime of a process: what it logs, and that SIGINT and SIGTERM let every worker finish what it began. */
import { DefaultLogger, Runtime, type LogEntry, type LogLevel as SdkLevel } from '@temporalio/worker';
import type { Config } from '../config.js';

/** Said of every worker that has only workflows or only activities: as it should be. */
const USUAL = /^No (workflows|activities|Nexus services) registered/;

/** Once in a process, before its first worker. @param write gets a line without its line break. Default: standard error. */
export function installRuntime(
  { logLevel, metricsAddress }: Pick<Config, 'logLevel' | 'metricsAddress'>,
  write: (line: string) => void = toStderr,
): void {
  const log = (entry: LogEntry) => {
    if (!USUAL.test(entry.message)) write(lineOf(entry));
  };
  Runtime.install({
    logger: new DefaultLogger(logLevel.toUpperCase() as SdkLevel, log),
    ...(metricsAddress !== undefined && {
      telemetryOptions: { metrics: { prometheus: { bindAddress: metricsAddress } } },
    }),
  });
}

function lineOf({ level, message, meta, timestampNanos }: LogEntry): string {
  const at = new Date(Number(timestampNanos / 1_000_000n)).toISOString();
  return `${at} ${level} ${message}${meta === undefined ? '' : ` ${JSON.stringify(meta, withErrors)}`}`;
}

/** Errors are told by their message; a stack is for whoever asks for one. */
function withErrors(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return String(value);
  return value instanceof Error ? value.message : value;
}

function toStderr(line: string): void {
  process.stderr.write(`${line}\n`);
}
