/** The workers of one process: one for the tickets, one for each channel of alerts. */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  NativeConnection,
  Worker,
  type NativeConnectionPlugin,
  type WorkerInterceptors,
  type WorkerOptions,
} from '@temporalio/worker';
import { DIGEST_SIZE } from '../channels/digest.js';
import { createActivities, type ActivityDeps } from '../activities/index.js';
import { connectClient } from '../client/connect.js';
import { EngineRefusedError, EngineUnavailableError } from '../client/errors.js';
import type { Config } from '../config/index.js';
import { temporalSettings } from '../config/temporal.js';
import { loadPolicy } from '../policy/load.js';
import { DEFAULT_POLICY, defaultPolicyFile } from '../policy/own-file.js';
import { connectStore, type Store } from '../store/mongo.js';
import { alertTaskQueue } from '../workflows/contract.js';
import { createAuditor, type SharedOptions } from './auditor.js';
import { openChannels, type OpenChannel } from './channels.js';
import type { Workers, WorkersOptions } from './options.js';
import { serveProbes } from './probes.js';
import { readinessOf } from './readiness.js';
import { ensureSearchAttributes } from './search-attributes.js';
import { targetsInTrouble } from './targets.js';
import { versioning } from './versioning.js';
import { workflowCode } from './workflow-code.js';

export type { Workers, WorkersOptions } from './options.js';

/** For measurements and tests. */
export interface InstrumentedOptions extends WorkersOptions {
  /** Puts something between the activities and the world, such as measurements. Default: nothing. */
  through?: (deps: ActivityDeps) => ActivityDeps;
  /** How the worker of the tickets differs from the usual one, such as by a bundle that measures. Default: in nothing. */
  tickets?: Pick<WorkerOptions, 'workflowBundle' | 'sinks' | 'debugMode'>;
}

/**
 * So long a worker that stops lets its activities go on, in milliseconds. Then they are cancelled: a send that has begun is ended and its
 * outcome entered (`endingMs`), nothing more is sent, and Temporal gives the rest to others. Whoever stops a worker has to wait for both.
 */
export const GRACE_MS = 10_000;

/**
 * How long a workflow may think at a time, by the clock on the wall. It takes milliseconds; the SDK's 5 s are for loops
 * without an end. But a process that was frozen, or got no processor, in the midst of it is past them as soon as it goes on, and
 * Node does not survive the interruption (temporalio/sdk-typescript#939). The SDK takes this option, though its types do not name it.
 */
const THINKING = { isolateExecutionTimeout: '10 minutes' };

/** So soon a heartbeat reaches the server: what an attempt knew when its worker died, the next one has to know. */
const HEARD_AFTER = '1s';

/** For so long a worker that starts waits for Temporal, which may be starting too. */
const PATIENCE_MS = 10_000;
const CONNECT_AGAIN_MS = 500;
const ASKING_MS = 1_000;

const INDEX_RETRY_MS = 30_000;

/**
 * Starts the workers. The database may be down; Temporal may not be for more than 10 s.
 * @throws SearchAttributesMissingError, EngineUnavailableError when Temporal cannot be reached, EngineRefusedError when it does not let us in, or an error with the system's code
 * when an address of the settings cannot be had
 */
export async function startWorkers(options: InstrumentedOptions): Promise<Workers> {
  const { config, say = toStderr, metrics, plugins = [] } = options;
  const { connectionOptions, namespace } = temporalSettings(options);
  const probes = await serveProbes(config, metrics);
  const ending: (() => Promise<void> | void)[] = [() => probes.close()];
  const close = async () => {
    for (const end of ending.splice(0).reverse()) await end();
  };
  const workers: Worker[] = [];
  try {
    const asked = { ...connectionOptions, plugins: plugins as NativeConnectionPlugin[] };
    const connection = await connect(asked, () => throwIfRefused(options), say);
    ending.push(() => connection.close());
    await ensureSearchAttributes(connection, namespace, say);
    const store = connectStore(config.mongodbUri);
    ending.push(() => store.close(), keepIndexing(store, say));
    const created = createWorkers(connection, namespace, store, { ...options, say });
    for await (const worker of created) workers.push(worker);
    probes.readyWhen(() => readinessOf(workers, connection));
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
  atFirstFailure: () => Promise<void>,
  say: (line: string) => void,
): Promise<NativeConnection> {
  const { address = '127.0.0.1:7233' } = options;
  const latest = Date.now() + PATIENCE_MS;
  let told = false;
  for (;;) {
    try {
      return await NativeConnection.connect(options);
    } catch (cause) {
      if (Date.now() > latest) {
        throw new EngineUnavailableError(`cannot reach Temporal at ${address}; is it running?`, { cause });
      }
      if (!told) await atFirstFailure();
      if (!told) say(`Temporal at ${address} does not answer yet (${(cause as Error).message}); trying again`);
      told = true;
    }
    await sleep(CONNECT_AGAIN_MS);
  }
}

/** Of a refusal the native connection says no more than in words; the client's has a code. @throws EngineRefusedError */
async function throwIfRefused({
  address,
  namespace,
}: Pick<InstrumentedOptions, 'address' | 'namespace'>): Promise<void> {
  const where = { ...(address !== undefined && { address }), ...(namespace !== undefined && { namespace }) };
  try {
    await (await connectClient({ ...where, timeoutMs: ASKING_MS })).connection.close();
  } catch (error) {
    if (error instanceof EngineRefusedError) throw error;
  }
}

async function* createWorkers(
  connection: NativeConnection,
  namespace: string,
  connected: Store,
  options: InstrumentedOptions & { say: (line: string) => void },
): AsyncGenerator<Worker> {
  const { config, say, print, through = (deps) => deps, tickets, dataConverter, interceptors } = options;
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
    bounds: { sendMs: config.alerts.timeout, suspendMs: config.alerts.suspend, giveUpMs: config.alerts.giveUp },
  };
  const { carryOut, saveTicket, loadTicket, deliverAlert, deliverNotice } = createActivities(through(deps));
  const shared: SharedOptions = {
    connection,
    namespace,
    shutdownGraceTime: GRACE_MS,
    maxHeartbeatThrottleInterval: HEARD_AFTER,
    ...(dataConverter && { dataConverter }),
    ...(interceptors && { interceptors: withoutWorkflows(interceptors) }),
    ...versioning(config),
  };
  yield await Worker.create({
    ...shared,
    taskQueue: config.taskQueue,
    ...(tickets?.workflowBundle ? { workflowBundle: tickets.workflowBundle } : await workflowCode(options)),
    ...(tickets?.sinks && { sinks: tickets.sinks }),
    ...THINKING,
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
  yield await createAuditor(shared, connected, options);
}

/** The workers of activities have no workflows. */
function withoutWorkflows({ activity, nexus }: WorkerInterceptors): WorkerInterceptors {
  return { ...(activity && { activity }), ...(nexus && { nexus }) };
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
