/** The recorded histories: one file for each run. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import proto, { type temporal } from '@temporalio/proto';

const { History } = proto.temporal.api.history.v1;
type IHistory = temporal.api.history.v1.IHistory;

export const HISTORIES = fileURLToPath(new URL('./histories', import.meta.url));

export function fileOf(name: string): string {
  return join(HISTORIES, `${name}.json`);
}

/** A history as text, one event a line: enumerations by name, bytes in base64. */
export function written(history: IHistory): string {
  const plain = History.toObject(History.fromObject(history), { longs: String, enums: String, bytes: String });
  const { events } = plain as { events: object[] };
  return `{"events":[\n${events.map((event) => JSON.stringify(event)).join(',\n')}\n]}\n`;
}

/** What no replay looks at, by the event that has it: what is called with what, where and for how long. */
const NEEDLESS: Record<string, string[]> = {
  workflowTaskScheduledEventAttributes: ['taskQueue', 'startToCloseTimeout'],
  workflowTaskStartedEventAttributes: ['historySizeBytes'],
  workflowTaskCompletedEventAttributes: ['meteringMetadata', 'workerVersion'],
  activityTaskScheduledEventAttributes: [
    ...['header', 'input', 'retryPolicy', 'taskQueue', 'heartbeatTimeout'],
    ...['scheduleToCloseTimeout', 'scheduleToStartTimeout', 'startToCloseTimeout'],
  ],
  workflowExecutionContinuedAsNewEventAttributes: ['input', 'searchAttributes'],
};
const NEEDLESS_ANYWHERE = ['taskId', 'requestId', 'workerVersion', 'userMetadata'];

/** A history without what no replay looks at. */
export function forReplay({ events }: IHistory): IHistory {
  return {
    events: events!.map((event) => {
      const kept = Object.entries(without(event, NEEDLESS_ANYWHERE)).map(([name, value]: [string, unknown]) => {
        if (!name.endsWith('Attributes') || !value) return [name, value];
        return [name, without(value, [...NEEDLESS_ANYWHERE, ...(NEEDLESS[name] ?? [])])];
      });
      return Object.fromEntries(kept) as typeof event;
    }),
  };
}

function without(value: object, keys: string[]): object {
  return Object.fromEntries(Object.entries(value).filter(([key]) => !keys.includes(key)));
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
