/** The histories of a scenario's tickets, and what a replay of them brings to light. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Client, WorkflowExecutionInfo } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import proto, { type temporal } from '@temporalio/proto';
import { bundleWorkflowCode, DefaultLogger, Worker, type InjectedSinks } from '@temporalio/worker';
import { written } from '../../replay/histories.js';
import { TICKET_WORKFLOW, ticketIdOf, type TicketInput } from '../../../src/workflows/contract.js';
import { instantOf } from './timestamp.js';
import type { Activation, WitnessSinks } from './witness.js';

type History = temporal.api.history.v1.IHistory;

/** One run of a ticket's workflow. */
export interface Run {
  ticketId: string;
  status: string;
  input: TicketInput;
  activations: Activation[];
  /** What the server says of the newest workflow task, when that failed. */
  trouble: string | undefined;
  /** Why the code could not be replayed over the history. */
  divergence: string | undefined;
  events: number;
  history: History;
  /** Workflow tasks that no worker took, or that were begun and never answered: from then until Temporal offered them again. */
  timedOut: { from: number; to: number }[];
  /** How long workflow tasks took from their start to their completion, in milliseconds. */
  tasks: number[];
  /** How many workflow tasks failed. */
  failedTasks: number;
  /** How many tries to complete or continue the run Temporal refused, since something had come meanwhile. */
  refusedEnds: number;
  /** Patches that the run has gone through. */
  patches: ReadonlySet<string>;
  /** Who completed workflow tasks. */
  workers: ReadonlySet<string>;
}

const { WorkflowTaskFailedCause } = proto.temporal.api.enums.v1;

/** Under this name Core records that a patched change was gone through. */
const PATCH_MARKER = 'core_patch';

const file = (path: string) => fileURLToPath(new URL(path, import.meta.url));

const WITNESS = file('./witness.js');

/** By the file of the witness. */
const bundles = new Map<string, Promise<{ code: string }>>();

/**
 * Every run of every ticket on this task queue, in the order of their starts.
 * @param witness the code that the histories are replayed over, where it is not the code as it is.
 */
export async function readRuns(client: Client, taskQueue: string, witness = WITNESS): Promise<Run[]> {
  const infos: WorkflowExecutionInfo[] = [];
  const query = `TaskQueue = '${taskQueue}' AND WorkflowType = '${TICKET_WORKFLOW}'`;
  for await (const info of client.workflow.list({ query })) infos.push(info);
  infos.sort(
    (a, b) => a.startTime.getTime() - b.startTime.getTime() || Number(a.historyLength) - Number(b.historyLength),
  );
  const histories = await fetchAll(client, infos);
  const replayed = await replay(histories, witness);
  return infos.map((info, n) => {
    const events = histories[n]!.events ?? [];
    const started = events[0]!.workflowExecutionStartedEventAttributes!;
    return {
      ticketId: ticketIdOf(info.workflowId),
      status: info.status.name,
      input: defaultPayloadConverter.fromPayload<TicketInput>(started.input!.payloads![0]!),
      trouble: troubleIn(events),
      events: events.length,
      history: histories[n]!,
      timedOut: timedOutTasks(events),
      tasks: completedTasks(events),
      failedTasks: events.filter((e) => e.workflowTaskFailedEventAttributes).length,
      refusedEnds: events.filter((e) => isRefusedEnd(e.workflowTaskFailedEventAttributes?.cause)).length,
      patches: new Set(events.flatMap((e) => patchOf(e.markerRecordedEventAttributes) ?? [])),
      workers: new Set(events.flatMap((e) => e.workflowTaskCompletedEventAttributes?.identity ?? [])),
      ...replayed[n]!,
    };
  });
}

/** How many histories are fetched at the same time. */
const AT_ONCE = 16;

async function fetchAll(client: Client, infos: readonly WorkflowExecutionInfo[]): Promise<History[]> {
  const histories: History[] = [];
  let next = 0;
  const fetchSome = async () => {
    for (let n = next++; n < infos.length; n = next++) {
      const { workflowId, runId } = infos[n]!;
      histories[n] = await client.workflow.getHandle(workflowId, runId).fetchHistory();
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, fetchSome));
  return histories;
}

type Replayed = Pick<Run, 'activations' | 'divergence'>;

/** Each under an id of its own, so that what the witness says can be told apart. */
async function replay(histories: History[], witness: string): Promise<Replayed[]> {
  const seen = histories.map((): Replayed => ({ activations: [], divergence: undefined }));
  const sinks: InjectedSinks<WitnessSinks> = {
    witness: {
      activation: {
        fn: ({ workflowId }, activation) => void seen[Number(workflowId)]!.activations.push(activation),
        callDuringReplay: true,
      },
    },
  };
  const inputs = histories.map((history, n) => ({ workflowId: `${n}`, history }));
  const results = Worker.runReplayHistories({ workflowBundle: await bundleWith(witness), sinks }, inputs);
  for await (const { workflowId, error } of results) {
    if (error) seen[Number(workflowId)]!.divergence = error.message;
  }
  return seen;
}

function bundleWith(witness: string): Promise<{ code: string }> {
  const made =
    bundles.get(witness) ??
    bundleWorkflowCode({
      workflowsPath: witness,
      workflowInterceptorModules: [join(dirname(witness), '../../../src/workflows/index.js'), witness],
      logger: new DefaultLogger('WARN'),
    });
  bundles.set(witness, made);
  return made;
}

function timedOutTasks(events: NonNullable<History['events']>): Run['timedOut'] {
  let from = 0;
  return events.flatMap((event) => {
    const at = instantOf(event.eventTime);
    if (event.workflowTaskScheduledEventAttributes ?? event.workflowTaskStartedEventAttributes) from = at;
    return event.workflowTaskTimedOutEventAttributes ? [{ from, to: at }] : [];
  });
}

function completedTasks(events: NonNullable<History['events']>): number[] {
  let from = 0;
  return events.flatMap((event) => {
    if (event.workflowTaskStartedEventAttributes) from = instantOf(event.eventTime);
    return event.workflowTaskCompletedEventAttributes ? [instantOf(event.eventTime) - from] : [];
  });
}

function isRefusedEnd(cause: unknown): boolean {
  return Number(cause) === Number(WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_UNHANDLED_COMMAND);
}

type Marker = NonNullable<NonNullable<History['events']>[number]['markerRecordedEventAttributes']>;

function patchOf(marker: Marker | null | undefined): string | undefined {
  const data = marker?.markerName === PATCH_MARKER ? marker.details?.['patch-data']?.payloads?.[0] : undefined;
  return data && defaultPayloadConverter.fromPayload<{ id: string }>(data).id;
}

function troubleIn(events: NonNullable<History['events']>): string | undefined {
  const last = events.findLast((e) => e.workflowTaskCompletedEventAttributes ?? e.workflowTaskFailedEventAttributes);
  return last?.workflowTaskFailedEventAttributes?.failure?.message ?? undefined;
}

/** Writes the histories of one ticket into this folder, for whoever looks for the cause of a finding. */
export async function keepHistories(runs: readonly Run[], folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [n, { ticketId, history }] of runs.entries()) {
    const file = join(folder, `${encodeURIComponent(ticketId)}-${n + 1}.json`);
    await writeFile(file, written(history));
  }
}
