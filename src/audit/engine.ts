/** Temporal as the auditor needs it: who is running, how a run ended, and the few things that repair. */
import { WorkflowNotFoundError, type Client, type WorkflowExecutionInfo } from '@temporalio/client';
import { describeTicket, type KnownTicket } from '../client/description.js';
import type { TicketChanges } from '../domain/facts.js';
import type { Instant, Milliseconds } from '../domain/policy.js';
import * as wire from '../workflows/contract.js';
import type { Watch } from './compare.js';

/** A workflow task is tried a second time after it has failed, or after its worker was killed. */
const STUCK = 2;
/** A worker asks for work at least once a minute. */
const POLLED_WITHIN: Milliseconds = 120_000;

export type LastRun =
  | { is: 'running'; attempts: number }
  /** `cut-short`: not by its own decision. */
  | { is: 'completed' | 'cut-short' | 'unknown' };

export class TicketEngine {
  constructor(
    private readonly client: Client,
    readonly taskQueue: string,
  ) {}

  /** Those of the tickets that a workflow is watching, on whatever task queue. */
  async watched(ticketIds: string[]): Promise<Map<string, Watch>> {
    const ids = ticketIds.map((ticketId) => quoted(wire.ticketWorkflowId(ticketId))).join(', ');
    const found = new Map<string, Watch>();
    for await (const info of this.client.workflow.list({ query: `${RUNNING} AND WorkflowId IN (${ids})` })) {
      const watch = watchOf(info);
      found.set(watch.ticketId, watch);
    }
    return found;
  }

  /** Every running workflow of our task queue that was started before an instant, in pages. */
  async *allWatches(pageSize: number, startedBefore: Instant): AsyncIterable<Watch[]> {
    const started = `StartTime < ${quoted(new Date(startedBefore).toISOString())}`;
    const query = `${RUNNING} AND TaskQueue = ${quoted(this.taskQueue)} AND ${started}`;
    let page: Watch[] = [];
    for await (const info of this.client.workflow.list({ query, pageSize })) {
      page.push(watchOf(info));
      if (page.length < pageSize) continue;
      yield page;
      page = [];
    }
    if (page.length > 0) yield page;
  }

  async lastRun(ticketId: string): Promise<LastRun> {
    try {
      const { status, raw } = await this.handle(ticketId).describe();
      if (status.name === 'RUNNING') return { is: 'running', attempts: raw.pendingWorkflowTask?.attempt ?? 0 };
      return { is: status.name === 'COMPLETED' ? 'completed' : 'cut-short' };
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return { is: 'unknown' };
      throw error;
    }
  }

  /** Its task fails each time, so that it hears nothing and decides nothing. A message would begin the count of attempts anew. */
  async stuck(ticketId: string): Promise<boolean> {
    const run = await this.lastRun(ticketId);
    return run.is === 'running' && run.attempts >= STUCK;
  }

  /** Takes the watch up again from what the database holds. One that is running is left alone. */
  async takeUp(ticket: KnownTicket): Promise<void> {
    await this.client.workflow.start(wire.TICKET_WORKFLOW, this.again(ticket));
  }

  /** Tells what the help desk never did; takes the watch up for it when nobody watches. */
  async tell(ticket: KnownTicket, eventId: string, changes: TicketChanges): Promise<void> {
    await this.client.workflow.signalWithStart(wire.TICKET_WORKFLOW, {
      ...this.again(ticket),
      signal: wire.ticketChanged,
      signalArgs: [{ eventId, ...changes }],
    });
  }

  /** Makes a running workflow decide once more and write the ticket down. False: it is not running any more. */
  async lookAgain(ticketId: string): Promise<boolean> {
    try {
      await this.handle(ticketId).signal(wire.lookAgain);
      return true;
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return false;
      throw error;
    }
  }

  /** Whether a worker asks this queue for work. @param type what it asks for: workflow tasks or activities */
  async served(taskQueue: string, type: 'workflow' | 'activity'): Promise<boolean> {
    const { pollers } = await this.client.workflowService.describeTaskQueue({
      namespace: this.client.options.namespace,
      taskQueue: { name: taskQueue },
      taskQueueType: type === 'workflow' ? 1 : 2,
    });
    const since = Date.now() - POLLED_WITHIN;
    return (pollers ?? []).some(({ lastAccessTime }) => Number(lastAccessTime?.seconds ?? 0) * 1000 > since);
  }

  private handle(ticketId: string) {
    return this.client.workflow.getHandle(wire.ticketWorkflowId(ticketId));
  }

  private again(ticket: KnownTicket) {
    const { ticketId } = ticket;
    return {
      taskQueue: this.taskQueue,
      workflowId: wire.ticketWorkflowId(ticketId),
      workflowIdReusePolicy: 'ALLOW_DUPLICATE' as const,
      workflowIdConflictPolicy: 'USE_EXISTING' as const,
      ...describeTicket(ticket, 'taken up again'),
      args: [{ mode: 'reopen', ticketId }],
    };
  }
}

const RUNNING = `WorkflowType = '${wire.TICKET_WORKFLOW}' AND ExecutionStatus = 'Running'`;

function watchOf({ workflowId, taskQueue, typedSearchAttributes: found }: WorkflowExecutionInfo): Watch {
  const { tier, status, priority } = wire.SEARCH_ATTRIBUTES;
  return {
    ticketId: wire.ticketIdOf(workflowId),
    taskQueue,
    tier: found.get(tier),
    status: found.get(status),
    priority: found.get(priority),
  };
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
