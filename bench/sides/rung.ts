/** Rung as it is: the client library, the workers of src/worker, a database, and alerts into a null sink. */
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { MongoClient, type Db } from 'mongodb';
import { Rung } from '../../src/client/index.js';
import { HOUR } from '../../src/domain/policy.js';
import { loadPolicy } from '../../src/policy/index.js';
import { ticketWorkflowId } from '../../src/workflows/contract.js';
import type { Ended, Ground, Side, StormOutcome, StormTicket } from '../side.js';
import { spreadOf } from '../statistics.js';
import { WorkerProcess } from '../worker-process.js';
import type { Counts, WorkerSetup } from '../worker-messages.js';

/** From dist/bench/sides. */
const POLICY = fileURLToPath(new URL('../../../policies/default.yaml', import.meta.url));
const SLA_HOURS = 24;
/** `time_based`: 75 % of the SLA, to L2. */
const FIRST_DEADLINE = 0.75 * SLA_HOURS * HOUR;
/** L2 is told on Slack and by mail. */
const ALERTS = 2;
/** A busy machine is slow, not broken. */
const ANSWER_MS = 60_000;

export class RungSide implements Side {
  private openedSoFar = 0;
  private transitions = 0;
  private sent = 0;

  private constructor(
    readonly name: string,
    readonly worker: WorkerProcess,
    readonly rung: Rung,
    private readonly client: Client,
    private readonly mongo: MongoClient,
    private readonly db: Db,
  ) {}

  static async start(ground: Ground, kind: WorkerSetup['kind'] = 'rung'): Promise<RungSide> {
    const { address } = ground;
    const database = `bench_${randomUUID().slice(0, 8)}`;
    const mongodbUri = ground.mongodbUri(database);
    const taskQueue = `bench-rung-${database}`;
    const bundlePath = kind === 'persist-normally' ? ground.normalBundle : ground.rungBundle;
    const worker = await WorkerProcess.start({ kind, address, mongodbUri, taskQueue, bundlePath });
    const client = new Client({ connection: await Connection.connect({ address }) });
    const rung = new Rung({ client, policy: await loadPolicy(POLICY), taskQueue, timeoutMs: ANSWER_MS });
    const mongo = await new MongoClient(mongodbUri).connect();
    return new RungSide(kind, worker, rung, client, mongo, mongo.db(database));
  }

  async open(ticketId: string, deadline: number): Promise<void> {
    await this.rung.openTicket({
      ticketId,
      status: 'open',
      priority: 'normal',
      customerTier: 'standard',
      slaHours: SLA_HOURS,
      createdAt: new Date(deadline - FIRST_DEADLINE),
    });
    this.openedSoFar++;
  }

  opened(): Promise<void> {
    return this.worker.reaches('the tickets to be in the database', ({ opened }) => opened >= this.openedSoFar);
  }

  async tell(ticketId: string): Promise<void> {
    this.sent++;
    await this.rung.agentReplied(ticketId);
  }

  heard(): Promise<void> {
    return this.worker.reaches('the signals to be in the database', ({ heard }) => heard >= this.sent);
  }

  async settled(tickets: readonly StormTicket[]): Promise<StormOutcome> {
    this.transitions += tickets.length;
    const all = ({ decided, done }: Counts) => decided >= this.transitions && done >= ALERTS * this.transitions;
    await this.worker.reaches('the transitions and alerts of the storm to be in the database', all);
    return this.outcomeOf(new Map(tickets.map(({ ticketId, deadline }) => [ticketId, deadline])));
  }

  /** Waits for the end of a ticket's workflow, and returns what it left. */
  async ended(ticketId: string): Promise<Ended> {
    const handle = this.client.workflow.getHandle(ticketWorkflowId(ticketId));
    await handle.result();
    const { historySize = 0 } = await handle.describe();
    return { history: await handle.fetchHistory(), bytes: historySize };
  }

  async stop(): Promise<void> {
    await this.worker.stop();
    await this.db.dropDatabase().catch(() => undefined);
    await this.mongo.close();
    await this.client.connection.close();
  }

  private async outcomeOf(deadlines: ReadonlyMap<string, number>): Promise<StormOutcome> {
    const log = this.db.collection<Logged>('escalation_log');
    const alerts = this.db.collection<Settled>('alerts');
    const since = (ticketId: string, at: Date) => at.getTime() - deadlines.get(ticketId)!;
    const ours = ({ ticketId }: { ticketId: string }) => deadlines.has(ticketId);
    const transitions = (await log.find({ kind: 'escalated' }).toArray()).filter(ours);
    const sent = (await alerts.find({ state: 'sent' }).toArray()).filter(ours);
    if (transitions.length !== deadlines.size || sent.length !== ALERTS * deadlines.size) {
      throw new Error(`${deadlines.size} deadlines led to ${transitions.length} transitions and ${sent.length} alerts`);
    }
    return {
      doneAt: Math.max(...sent.map(({ settledAt }) => settledAt.getTime())),
      decided: spreadOf(transitions.map(({ ticketId, at }) => since(ticketId, at))),
      done: spreadOf(sent.map(({ ticketId, settledAt }) => since(ticketId, settledAt))),
    };
  }
}

interface Logged {
  ticketId: string;
  at: Date;
}

interface Settled {
  ticketId: string;
  settledAt: Date;
}
