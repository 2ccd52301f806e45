/** The recorded histories: one file for each run. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import proto, { type temporal } from '@temporalio/proto';

const { History } = proto.temporal.api.history.v1;

export const HISTORIES = fileURLToPath(new URL('./histories', import.meta.url));

export function fileOf(name: string): string {
  return join(HISTORIES, `${name}.json`);
}

/** A history as text: enumerations by name, bytes in base64. */
export function written(history: temporal.api.history.v1.IHistory): string {
  const plain = History.toObject(History.fromObject(history), { longs: String, enums: String, bytes: String });
  return `${JSON.stringify(plain)}\n`;
}

/** A history without what no replay looks at: what activities and the next run are called with, and labels. */
export function forReplay(history: temporal.api.history.v1.IHistory): temporal.api.history.v1.IHistory {
  const events = (history.events ?? []).map(({ userMetadata: _, ...event }) => {
    const { activityTaskScheduledEventAttributes: activity, workflowExecutionContinuedAsNewEventAttributes: next } =
      event;
    if (activity) return { ...event, activityTaskScheduledEventAttributes: { ...activity, input: null } };
    if (next) return { ...event, workflowExecutionContinuedAsNewEventAttributes: { ...next, input: null } };
    return event;
  });
  return { events };
}

export interface Recorded {
  name: string;
  workflowId: string;
  history: temporal.api.history.v1.History;
  /** What happened in it: `EVENT_TYPE_TIMER_STARTED`. */
  eventTypes: string[];
  /** As it stands in the file. */
  text: string;
}

export function recorded(): Recorded[] {
  const names = readdirSync(HISTORIES).filter((file) => file.endsWith('.json'));
  return names.sort().map((file) => {
    const text = readFileSync(join(HISTORIES, file), 'utf8');
    const plain = JSON.parse(text) as { events: { eventType: string }[] };
    const history = History.fromObject(plain);
    return {
      name: file.slice(0, -'.json'.length),
      workflowId: history.events[0]!.workflowExecutionStartedEventAttributes!.workflowId!,
      history,
      eventTypes: plain.events.map(({ eventType }) => eventType),
      text,
    };
  });
}
