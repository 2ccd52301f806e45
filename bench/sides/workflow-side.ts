/** What all sides with workflows have in common: a client, and what a workflow leaves behind. */
import type { Client } from '@temporalio/client';
import type { WorkerProcess } from '../worker/process.js';
import type { SideName } from './names.js';
import { Side, type Ended } from './side.js';

export abstract class WorkflowSide extends Side {
  protected constructor(
    name: SideName,
    worker: WorkerProcess,
    alerts: number,
    protected readonly client: Client,
  ) {
    super(name, worker, alerts);
  }

  /** A ticket's whole life in steps, each of which is to be worked off before the next. */
  abstract life(ticketId: string): (() => Promise<void>)[];

  /** Waits for the end of a ticket's workflow, and returns what it left. */
  async ended(ticketId: string): Promise<Ended> {
    const handle = this.client.workflow.getHandle(this.workflowId(ticketId));
    await handle.result();
    const { historySize = 0, raw } = await handle.describe();
    return {
      history: await handle.fetchHistory(),
      bytes: historySize,
      stateTransitions: Number(raw.workflowExecutionInfo?.stateTransitionCount ?? NaN),
    };
  }

  async stop(): Promise<void> {
    await this.worker.stop();
    await this.client.connection.close();
  }

  protected abstract workflowId(ticketId: string): string;
}
