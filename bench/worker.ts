/** A worker process of the bench. It ends when it is told to, and when the bench is gone. */
import { DefaultLogger, NativeConnection, Runtime, Worker, type InjectedSinks } from '@temporalio/worker';
import { consoleChannel } from '../src/activities/console.js';
import { createActivities } from '../src/activities/index.js';
import { loadConfig } from '../src/config.js';
import type { EngineRecord } from '../src/domain/snapshot.js';
import { CHANNELS } from '../src/domain/policy.js';
import { connectStore } from '../src/store/mongo.js';
import { startWorkers } from '../src/worker/run.js';
import { alertTaskQueue } from '../src/workflows/contract.js';
import type { BareActivities, BareSinks } from './bare.workflow.js';
import { watchWrites, type ConfirmedWrite } from './write-watch.js';
import type { BareDeadline, Counts, FromWorker, ToWorker, WorkerSetup } from './worker-messages.js';

/** How often the counts are told. */
const TELL_MS = 50;
/** How many complaints are printed; the others are counted only. */
const SHOWN = 5;

interface Running {
  shutdown(): void;
  done: Promise<unknown>;
}

const counts: Counts = { opened: 0, heard: 0, decided: 0, done: 0, complaints: 0 };
const deadlines: BareDeadline[] = [];

function say(message: FromWorker): void {
  if (process.connected) process.send!(message);
}

/** The null sink: what is delivered is counted when the ledger has it. */
const print = (): void => undefined;

/** How many facts each ticket has heard, as far as the database knows. */
const facts = new Map<string, number>();

function count({ collection, _id, fields }: ConfirmedWrite): void {
  if (collection === 'tickets') {
    const { seenIds } = (fields['engine'] as EngineRecord).state;
    counts.heard += seenIds.length - (facts.get(_id) ?? 0);
    facts.set(_id, seenIds.length);
    counts.opened = facts.size;
  }
  if (collection === 'escalation_log' && fields['kind'] === 'escalated') counts.decided++;
  if (collection === 'alerts' && fields['state'] === 'sent') counts.done++;
}

async function start(setup: WorkerSetup): Promise<Running> {
  if (setup.kind === 'bare') return startBare(setup);
  watchWrites(count);
  return setup.kind === 'rung' ? startRung(setup) : startWithBundle(setup);
}

function startRung({ address, mongodbUri, taskQueue }: WorkerSetup): Promise<Running> {
  const config = loadConfig({ MONGODB_URI: mongodbUri, RUNG_TASK_QUEUE: taskQueue });
  return startWorkers({ config, address, namespace: 'default', say: () => undefined, print });
}

async function startWithBundle({ address, mongodbUri, taskQueue, bundlePath }: WorkerSetup): Promise<Running> {
  const connection = await NativeConnection.connect({ address });
  const { store, ledger, ensureIndexes, close } = connectStore(mongodbUri);
  await ensureIndexes();
  const channels = { slack: consoleChannel('slack', print), email: consoleChannel('email', print) };
  const { saveTicket, loadTicket, deliverAlert } = createActivities({ store, ledger, channels });
  const workers = await Promise.all([
    Worker.create({
      connection,
      taskQueue,
      workflowBundle: { codePath: bundlePath },
      activities: { saveTicket, loadTicket },
    }),
    ...CHANNELS.map((channel) =>
      Worker.create({ connection, taskQueue: alertTaskQueue(taskQueue, channel), activities: { deliverAlert } }),
    ),
  ]);
  return together(workers, async () => {
    await close();
    await connection.close();
  });
}

async function startBare({ address, taskQueue, bundlePath }: WorkerSetup): Promise<Running> {
  const connection = await NativeConnection.connect({ address });
  const activities: BareActivities = {
    noop({ deadline, wokeAt }) {
      deadlines.push({ deadline, wokeAt, doneAt: Date.now() });
      counts.decided++;
      counts.done++;
      return Promise.resolve();
    },
  };
  const sinks: InjectedSinks<BareSinks> = {
    seen: { started: { fn: () => void counts.opened++ }, heard: { fn: () => void counts.heard++ } },
  };
  const worker = await Worker.create({
    connection,
    taskQueue,
    workflowBundle: { codePath: bundlePath },
    activities: { ...activities },
    sinks,
  });
  return together([worker], () => connection.close());
}

function together(workers: Worker[], close: () => Promise<void>): Running {
  const done = Promise.all(workers.map((worker) => worker.run())).then(close);
  const shutdown = () => {
    for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
  };
  return { done, shutdown };
}

/** Every worker that only runs activities says that it has no workflows, and the other way round. */
const USUAL = /No workflows registered|No activities registered/;

Runtime.install({
  logger: new DefaultLogger('WARN', ({ level, message }) => {
    if (USUAL.test(message)) return;
    if (++counts.complaints <= SHOWN) process.stderr.write(`worker: ${level} ${message}\n`);
  }),
});

const workers = await start(JSON.parse(process.argv[2]!) as WorkerSetup);
let told = '';
const telling = setInterval(() => {
  const news = JSON.stringify(counts);
  if (news === told) return;
  told = news;
  say({ kind: 'counts', counts });
}, TELL_MS);

process.on('message', (message: ToWorker) => {
  if (message.kind === 'memory') say({ kind: 'memory', rss: process.memoryUsage().rss });
  if (message.kind === 'deadlines') say({ kind: 'deadlines', deadlines: deadlines.splice(0) });
  if (message.kind === 'stop') workers.shutdown();
});
process.on('disconnect', () => {
  workers.shutdown();
  setTimeout(() => process.exit(1), 3_000).unref();
});
say({ kind: 'ready' });

try {
  await workers.done;
} catch (error) {
  process.stderr.write(`worker: ${(error as Error).message}\n`);
  process.exitCode = 1;
} finally {
  clearInterval(telling);
  if (process.connected) process.disconnect();
}
