/**
 * The Actions that Temporal Cloud would charge for a workflow, counted from its history as the server counts them
 * (`common/rpc/interceptor/telemetry.go`). Two kinds leave no event and are not in here: queries, and heartbeats.
 */
import type { temporal } from '@temporalio/proto';

export type Actions = Record<string, number>;

type History = temporal.api.history.v1.IHistory;
type HistoryEvent = NonNullable<History['events']>[number];

/** Kinds that are an Action each time, by the field of the event that holds what is special to it. */
const EACH: Partial<Record<keyof HistoryEvent, { kind: string; actions?: number }>> = {
  workflowExecutionSignaledEventAttributes: { kind: 'signal' },
  workflowExecutionUpdateAcceptedEventAttributes: { kind: 'update' },
  timerStartedEventAttributes: { kind: 'timer' },
  activityTaskScheduledEventAttributes: { kind: 'activity' },
  upsertWorkflowSearchAttributesEventAttributes: { kind: 'search attributes' },
  workflowPropertiesModifiedEventAttributes: { kind: 'memo' },
  workflowExecutionContinuedAsNewEventAttributes: { kind: 'continue-as-new' },
  startChildWorkflowExecutionInitiatedEventAttributes: { kind: 'child workflow', actions: 2 },
  signalExternalWorkflowExecutionInitiatedEventAttributes: { kind: 'signal to another' },
  nexusOperationScheduledEventAttributes: { kind: 'Nexus operation' },
  nexusOperationCancelRequestedEventAttributes: { kind: 'Nexus cancellation' },
};

/** How many of each kind, most first. */
export function actionsIn({ events }: History): Actions {
  const actions: Actions = {};
  const add = (kind: string, count = 1) => {
    if (count > 0) actions[kind] = (actions[kind] ?? 0) + count;
  };
  const tasksWithMarkers = new Set<string>();
  for (const event of events ?? []) {
    const { workflowExecutionStartedEventAttributes: started, activityTaskStartedEventAttributes: attempt } = event;
    // A run that goes on where another one ended was paid for there.
    if (started && !started.continuedExecutionRunId) add('start');
    if (attempt) add('activity retry', (attempt.attempt ?? 1) - 1);
    // All markers of a workflow task are one.
    const marker = event.markerRecordedEventAttributes;
    if (marker) tasksWithMarkers.add(String(marker.workflowTaskCompletedEventId));
    for (const [field, { kind, actions: count }] of Object.entries(EACH)) {
      if (event[field as keyof HistoryEvent]) add(kind, count);
    }
  }
  add('markers', tasksWithMarkers.size);
  return Object.fromEntries(Object.entries(actions).sort(([, a], [, b]) => b - a));
}
