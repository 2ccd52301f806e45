/** When a ticket's workflow decided, and on what: read from its histories alone. */
import type { WorkflowHandle } from '@temporalio/client';

/** A signal or an update, as it came. */
export interface Message {
  name: string;
  payload: Record<string, unknown>;
}

/** A workflow task in which something was decided. */
export interface Wake {
  /** The workflow's clock in it, in milliseconds. */
  at: number;
  /** What was heard, in order: signals, then updates. */
  heard: Message[];
}

type Event = NonNullable<Awaited<ReturnType<WorkflowHandle['fetchHistory']>>['events']>[number];
type Payloads = NonNullable<Event['workflowExecutionSignaledEventAttributes']>['input'];

/** Of one run. @param commands names of the updates that decide something; others only ask */
export async function wakesOf(handle: WorkflowHandle, commands: ReadonlySet<string>): Promise<Wake[]> {
  const reader = new Reader(commands);
  for (const event of (await handle.fetchHistory()).events ?? []) reader.read(event);
  return reader.wakes;
}

class Reader {
  readonly wakes: Wake[] = [];
  private heard: Message[] = [];
  /** A message, a timer or the beginning: what a decision is taken for. Results of activities are none. */
  private isNews = true;
  private taskAt = 0;
  /** Such a run takes a ticket up again, and decides nothing before it has loaded it with its `first` activity, whose id it then is. */
  private loads = 'not';

  constructor(private readonly commands: ReadonlySet<string>) {}

  read(event: Event): void {
    const started = event.workflowExecutionStartedEventAttributes;
    const signaled = event.workflowExecutionSignaledEventAttributes;
    const updated = event.workflowExecutionUpdateAcceptedEventAttributes?.acceptedRequest?.input;
    if (started) {
      if (first(started.input)['mode'] === 'reopen') this.loads = 'first';
    } else if (signaled) {
      this.heard.push({ name: signaled.signalName!, payload: first(signaled.input) });
      this.isNews = true;
    } else if (event.timerFiredEventAttributes) this.isNews = true;
    else if (event.activityTaskScheduledEventAttributes) {
      if (this.loads === 'first') this.loads = String(event.eventId);
    } else if (event.activityTaskCompletedEventAttributes) {
      if (String(event.activityTaskCompletedEventAttributes.scheduledEventId) === this.loads) this.loads = 'not';
    } else if (event.workflowTaskStartedEventAttributes) this.taskAt = timeOf(event);
    else if (event.workflowTaskCompletedEventAttributes) this.taskDone();
    else if (updated && this.commands.has(updated.name!)) {
      // It is noted behind the task that has carried it out.
      if (this.wakes.at(-1)?.at !== this.taskAt) this.wakes.push({ at: this.taskAt, heard: [] });
      this.wakes.at(-1)!.heard.push({ name: updated.name!, payload: first(updated.args) });
    }
  }

  private taskDone(): void {
    if (!this.isNews || this.loads !== 'not') return;
    this.wakes.push({ at: this.taskAt, heard: this.heard });
    this.heard = [];
    this.isNews = false;
  }
}

function timeOf({ eventTime }: Event): number {
  return Number(eventTime!.seconds) * 1_000 + Math.floor(eventTime!.nanos! / 1e6);
}

/** Tests use no codec: payloads are JSON. */
function first(payloads: Payloads): Record<string, unknown> {
  const [payload] = payloads?.payloads ?? [];
  return payload?.data ? (JSON.parse(Buffer.from(payload.data).toString()) as Record<string, unknown>) : {};
}
