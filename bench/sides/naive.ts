/** The naive design: what is usually written first when tickets move to Temporal. */
import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { message, naiveWorkflow, type NaiveMessage } from '../workflows/naive.workflow.js';
import { WorkerProcess } from '../worker/process.js';
import { BenchDatabase } from './database.js';
import type { Ground, SideOptions } from './side.js';
import { WorkflowSide } from './workflow-side.js';

const HOUR = 3_600_000;
const SLA_HOURS = 24;
const FIRST_DEADLINE = 0.75 * SLA_HOURS * HOUR;
const ALERTS = 2;
/** Messages of a life; the third of the customer's escalates the ticket. */
const CUSTOMER_REPLIES = 3;
const AGENT_REPLIES = 7;

export class NaiveSide extends WorkflowSide {
  private constructor(
    worker: WorkerProcess,
    client: Client,
    private readonly taskQueue: string,
    private readonly database: BenchDatabase | undefined,
  ) {
    super('naive', worker, ALERTS, client);
  }

  static async start(ground: Ground, { heartbeats = false }: SideOptions = {}): Promise<NaiveSide> {
    const { address, bundles } = ground;
    const database = await BenchDatabase.of(ground);
    const taskQueue = `bench-naive-${randomUUID().slice(0, 8)}`;
    const mongodbUri = database?.uri;
    const setup = { address, mongodbUri, taskQueue, bundlePath: bundles.naive, paced: false, heartbeats };
    const worker = await WorkerProcess.start({ kind: 'naive', ...setup });
    return new NaiveSide(
      worker,
      new Client({ connection: await Connection.connect({ address }) }),
      taskQueue,
      database,
    );
  }

  /** The same story as with Rung. */
  life(ticketId: string): (() => Promise<void>)[] {
    const step = (news: () => NaiveMessage) => () => this.send(() => this.signal(ticketId, news()));
    const repeat = (times: number, type: 'customerReplied' | 'agentReplied') =>
      Array.from({ length: times }, () => step(() => ({ type, at: Date.now() })));
    return [
      () => this.open(ticketId, Date.now() + FIRST_DEADLINE),
      ...repeat(CUSTOMER_REPLIES, 'customerReplied'),
      ...repeat(AGENT_REPLIES, 'agentReplied'),
      step(() => ({ type: 'escalate', to: 'manager' })),
      step(() => ({ type: 'resolutionConfirmed' })),
    ];
  }

  override async stop(): Promise<void> {
    await super.stop();
    await this.database?.drop();
  }

  protected async enter(ticketId: string, deadline: number): Promise<void> {
    const createdAt = deadline - FIRST_DEADLINE;
    await this.client.workflow.start(naiveWorkflow, {
      taskQueue: this.taskQueue,
      workflowId: this.workflowId(ticketId),
      args: [
        {
          ticketId,
          status: 'open',
          priority: 1,
          customerTier: 'standard',
          createdAt,
          slaHours: SLA_HOURS,
          lastActivityAt: createdAt,
          customerReplies: 0,
          tier: 'L1',
          seq: 0,
        },
      ],
    });
  }

  protected reply(ticketId: string): Promise<void> {
    return this.signal(ticketId, { type: 'agentReplied', at: Date.now() });
  }

  protected workflowId(ticketId: string): string {
    return `naive/${ticketId}`;
  }

  private signal(ticketId: string, news: NaiveMessage): Promise<void> {
    return this.client.workflow.getHandle(this.workflowId(ticketId)).signal(message, news);
  }
}
