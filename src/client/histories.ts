/** Histories of a ticket's runs, as far as Temporal remembers them. */
import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import type { Payload } from '@temporalio/common';
import type { Instant } from '../domain/rules/policy.js';
import type { Fact } from '../domain/ticket/facts.js';
import * as wire from '../workflows/contract.js';
import type { Calls } from './calls.js';
import { canBeQueried, quoted } from './visibility.js';

type History = Awaited<ReturnType<ReturnType<Client['workflow']['getHandle']>['fetchHistory']>>;
export type HistoryEvent = NonNullable<History['events']>[number];

export interface RunOfTicket {
  runId: string;
  startedAt: Instant;
}

const FACTS: ReadonlyMap<unknown, Fact['type']> = new Map(
  Object.entries(wire.FACT_SIGNALS).map(([type, { name }]) => [name, type as Fact['type']]),
);

/** The fact that a signal tells; undefined: it tells none. */
export function factToldBy(signal: unknown): Fact['type'] | undefined {
  return FACTS.get(signal);
}

/** All that are remembered, the earliest first. Of a ticket whose id no query can find, the last. */
export async function runsOf(client: Client, calls: Calls, ticketId: string): Promise<RunOfTicket[]> {
  const id = wire.ticketWorkflowId(ticketId);
  const known = new Map<string, Instant>();
  if (canBeQueried(id)) {
    const listed = client.workflow.list({ query: `WorkflowId = ${quoted(id)}` })[Symbol.asyncIterator]();
    for (let next = await calls.make(() => listed.next()); !next.done; next = await calls.make(() => listed.next())) {
      known.set(next.value.runId, next.value.startTime.getTime());
    }
  }
  // Visibility lags a little: the last run may not be there yet.
  try {
    const { runId, startTime } = await calls.make(() => client.workflow.getHandle(id).describe());
    known.set(runId, startTime.getTime());
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  }
  const runs = [...known].map(([runId, startedAt]) => ({ runId, startedAt }));
  return runs.sort((a, b) => a.startedAt - b.startedAt);
}

export async function eventsOf(
  client: Client,
  calls: Calls,
  ticketId: string,
  { runId }: RunOfTicket,
): Promise<HistoryEvent[]> {
  const handle = client.workflow.getHandle(wire.ticketWorkflowId(ticketId), runId);
  return (await calls.make(() => handle.fetchHistory())).events ?? [];
}

export function timeOf({ eventTime }: HistoryEvent): Instant {
  return Number(eventTime?.seconds ?? 0) * 1_000 + Math.floor((eventTime?.nanos ?? 0) / 1e6);
}

/** The first of an event's payloads, read as this client would. */
export async function firstPayload(
  { payloadConverter, payloadCodecs }: Client['options']['loadedDataConverter'],
  payloads: Payload[] | null | undefined,
): Promise<unknown> {
  if (!payloads?.[0]) return undefined;
  let decoded = [payloads[0]];
  for (const codec of payloadCodecs.toReversed()) decoded = await codec.decode(decoded);
  return payloadConverter.fromPayload(decoded[0]!);
}
