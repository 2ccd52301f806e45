/** The workers of one process: one for the tickets, one for each channel of alerts. */
import { setTimeout as sleep } from 'node:timers/promises';
import { NativeConnection, Worker, type WorkerOptions } from '@temporalio/worker';
import { DIGEST_SIZE } from '../channels/digest.js';
import { createActivities, type ActivityDeps } from '../activities/index.js';
import type { Config } from '../config/index.js';
import { temporalSettings } from '../config/temporal.js';
import { loadPolicy } from '../policy/load.js';
import { DEFAULT_POLICY, defaultPolicyFile } from '../policy/own-file.js';
import { connectStore, type Store } from '../store/mongo.js';
import { alertTaskQueue } from '../workflows/contract.js';
import { createAuditor } from './auditor.js';
import { workflowBundle } from './bundle.js';
import { openChannels, type OpenChannel } from './channels.js';
import { ensureSearchAttributes } from './search-attributes.js';
import { targetsInTrouble } from './targets.js';

export interface WorkersOptions {
  config: Config;
  /** `host:port`. Default: the SDK's own settings. Another address than theirs takes nothing from them. */
  address?: string;
  /** Default: that of the SDK's own settings, if the address is theirs; else `default`. */
  namespace?: string;
  /** Puts something between the activities and the world, such as measurements. Default: nothing. */
  through?: (deps: ActivityDeps) => ActivityDeps;
  /** How the worker of the tickets differs from the usual one, such as by a bundle that measures. Default: in nothing. */
  tickets?: Pick<WorkerOptions, 'workflowBundle' | 'sinks'>;
  /** Gets the start-up lines and whatever the operator has to know. Default: standard error. */
  say?: (line: string) => void;
  /** Gets the lines of the console channel. Default: standard output. */
  print?: (line: string) => void;
}

export interface Workers {
  /** Resolves when all have stopped and their connections are closed; rejects when one broke. */
  done: Promise<void>;
  /** Takes on no more work, finishes what was begun (10 s at the most), then `done` resolves. */
  shutdown(): void;
}

/** Workers finish what they have sent before they stop; then Temporal gives the rest to others. */
const GRACE = '10s';

/**
 * How long a workflow may think at a time, by the clock on the wall. It takes milliseconds; the SDK's 5 s are for loops
 * without an end. But a process that was frozen, or got no processor, in the midst of it is past them as soon as it goes on, and
 * Node does not survive the interruption (temporalio/sdk-typescript#939). The SDK takes this option, though its types do not name it.
 */
const THINKING = { isolateExecutionTimeout: '10 minutes' };

/**
 * For so long Temporal offers a ticket to the worker that had it last, should that be gone: most of the delay after a worker
 * has died. The SDK's default for TypeScript is 10 s, that of the others 5 s.
 */
const STICKY = '5s';

/** So soon a heartbeat reaches the server: what an attempt knew when its worker died, the next one has to know. */
const HEARD_AFTER = '1s';

/** For so long a worker that starts waits for Temporal, which may be starting too. */
const PATIENCE_MS = 10_000;
const CONNECT_AGAIN_MS = 500;

const INDEX_RETRY_MS = 30_000;

/**
 * Starts the workers. The database may be down; Temporal may not be for more than 10 s.
 * @throws SearchAttributesMissingError, or an error of one sentence when Temporal cannot be reached.
 */
export async function startWorkers({
  config,
  say = toStderr,
  print,
  through,
  tickets,
  ...where
}: WorkersOptions): Promise<Workers> {
  const { connectionOptions, namespace } = temporalSettings(where);
  const connection = await connect(connectionOptions, say);
  try {
    await ensureSearchAttributes(connection, namespace, say);
  } catch (error) {
    await connection.close();
    throw error;
  }
  const store = connectStore(config.mongodbUri);
  const stopIndexing = keepIndexing(store, say);
  const close = async () => {
    stopIndexing();
    await store.close();
    await connection.close();
  };
  const workers: Worker[] = [];
  try {
    const created = createWorkers(connection, namespace, config, store, { say, print, through, tickets });
    for await (const worker of created) workers.push(worker);
  } catch (error) {
    // A worker lets go of the connection only when it has run.
    await Promise.allSettled(workers.map((worker) => worker.runUntil(Promise.resolve())));
    await close();
    throw error;
  }
  return running(workers, close);
}

async function connect(
  options: NonNullable<Parameters<typeof NativeConnection.connect>[0]>,
  say: (line: string) => void,
): Promise<NativeConnection> {
  const { address = '127.0.0.1:7233' } = options;
  const latest = Date.now() + PATIENCE_MS;
  let told = false;
  for (;;) {
    try {
      return await NativeConnection.connect(options);
    } catch (cause) {
      if (Date.now() > latest) throw new Error(`cannot reach Temporal at ${address}; is it running?`, { cause });
      if (!told) say(`Temporal at ${address} does not answer yet (${(cause as Error).message}); trying again`);
      told = true;
    }
    await sleep(CONNECT_AGAIN_MS);
  }
}

async function* createWorkers(
  connection: NativeConnection,
  namespace: string,
  config: Config,
  connected: Store,
  {
    say,
    print,
    through = (deps) => deps,
    tickets,
  }: Pick<WorkersOptions, 'print' | 'through' | 'tickets'> & { say: (line: string) => void },
): AsyncGenerator<Worker> {
  const { store, ledger } = connected;
  const open = openChannels(config, print);
  const deps = {
    store,
    ledger,
    channels: Object.fromEntries(open.map(({ name, channel }) => [name, channel])),
    links: {
      ...(config.ticketUrl !== undefined && { ticketUrl: config.ticketUrl }),
      ...(config.temporalUiUrl !== undefined && { temporalUiUrl: config.temporalUiUrl }),
    },
    bounds: { sendMs: config.alerts.timeout, parkMs: config.alerts.park, giveUpMs: config.alerts.giveUp },
  };
  const { carryOut, saveTicket, loadTicket, deliverAlert, deliverNotice } = createActivities(through(deps));
  const shared: Omit<WorkerOptions, 'taskQueue'> = {
    connection,
    namespace,
    shutdownGraceTime: GRACE,
    maxHeartbeatThrottleInterval: HEARD_AFTER,
  };
  yield await Worker.create({
    ...shared,
    taskQueue: config.taskQueue,
    workflowBundle: tickets?.workflowBundle ?? (await workflowBundle()),
    ...(tickets?.sinks && { sinks: tickets.sinks }),
    ...THINKING,
    stickyQueueScheduleToStartTimeout: STICKY,
    ...(config.workflowCache !== undefined && { maxCachedWorkflows: config.workflowCache }),
    activities: { carryOut, saveTicket, loadTicket },
  });
  for (const { name, said, perSecond } of open) {
    yield await Worker.create({
      ...shared,
      taskQueue: alertTaskQueue(config.taskQueue, name),
      activities: { deliverAlert, deliverNotice },
      ...pacing(perSecond),
    });
    say(said);
  }
  for (const problem of await ofDefaultPolicy(config, open)) say(`${problem}; its alerts wait until that is mended`);
  yield await createAuditor(connection, namespace, config, connected, say);
}

/** What is wrong with the targets of new tickets. A policy that cannot be read is no business of the workers: tickets bring theirs. */
async function ofDefaultPolicy({ policyFile }: Config, open: OpenChannel[]): Promise<string[]> {
  const file = policyFile === DEFAULT_POLICY ? defaultPolicyFile() : policyFile;
  const loaded = await loadPolicy(file).catch(() => undefined);
  return loaded ? targetsInTrouble(loaded.policy, open) : [];
}

/**
 * Enough alerts at once that digests fill while others are on their way, and no more than get their turn in time: the
 * rest waits on the server.
 */
function pacing(perSecond: number | undefined): Partial<WorkerOptions> {
  if (perSecond === undefined) return {};
  return {
    maxTaskQueueActivitiesPerSecond: perSecond * DIGEST_SIZE,
    maxConcurrentActivityTaskExecutions: 3 * DIGEST_SIZE,
  };
}

/** All run until one stops; then all stop. */
function running(workers: Worker[], close: () => Promise<void>): Workers {
  const shutdown = () => {
    for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
  };
  const runs = workers.map((worker) => worker.run().finally(shutdown));
  const done = Promise.allSettled(runs).then(async (ends) => {
    await close();
    const broken = ends.find((end) => end.status === 'rejected');
    if (broken) throw broken.reason;
  });
  return { done, shutdown };
}

/** Indexes are made at the start, or as soon as the database answers. */
function keepIndexing(store: Store, say: (line: string) => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const attempt = async (): Promise<void> => {
    try {
      await store.ensureIndexes();
    } catch (error) {
      if (stopped) return;
      say(`${(error as Error).message}; tickets are watched all the same, and written down as soon as it answers`);
      timer = setTimeout(() => void attempt(), INDEX_RETRY_MS).unref();
    }
  };
  void attempt();
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}

function toStderr(line: string): void {
  process.stderr.write(`${line}\n`);
}
