/** The Temporal runtime of a process: what it logs, and that SIGINT and SIGTERM let every worker finish what it began. */
import { DefaultLogger, Runtime, type LogEntry, type LogLevel as SdkLevel } from '@temporalio/worker';
import type { Config } from '../config/index.js';
import { freeAddress } from '../http/free-address.js';

/** Said of every worker that has only workflows or only activities: as it should be. */
const USUAL = /^No (workflows|activities|Nexus services) registered/;

/**
 * Once in a process, before its first worker.
 * @param write gets a line without its line break. Default: standard error
 * @returns where the SDK shows its metrics, for `startWorkers`; undefined without an address for metrics in the settings
 */
export async function installRuntime(
  { logLevel, metricsAddress }: Pick<Config, 'logLevel' | 'metricsAddress'>,
  write: (line: string) => void = toStderr,
): Promise<string | undefined> {
  const log = (entry: LogEntry) => {
    if (!USUAL.test(entry.message)) write(lineOf(entry));
  };
  // The SDK answers `/metrics` and nothing else: it does so where only this machine can ask, and the probes pass it on.
  const exporter = metricsAddress === undefined ? undefined : await freeAddress();
  Runtime.install({
    logger: new DefaultLogger(logLevel.toUpperCase() as SdkLevel, log),
    ...(exporter !== undefined && { telemetryOptions: { metrics: { prometheus: { bindAddress: exporter } } } }),
  });
  return exporter && `http://${exporter}/metrics`;
}

/** What the SDK adds to every line and no reader needs: which ticket, activity and attempt it is about says enough. */
const NOISE = [
  'taskToken',
  'namespace',
  'sdkComponent',
  'isLocal',
  'activityId',
  'workflowType',
  'runId',
  'workflowRunId',
];

/** `<instant> <level> <message> <what it is about, as JSON>`. */
export function lineOf({ level, message, meta = {}, timestampNanos }: LogEntry): string {
  const at = new Date(Number(timestampNanos / 1_000_000n)).toISOString();
  const about = Object.entries(meta).filter(([name]) => !NOISE.includes(name));
  const details = about.length === 0 ? '' : ` ${JSON.stringify(Object.fromEntries(about), withErrors)}`;
  return `${at} ${level} ${message}${details}`;
}

/** Errors are told by their message; a stack is for whoever asks for one. */
function withErrors(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return String(value);
  return value instanceof Error ? value.message : value;
}

function toStderr(line: string): void {
  process.stderr.write(`${line}\n`);
}
