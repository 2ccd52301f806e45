/** What the auditor asks Temporal: who is running, who ended otherwise than by its own decision, whether a task queue is served. */
import { canBeQueried, quoted } from '../client/visibility.js';
import { isGrpcServiceError, WorkflowNotFoundError, type Client, type WorkflowExecutionInfo } from '@temporalio/client';
import type { Instant, Milliseconds } from '../domain/rules/policy.js';
import * as wire from '../workflows/contract.js';
import type { RunningWorkflow } from './diff.js';

/** A worker asks for work at least once a minute. */
const POLLED_WITHIN: Milliseconds = 120_000;

export interface StartedWorkflow extends RunningWorkflow {
  startedAt: Instant;
}

export class TemporalQueries {
  private readonly ours: string;
  /** The server is too old to know the question. */
  private reportsNoProblems = false;

  constructor(
    private readonly client: Client,
    readonly taskQueue: string,
  ) {
    this.ours = `TaskQueue = ${quoted(taskQueue)}`;
  }

  /** Those of the tickets that a workflow is watching, on whatever task queue. */
  async watched(ticketIds: string[]): Promise<Map<string, RunningWorkflow>> {
    const found = new Map<string, RunningWorkflow>();
    for (const ticketId of ticketIds.filter((id) => !canBeQueried(id))) {
      const watch = await this.described(ticketId);
      if (watch) found.set(ticketId, watch);
    }
    const ids = ticketIds.filter(canBeQueried).map((ticketId) => quoted(wire.ticketWorkflowId(ticketId)));
    if (ids.length === 0) return found;
    for await (const info of this.client.workflow.list({ query: `${RUNNING} AND WorkflowId IN (${ids.join(', ')})` })) {
      const watch = watchOf(info);
      found.set(watch.ticketId, watch);
    }
    return found;
  }

  private async described(ticketId: string): Promise<RunningWorkflow | undefined> {
    try {
      const info = await this.client.workflow.getHandle(wire.ticketWorkflowId(ticketId)).describe();
      return info.status.name === 'RUNNING' ? watchOf(info) : undefined;
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return undefined;
      throw error;
    }
  }

  /**
   * Tickets of our task queue whose next deadline has passed before an instant, from the newest workflow to the oldest. Index: `NextDeadlineAt`.
   * @param from only workflows that were started up to this instant; null: all
   */
  async overdue(before: Instant, from: Instant | null, limit: number): Promise<StartedWorkflow[]> {
    const { nextDeadlineAt } = wire.SEARCH_ATTRIBUTES;
    const started = from === null ? '' : ` AND StartTime < ${at(from + 1)}`;
    return this.running(`${nextDeadlineAt.name} < ${at(before)}${started}`, limit);
  }

  /** Tickets whose workflow has ended since an instant, and not by its own decision, in pages. Index: `ExecutionStatus`. */
  async *cutShort(since: Instant, pageSize: number): AsyncGenerator<string[]> {
    const query = `${CUT_SHORT} AND ${this.ours} AND CloseTime > ${at(since)}`;
    let page: string[] = [];
    for await (const { workflowId } of this.client.workflow.list({ query, pageSize })) {
      page.push(wire.ticketIdOf(workflowId));
      if (page.length < pageSize) continue;
      yield page;
      page = [];
    }
    if (page.length > 0) yield page;
  }

  /** The newest tickets whose workflow was started between two instants, on whatever task queue. Index: `StartTime`. */
  async started(since: Instant, before: Instant, limit: number): Promise<string[]> {
    return this.ids(`${RUNNING} AND StartTime > ${at(since)} AND StartTime < ${at(before)}`, limit);
  }

  /** Running workflows of our task queue that were started up to an instant, from the newest to the oldest. */
  async startedUpTo(latest: Instant, limit: number): Promise<StartedWorkflow[]> {
    return this.running(`StartTime < ${at(latest + 1)}`, limit);
  }

  private async running(which: string, limit: number): Promise<StartedWorkflow[]> {
    const found = await this.first(`${RUNNING} AND ${this.ours} AND ${which}`, limit);
    return found.map((info) => ({ ...watchOf(info), startedAt: info.startTime.getTime() }));
  }

  /** Tickets of which the server says itself that their workflow task keeps failing; none where it does not say such things. */
  async reportedStuck(limit: number): Promise<string[]> {
    if (this.reportsNoProblems) return [];
    try {
      return await this.ids(`${RUNNING} AND ${this.ours} AND ${REPORTED} IS NOT NULL`, limit);
    } catch (error) {
      if (!isInvalid(error)) throw error;
      this.reportsNoProblems = true;
      return [];
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

  private async ids(query: string, limit: number): Promise<string[]> {
    return (await this.first(query, limit)).map(({ workflowId }) => wire.ticketIdOf(workflowId));
  }

  private async first(query: string, limit: number): Promise<WorkflowExecutionInfo[]> {
    const found: WorkflowExecutionInfo[] = [];
    if (limit <= 0) return found;
    for await (const info of this.client.workflow.list({ query, pageSize: limit })) {
      found.push(info);
      if (found.length === limit) break;
    }
    return found;
  }
}

const OF_A_TICKET = `WorkflowType = '${wire.TICKET_WORKFLOW}'`;
const RUNNING = `${OF_A_TICKET} AND ExecutionStatus = 'Running'`;
const CUT_SHORT = `${OF_A_TICKET} AND ExecutionStatus IN ('Terminated', 'Failed', 'TimedOut', 'Canceled')`;
/** Set by servers from 1.30 on. */
const REPORTED = 'TemporalReportedProblems';
const INVALID_ARGUMENT = 3;

function isInvalid(error: unknown): boolean {
  // The client wraps what the server says.
  const said = isGrpcServiceError(error) ? error : (error as Error).cause;
  return isGrpcServiceError(said) && Number(said.code) === INVALID_ARGUMENT;
}

type Shown = Pick<WorkflowExecutionInfo, 'workflowId' | 'taskQueue' | 'typedSearchAttributes'>;

function watchOf({ workflowId, taskQueue, typedSearchAttributes: found }: Shown): RunningWorkflow {
  const { tier, status, priority, nextDeadlineAt } = wire.SEARCH_ATTRIBUTES;
  return {
    ticketId: wire.ticketIdOf(workflowId),
    taskQueue,
    tier: found.get(tier),
    status: found.get(status),
    priority: found.get(priority),
    nextDeadlineAt: found.get(nextDeadlineAt)?.getTime(),
  };
}

function at(instant: Instant): string {
  return quoted(new Date(instant).toISOString());
}
