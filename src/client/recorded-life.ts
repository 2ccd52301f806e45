/** What a ticket has been told in its life, as its workflow's histories have it. */
import type { Client } from '@temporalio/client';
import { askedOf } from '../domain/ticket/asked.js';
import { COMMANDS, type CommandName } from '../domain/ticket/commands.js';
import { iso, type IsoInstant } from '../domain/time/instant.js';
import type * as wire from '../workflows/contract.js';
import type { Calls } from './calls.js';
import { eventsOf, factToldBy, firstPayload, runsOf, timeOf, type HistoryEvent } from './histories.js';

/** A line of a timeline, its instants written out. */
export interface RecordedLine {
  at: IsoInstant;
  /** When the engine heard of it. */
  arrives: IsoInstant;
  ticketId: string;
  type: string;
  [key: string]: unknown;
}

export interface RecordedLife {
  lines: RecordedLine[];
  /** The history begins with the opening of the ticket: nothing before it has been forgotten. */
  isWhole: boolean;
  /** Commands by hand, which a timeline cannot play. */
  byHand: number;
}

/** Undefined: Temporal has no run of this ticket, or not any more. */
export async function recordedLife(client: Client, calls: Calls, ticketId: string): Promise<RecordedLife | undefined> {
  const life: RecordedLife = { lines: [], isWhole: false, byHand: 0 };
  const runs = await runsOf(client, calls, ticketId);
  if (runs.length === 0) return undefined;
  const reader = new Reader(client.options.loadedDataConverter, ticketId, life);
  for (const [i, run] of runs.entries()) {
    for (const event of await eventsOf(client, calls, ticketId, run)) await reader.read(event, i === 0);
  }
  return life;
}

class Reader {
  /** What commands do if they are answered with yes, by the event that took them. */
  private readonly asked = new Map<string, () => void>();

  constructor(
    private readonly converter: Client['options']['loadedDataConverter'],
    private readonly ticketId: string,
    private readonly life: RecordedLife,
  ) {}

  async read(event: HistoryEvent, isFirstRun: boolean): Promise<void> {
    const arrives = iso(timeOf(event));
    const started = event.workflowExecutionStartedEventAttributes;
    if (started) {
      this.asked.clear();
      const input = (await firstPayload(this.converter, started.input?.payloads)) as wire.TicketInput | undefined;
      if (input?.mode === 'open') this.opened(input, arrives, isFirstRun);
      return;
    }
    const signaled = event.workflowExecutionSignaledEventAttributes;
    const type = factToldBy(signaled?.signalName);
    if (signaled && type !== undefined) {
      const told = await firstPayload(this.converter, signaled.input?.payloads);
      // One whose form is wrong was not heard.
      if (typeof told === 'object') this.add({ at: arrives, ...(told as object), arrives, type });
      return;
    }
    const asked = event.workflowExecutionUpdateAcceptedEventAttributes?.acceptedRequest?.input;
    if (asked) {
      const message = await firstPayload(this.converter, asked.args?.payloads);
      this.asked.set(String(event.eventId), () => this.commanded(asked.name as CommandName, message, arrives));
    }
    const answered = event.workflowExecutionUpdateCompletedEventAttributes;
    const answer = (await firstPayload(this.converter, answered?.outcome?.success?.payloads)) as
      Partial<wire.CommandAnswer> | undefined;
    if (answer?.accepted) this.asked.get(String(answered!.acceptedEventId))?.();
  }

  private opened(input: Extract<wire.TicketInput, { mode: 'open' }>, arrives: IsoInstant, isFirstRun: boolean): void {
    if (isFirstRun) this.life.isWhole = true;
    const { ticketId: _own, ...ticket } = input.ticket;
    const written = Object.entries(ticket).map(([key, value]) => [key, isInstant(key) ? iso(value as number) : value]);
    this.add({ at: arrives, arrives, type: 'created', ticket: Object.fromEntries(written) });
  }

  private commanded(name: CommandName, message: unknown, at: IsoInstant): void {
    if (!Object.hasOwn(COMMANDS, name)) return;
    const { line } = COMMANDS[name];
    const { commandId, ...given } = message as { commandId: string };
    if (line === null) this.life.byHand++;
    else this.add({ at, arrives: at, eventId: commandId, type: line, ...askedOf(line, given) });
  }

  private add(line: Omit<RecordedLine, 'ticketId'> & { at: IsoInstant; arrives: IsoInstant; type: string }): void {
    const { at, arrives, ...rest } = line;
    this.life.lines.push({ at, arrives, ticketId: this.ticketId, ...rest });
  }
}

function isInstant(key: string): boolean {
  return key === 'createdAt' || key === 'lastActivityAt' || key === 'asOf';
}
