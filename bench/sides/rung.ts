/** Rung as it is: the client library, the workers of src/worker, a store, and alerts into a null channel. */
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { Rung } from '../../src/client/index.js';
import type { AuditReport } from '../../src/domain/audit/drift.js';
import { HOUR } from '../../src/domain/rules/policy.js';
import { loadPolicy } from '../../src/policy/index.js';
import { AUDIT_WORKFLOW, auditId, ticketWorkflowId } from '../../src/workflows/contract.js';
import { WorkerProcess } from '../worker/process.js';
import { BenchDatabase } from './database.js';
import { IntakeProcess } from './intake-process.js';
import type { Audits, DueTicket, Ground, Outcome, SideOptions } from './side.js';
import { WorkflowSide } from './workflow-side.js';

/** From dist/bench/sides. */
const POLICY = fileURLToPath(new URL('../../../policies/default.yaml', import.meta.url));
const SLA_HOURS = 24;
/** `time_based`: 75 % of the SLA, to L2. */
const FIRST_DEADLINE = 0.75 * SLA_HOURS * HOUR;
/** L2 is told on Slack and by mail. */
const ALERTS = 2;
/** A busy machine is slow, not broken. */
const ANSWER_MS = 60_000;
/** Messages of a life; the third of the customer's escalates the ticket. */
const CUSTOMER_REPLIES = 3;
const AGENT_REPLIES = 7;

export class RungSide extends WorkflowSide {
  private constructor(
    worker: WorkerProcess,
    client: Client,
    private readonly address: string,
    private readonly taskQueue: string,
    private readonly rung: Rung,
    private readonly database: BenchDatabase | undefined,
  ) {
    super('rung', worker, ALERTS, client);
  }

  static async start(ground: Ground, { heartbeats = false }: SideOptions = {}): Promise<RungSide> {
    const { address, paced } = ground;
    const database = await BenchDatabase.of(ground);
    const taskQueue = `bench-rung-${randomUUID().slice(0, 8)}`;
    const bundlePath = ground.bundles.rung;
    const mongodbUri = database?.uri;
    const setup = { kind: 'rung', address, mongodbUri, taskQueue, bundlePath, paced, heartbeats } as const;
    const worker = await WorkerProcess.start(setup);
    const client = new Client({ connection: await Connection.connect({ address }) });
    const rung = new Rung({ client, policy: await loadPolicy(POLICY), taskQueue, timeoutMs: ANSWER_MS });
    return new RungSide(worker, client, address, taskQueue, rung, database);
  }

  /** What the worker says it has done, and beside it what the database has. */
  override async completed(tickets: readonly DueTicket[]): Promise<Outcome> {
    const outcome = await super.completed(tickets);
    await this.database?.assertEscalatedOnce(tickets, ALERTS);
    return outcome;
  }

  /**
   * Opened, ten replies (the third escalates to L2), escalated to the manager by a person, resolution confirmed: taken
   * back, resolved and ended. Three transitions with two alerts each.
   */
  life(ticketId: string): (() => Promise<void>)[] {
    const { rung } = this;
    const repeat = (times: number, step: () => Promise<void>) => Array.from({ length: times }, () => step);
    return [
      () => this.open(ticketId, Date.now() + FIRST_DEADLINE),
      ...repeat(CUSTOMER_REPLIES, () => this.send(() => rung.customerReplied(ticketId))),
      ...repeat(AGENT_REPLIES, () => this.tell(ticketId)),
      async () => void (await rung.escalate(ticketId, { by: 'bench', to: 'manager' })),
      () => this.send(() => rung.confirmResolution(ticketId)),
    ];
  }

  /** @param width connections at a time. @throws without a database */
  startIntake(width: number): Promise<IntakeProcess> {
    const { address, taskQueue, database } = this;
    if (!database) throw new Error('the intake needs a database');
    return IntakeProcess.start({ address, mongodbUri: database.uri, taskQueue, width });
  }

  override async audits(): Promise<Audits> {
    const query = `TaskQueue = '${this.taskQueue}' AND WorkflowType = '${AUDIT_WORKFLOW}'`;
    let ended = 0;
    let failed = 0;
    for await (const { workflowId, status } of this.client.workflow.list({ query })) {
      if (status.name === 'RUNNING') continue;
      ended++;
      const whole =
        status.name === 'COMPLETED' && ((await this.client.workflow.result(workflowId)) as AuditReport).complete;
      if (!whole) failed++;
    }
    return { ended, failed };
  }

  override async stop(): Promise<void> {
    // Its audits would go on without a worker.
    await this.client.schedule
      .getHandle(auditId(this.taskQueue))
      .delete()
      .catch(() => undefined);
    await super.stop();
    await this.database?.drop();
  }

  protected async enter(ticketId: string, deadline: number): Promise<void> {
    await this.rung.openTicket({
      ticketId,
      status: 'open',
      priority: 'normal',
      customerTier: 'standard',
      slaHours: SLA_HOURS,
      createdAt: new Date(deadline - FIRST_DEADLINE),
    });
  }

  protected async reply(ticketId: string): Promise<void> {
    await this.rung.agentReplied(ticketId);
  }

  protected workflowId(ticketId: string): string {
    return ticketWorkflowId(ticketId);
  }
}
