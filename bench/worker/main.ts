/** A worker process of the bench. It ends when it is told to, and when the bench is gone. */
import { DefaultLogger, Runtime, type LogEntry } from '@temporalio/worker';
import { lineOf } from '../../src/worker/runtime.js';
import { startBare } from './bare.js';
import { Heartbeats } from './heartbeats.js';
import type { FromWorker, ToWorker, WorkerSetup } from './messages.js';
import { startNaive } from './naive.js';
import { startRung } from './rung.js';
import { startScript } from './script.js';
import { Tally } from './tally.js';

/** How often the counts are told. */
const TELL_MS = 50;
/** How many complaints are printed; the others are counted only. */
const SHOWN = 5;
/** Every worker that only runs activities says that it has no workflows, and the other way round. */
const USUAL = /No workflows registered|No activities registered/;

const START = { bare: startBare, rung: startRung, naive: startNaive, script: startScript };

/** Where there is no database, what the intake keeps in one cannot be drained. */
function isWithoutDatabase({ meta }: LogEntry): boolean {
  return setup.mongodbUri === undefined && meta?.['activityType'] === 'drainSpill';
}

function say(message: FromWorker): void {
  if (process.connected) process.send!(message);
}

const setup = JSON.parse(process.argv[2]!) as WorkerSetup;
const tally = new Tally();
const heartbeats = setup.heartbeats ? new Heartbeats() : undefined;
if (setup.kind !== 'script') {
  Runtime.install({
    ...(heartbeats && { telemetryOptions: { metrics: { buffer: heartbeats.buffer } } }),
    logger: new DefaultLogger('WARN', (entry) => {
      if (USUAL.test(entry.message) || isWithoutDatabase(entry)) return;
      if (++tally.counts.complaints <= SHOWN) process.stderr.write(`worker: ${lineOf(entry)}\n`);
    }),
  });
}

const running = await START[setup.kind](setup, tally);
let told = '';
const telling = setInterval(() => {
  const news = JSON.stringify(tally.counts);
  if (news === told) return;
  told = news;
  say({ kind: 'counts', counts: tally.counts });
}, TELL_MS);

process.on('message', ({ kind }: ToWorker) => {
  if (kind === 'memory') say({ kind, rss: process.memoryUsage().rss });
  if (kind === 'heartbeats') say({ kind, count: heartbeats?.count() ?? 0 });
  if (kind === 'happenings') say({ kind, ...tally.take() });
  if (kind === 'stop') running.shutdown();
});
process.on('disconnect', () => {
  running.shutdown();
  setTimeout(() => process.exit(1), 3_000).unref();
});
say({ kind: 'ready' });

try {
  await running.done;
} catch (error) {
  process.stderr.write(`worker: ${(error as Error).message}\n`);
  process.exitCode = 1;
} finally {
  clearInterval(telling);
  if (process.connected) process.disconnect();
}
