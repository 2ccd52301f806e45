/** A ticket as it was at an instant, out of the history of the run that watched it then: the same messages, the same decisions. */
import type { Client } from '@temporalio/client';
import type { PolicyChange } from '../domain/change/policy-change.js';
import { decide } from '../domain/ladder/decide.js';
import type { EngineRecord } from '../domain/records/snapshot.js';
import type { Instant } from '../domain/rules/policy.js';
import { begun } from '../domain/run/beginning.js';
import { loaded } from '../domain/run/writes.js';
import { applyCommand, type Command, type CommandName } from '../domain/ticket/commands.js';
import { applyFact, rememberId, type Fact } from '../domain/ticket/facts.js';
import { readState } from '../domain/ticket/older-states.js';
import type { TicketState } from '../domain/ticket/ticket.js';
import * as wire from '../workflows/contract.js';
import { FormError, readCommand, readFact, readPolicyChange } from '../workflows/forms.js';
import type { Calls } from './calls.js';
import { eventsOf, factToldBy, firstPayload, runsOf, timeOf, type HistoryEvent } from './histories.js';

export interface TicketThen {
  ticket: TicketState;
  /** When its last decision before that instant was taken. */
  decidedAt: Instant;
}

/**
 * Undefined: Temporal has no history of that time, or the ticket was just being loaded. A life that Temporal has forgotten and that the
 * database knew is not seen in the run that found it.
 */
export async function ticketAt(
  client: Client,
  calls: Calls,
  ticketId: string,
  at: Instant,
): Promise<TicketThen | undefined> {
  const run = (await runsOf(client, calls, ticketId)).findLast(({ startedAt }) => startedAt <= at);
  if (!run) return undefined;
  const reader = new HistoryReader(client.options.loadedDataConverter);
  for (const event of await eventsOf(client, calls, ticketId, run)) if (!(await reader.take(event, at))) break;
  return reader.then;
}

type Converter = Client['options']['loadedDataConverter'];
type Payloads = Parameters<typeof firstPayload>[1];

/** Goes through a history, event by event. */
class HistoryReader {
  then: TicketThen | undefined;
  private input: wire.TicketInput | undefined;
  /** Loaded from the database. */
  private record: EngineRecord | undefined;
  private readonly facts: Fact[] = [];
  private startedAt: Instant = 0;
  /** The event with which a run of a reopened ticket asks for it, before anything else. */
  private askedFor: string | undefined;

  constructor(private readonly converter: Converter) {}

  /** False: what comes now is later. */
  async take(event: HistoryEvent, at: Instant): Promise<boolean> {
    if (event.workflowExecutionStartedEventAttributes) {
      this.input = await this.first<wire.TicketInput>(event.workflowExecutionStartedEventAttributes.input?.payloads);
      if (this.input?.mode === 'reopen') this.facts.push(...(this.input.heard?.facts ?? []));
    } else if (event.workflowExecutionSignaledEventAttributes) {
      const { signalName, input } = event.workflowExecutionSignaledEventAttributes;
      this.takeSignal(signalName ?? '', await this.first(input?.payloads));
    } else if (event.activityTaskScheduledEventAttributes && this.input?.mode === 'reopen') {
      this.askedFor ??= String(event.eventId);
    } else if (event.activityTaskCompletedEventAttributes) {
      const { scheduledEventId, result } = event.activityTaskCompletedEventAttributes;
      if (this.askedFor !== undefined && String(scheduledEventId) === this.askedFor) {
        this.record = (await this.first<EngineRecord | null>(result?.payloads)) ?? undefined;
      }
    } else if (event.workflowTaskStartedEventAttributes) {
      this.startedAt = timeOf(event);
      if (this.startedAt > at) return false;
    } else if (event.workflowTaskCompletedEventAttributes) this.decide();
    else if (event.workflowExecutionUpdateAcceptedEventAttributes) {
      const { name, args } = event.workflowExecutionUpdateAcceptedEventAttributes.acceptedRequest?.input ?? {};
      this.obey(name ?? '', await this.first(args?.payloads));
    }
    return true;
  }

  private async first<T = unknown>(payloads: Payloads): Promise<T | undefined> {
    return (await firstPayload(this.converter, payloads)) as T | undefined;
  }

  private takeSignal(signal: string, payload: unknown): void {
    const type = factToldBy(signal);
    if (type) formed(() => this.facts.push(readFact(type, payload, Infinity)));
  }

  /** A workflow task has been worked off: what has come by then, and one decision. */
  private decide(): void {
    const now = this.startedAt;
    let ticket = this.then?.ticket ?? this.begin(now);
    if (!ticket) return;
    for (const fact of this.facts.splice(0)) {
      ticket = applyFact(ticket, { ...fact, at: Math.min(fact.at, now) }, now).state;
    }
    this.then = { ticket: decide(ticket, now).state, decidedAt: now };
  }

  private begin(now: Instant): TicketState | undefined {
    const { input, record } = this;
    if (input?.mode === 'continue') return readState(input.carried.state.ticket);
    if (input?.mode !== 'open') return record && loaded(record).ticket;
    return begun(input, now).state;
  }

  /** An update is noted after the task that has carried it out. */
  private obey(update: string, payload: unknown): void {
    const { then, startedAt: now } = this;
    const command = formed(() => commandOf(update, payload));
    const remembered = then && command && rememberId(then.ticket, command.commandId);
    if (!remembered || remembered === 'repeat') return;
    const done = applyCommand(remembered, command, now);
    if (!('refused' in done)) this.then = { ticket: decide(done.state, now).state, decidedAt: now };
  }
}

function commandOf(update: string, payload: unknown): Command | PolicyChange | undefined {
  if (update === wire.changePolicy.name) return readPolicyChange(payload);
  const isCommand = wire.COMMAND_NAMES.includes(update as CommandName);
  return isCommand ? readCommand(update as CommandName, payload) : undefined;
}

/** Undefined for a message that the workflow has not taken either. */
function formed<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof FormError) return undefined;
    throw error;
  }
}
