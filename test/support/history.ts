/** Reading a workflow's history in tests. */
import type { WorkflowHandle } from '@temporalio/client';

/** One event, by what happened: `timerStarted`, `workflowExecutionSignaled`, … */
export interface HistoryEvent {
  name: string;
  attributes: Record<string, unknown>;
  /** The label that the Web UI shows. */
  summary: string | undefined;
}

export async function historyOf(handle: WorkflowHandle): Promise<HistoryEvent[]> {
  const { events } = await handle.fetchHistory();
  return (events ?? []).map((event) => {
    const key = Object.keys(event).find(
      (name) => name.endsWith('EventAttributes') && event[name as keyof typeof event] != null,
    )!;
    const summary = event.userMetadata?.summary?.data;
    return {
      name: key.slice(0, -'EventAttributes'.length),
      attributes: event[key as keyof typeof event] as Record<string, unknown>,
      summary: summary ? (JSON.parse(Buffer.from(summary).toString()) as string) : undefined,
    };
  });
}

export function tally(events: HistoryEvent[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { name } of events) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

/** How often something happened. */
export async function timesOf(handle: WorkflowHandle, name: string): Promise<number> {
  return tally(await historyOf(handle)).get(name) ?? 0;
}

/** Names of the activities that were asked for, in order. */
export async function activitiesOf(handle: WorkflowHandle): Promise<string[]> {
  return (await historyOf(handle))
    .filter(({ name }) => name === 'activityTaskScheduled')
    .map(({ attributes }) => (attributes as { activityType: { name: string } }).activityType.name);
}

/** Whether an attempt at an activity was given up because nothing was heard of it. */
export async function hasTimedOut(handle: WorkflowHandle): Promise<boolean> {
  return (await historyOf(handle)).some(({ name, attributes }) => {
    const { lastFailure } = attributes as { lastFailure?: { timeoutFailureInfo?: unknown } | null };
    return (
      name === 'activityTaskTimedOut' || (name === 'activityTaskStarted' && lastFailure?.timeoutFailureInfo != null)
    );
  });
}
