/** Everything one scenario needs: workers, channels and proxies of its own, on the servers of the run. */
import { join } from 'node:path';
import { Client, Connection, type WorkflowClientInterceptor } from '@temporalio/client';
import { MongoClient, type Db } from 'mongodb';
import type { Supervisor } from '../../../local-stack/supervisor.js';
import { PACKAGE_ROOT } from '../../../local-stack/root.js';
import { ensureAudits } from '../../../src/audit/schedule.js';
import { Rung } from '../../../src/client/index.js';
import { loadPolicy, type LoadedPolicy } from '../../../src/policy/index.js';
import { ensureReconciling } from '../../../src/reconcile/schedule.js';
import type { RunLimits, TicketInput } from '../../../src/workflows/contract.js';
import { Random } from '../../../bench/random.js';
import { until } from '../until.js';
import type { AlteredCode } from './altered.js';
import type { Database } from './database.js';
import { Mail } from './mail.js';
import type { Outage } from './outage.js';
import { Proxy } from './proxy.js';
import { ownEnvironment, type Server } from './server.js';
import { Slack } from './slack.js';
import type { SmallDisk } from './small-disk.js';
import { WorkerProcess } from './worker.js';

export const POLICY_FILE = join(PACKAGE_ROOT, 'test', 'faults', 'policy.yaml');

export interface StageOptions {
  name: string;
  ticketIds: readonly string[];
  seed: number;
  folder: string;
  /** Ends the workers should this process end. */
  supervisor: Supervisor;
  temporal: Server;
  mongo: Database;
  /** Settings of the workers, as production has them. */
  settings: Record<string, string>;
  /** Of every run of a ticket that is opened. */
  limits: RunLimits;
  /** Of every ticket that is opened. Default: that of {@link POLICY_FILE}. */
  policy?: LoadedPolicy;
  /** Holds the database of the Temporal server. */
  disk?: SmallDisk;
}

/** What is special about one worker. */
export interface WorkerOptions {
  env?: Record<string, string>;
  /** Default: the worker of production. */
  program?: string;
  /** Its code does not fit the histories, so that it will complain of them. Default: false. */
  mayDiverge?: boolean;
}

export class Stage {
  readonly random: Random;
  readonly outages: Outage[] = [];
  readonly workers: WorkerProcess[] = [];
  /** What is to be said of the scenario beside its figures, a line each. */
  readonly notes: string[] = [];
  /** What a fault has counted, for the check at the end. */
  readonly counts = new Map<string, number>();
  /** The changed code that has taken over, for the replays at the end. Default: the code as it is. */
  witness: string | undefined;
  /** The altered code, in a scenario that has some. */
  altered: AlteredCode | undefined;
  private begun = 0;
  private readonly ends: (() => Promise<void>)[] = [];

  private constructor(
    readonly options: StageOptions,
    readonly id: string,
    readonly slack: Slack,
    readonly mail: Mail,
    readonly toTemporal: Proxy,
    readonly toMongo: Proxy,
    readonly client: Client,
    readonly mongo: MongoClient,
    readonly rung: Rung,
  ) {
    this.random = new Random(options.seed, `${options.name} fault`);
  }

  static async set(options: StageOptions): Promise<Stage> {
    const { temporal, mongo, name } = options;
    const id = `${name}-${Date.now().toString(36)}`;
    const [slack, mail, toTemporal, toMongo] = await Promise.all([
      Slack.start(),
      Mail.start(),
      Proxy.start(temporal.port),
      Proxy.start(mongo.port, mongo.host),
    ]);
    const connection = await Connection.connect({ address: `127.0.0.1:${temporal.port}` });
    const client = new Client({ connection, interceptors: { workflow: [withLimits(options.limits)] } });
    const policy = options.policy ?? (await loadPolicy(POLICY_FILE));
    const rung = new Rung({ client, policy, taskQueue: id, timeoutMs: 5_000 });
    const database = await MongoClient.connect(mongo.uri(id), { serverSelectionTimeoutMS: 3_000 });
    return new Stage(options, id, slack, mail, toTemporal, toMongo, client, database, rung);
  }

  get db(): Db {
    return this.mongo.db(this.id);
  }

  get ticketIds(): readonly string[] {
    return this.options.ticketIds;
  }

  get temporal(): Server {
    return this.options.temporal;
  }

  /** Of the suite's own: see {@link Scenario.breaksDatabase}. */
  get database(): Server {
    return this.options.mongo.own;
  }

  async startWorker({ env: more = {}, program, mayDiverge }: WorkerOptions = {}): Promise<WorkerProcess> {
    const { folder, supervisor, settings } = this.options;
    const env = {
      ...ownEnvironment(),
      TEMPORAL_ADDRESS: `127.0.0.1:${this.toTemporal.port}`,
      MONGODB_URI: this.options.mongo.uri(this.id, this.toMongo.port),
      SMTP_URL: this.mail.url,
      SLACK_BOT_TOKEN: 'xoxb-good',
      SLACK_API_URL: this.slack.url,
      RUNG_TASK_QUEUE: this.id,
      RUNG_POLICY: POLICY_FILE,
      RUNG_SLACK_PER_SECOND: '1000',
      RUNG_EMAIL_PER_SECOND: '1000',
      RUNG_ALERT_TIMEOUT: '5s',
      RUNG_ALERT_PARK: '5s',
      // The promise is kept without it.
      RUNG_AUDIT_EVERY: 'off',
      LOG_LEVEL: 'warn',
      ...settings,
      ...more,
    };
    const log = join(folder, `worker-${++this.begun}.log`);
    const worker = await WorkerProcess.start({ supervisor, env, log, program, mayDiverge });
    this.workers.push(worker);
    return worker;
  }

  count(what: string): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + 1);
  }

  /** Remembers that `what` did not work while `during` went on, for all or for one ticket. */
  async outage(what: string, during: () => Promise<unknown>, ticketId?: string): Promise<void> {
    const outage: Outage = { what, from: Date.now(), to: Infinity, ...(ticketId !== undefined && { ticketId }) };
    this.outages.push(outage);
    await during();
    outage.to = Date.now();
  }

  /** Something more that has to end with the scenario, before all else does. */
  atEnd(end: () => Promise<void>): void {
    this.ends.push(end);
  }

  /** Ends what is this scenario's alone. */
  async strike(): Promise<void> {
    await Promise.all(this.ends.map((end) => end()));
    for (const worker of this.workers) worker.thaw();
    await Promise.all(this.workers.map((worker) => worker.kill()));
    // Where there are no workers these would be started for ever.
    const gone = () =>
      Promise.all([ensureAudits(this.client, this.id, 0), ensureReconciling(this.client, this.id, 0, [])]).then(
        () => true,
        () => false,
      );
    await until('Temporal forgets the schedules', gone, 30_000, 1_000);
    await this.mongo.close();
    await this.client.connection.close();
    await Promise.all([this.slack.close(), this.mail.close(), this.toTemporal.close(), this.toMongo.close()]);
  }
}

/** Gives every ticket that is opened these limits. */
function withLimits(limits: RunLimits): WorkflowClientInterceptor {
  return {
    start(input, next) {
      const [opened] = input.options.args as [TicketInput];
      return next({ ...input, options: { ...input.options, args: [{ ...opened, limits }] } });
    },
  };
}
