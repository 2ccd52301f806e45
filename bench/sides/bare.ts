/** The floor: bare.workflow.ts and a worker for it. */
import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { bareWorkflow, told, type BareFact } from '../bare.workflow.js';
import type { Ended, Ground, Side, StormOutcome, StormTicket } from '../side.js';
import { spreadOf } from '../statistics.js';
import { WorkerProcess } from '../worker-process.js';

export class BareSide implements Side {
  readonly name = 'bare';
  private sent = 0;
  private openedSoFar = 0;
  private stormsDone = 0;

  private constructor(
    readonly worker: WorkerProcess,
    private readonly client: Client,
    private readonly taskQueue: string,
  ) {}

  static async start({ address, mongodbUri, bareBundle }: Ground): Promise<BareSide> {
    const taskQueue = `bench-bare-${randomUUID()}`;
    const worker = await WorkerProcess.start({
      kind: 'bare',
      address,
      mongodbUri: mongodbUri('unused'),
      taskQueue,
      bundlePath: bareBundle,
    });
    const client = new Client({ connection: await Connection.connect({ address }) });
    return new BareSide(worker, client, taskQueue);
  }

  async open(ticketId: string, deadline: number): Promise<void> {
    await this.client.workflow.start(bareWorkflow, {
      taskQueue: this.taskQueue,
      workflowId: workflowId(ticketId),
      args: [{ deadline }],
    });
    this.openedSoFar++;
  }

  opened(): Promise<void> {
    return this.worker.reaches('the bare tickets to be watched', ({ opened }) => opened >= this.openedSoFar);
  }

  tell(ticketId: string, last = false): Promise<void> {
    this.sent++;
    const fact: BareFact = { eventId: randomUUID(), at: new Date().toISOString(), ...(last && { last }) };
    return this.client.workflow.getHandle(workflowId(ticketId)).signal(told, fact);
  }

  heard(): Promise<void> {
    return this.worker.reaches('the bare tickets to hear every signal', ({ heard }) => heard >= this.sent);
  }

  async settled(tickets: readonly StormTicket[]): Promise<StormOutcome> {
    this.stormsDone += tickets.length;
    await this.worker.reaches('the bare deadlines to be done', ({ done }) => done >= this.stormsDone);
    const deadlines = await this.worker.deadlines();
    return {
      doneAt: Math.max(...deadlines.map(({ doneAt }) => doneAt)),
      decided: spreadOf(deadlines.map(({ deadline, wokeAt }) => wokeAt - deadline)),
      done: spreadOf(deadlines.map(({ deadline, doneAt }) => doneAt - deadline)),
    };
  }

  /** Waits for the end of a ticket's workflow, and returns what it left. */
  async ended(ticketId: string): Promise<Ended> {
    const handle = this.client.workflow.getHandle(workflowId(ticketId));
    await handle.result();
    const { historySize = 0 } = await handle.describe();
    return { history: await handle.fetchHistory(), bytes: historySize };
  }

  async stop(): Promise<void> {
    await this.client.connection.close();
    await this.worker.stop();
  }
}

function workflowId(ticketId: string): string {
  return `bare/${ticketId}`;
}
