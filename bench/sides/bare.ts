/** The floor: the bare workflow and a worker for it. */
import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { bareWorkflow, told, type BareFact } from '../workflows/bare.workflow.js';
import { WorkerProcess } from '../worker/process.js';
import { bareWorkflowId } from './bare-ids.js';
import type { Ground, SideOptions } from './side.js';
import { WorkflowSide } from './workflow-side.js';

/** As many signals as the life of Rung's ticket has replies. */
const SIGNALS = 10;
const LIFE_MS = 6_000;

export class BareSide extends WorkflowSide {
  private constructor(
    worker: WorkerProcess,
    client: Client,
    private readonly taskQueue: string,
  ) {
    super('bare', worker, 1, client);
  }

  static async start({ address, bundles }: Ground, { heartbeats = false }: SideOptions = {}): Promise<BareSide> {
    const taskQueue = `bench-bare-${randomUUID()}`;
    const setup = { kind: 'bare', address, taskQueue, bundlePath: bundles.bare, paced: false, heartbeats } as const;
    const worker = await WorkerProcess.start(setup);
    return new BareSide(worker, new Client({ connection: await Connection.connect({ address }) }), taskQueue);
  }

  /** Opened, ten signals, its timer, its activity, its end. */
  life(ticketId: string): (() => Promise<void>)[] {
    const deadline = Date.now() + LIFE_MS;
    return [
      () => this.open(ticketId, deadline),
      ...Array.from({ length: SIGNALS - 1 }, () => () => this.tell(ticketId)),
      async () => void (await this.completed([{ ticketId, deadline }])),
      () => this.send(() => this.signal(ticketId, true)),
    ];
  }

  protected async enter(ticketId: string, deadline: number): Promise<void> {
    const { taskQueue } = this;
    const workflowId = bareWorkflowId(ticketId);
    await this.client.workflow.start(bareWorkflow, { taskQueue, workflowId, args: [{ deadline }] });
  }

  protected reply(ticketId: string): Promise<void> {
    return this.signal(ticketId, false);
  }

  protected workflowId(ticketId: string): string {
    return bareWorkflowId(ticketId);
  }

  private signal(ticketId: string, last: boolean): Promise<void> {
    const fact: BareFact = { eventId: randomUUID(), at: new Date().toISOString(), ...(last && { last }) };
    return this.client.workflow.getHandle(bareWorkflowId(ticketId)).signal(told, fact);
  }
}
