/** The histories of a scenario's tickets, and what a replay of them brings to light. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Client, WorkflowExecutionInfo } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import type { History } from '@temporalio/common/lib/proto-utils.js';
import { tsToMs } from '@temporalio/common/lib/time.js';
import proto from '@temporalio/proto';
import { bundleWorkflowCode, DefaultLogger, Worker, type InjectedSinks } from '@temporalio/worker';
import { written } from '../../replay/histories.js';
import { TICKET_WORKFLOW, ticketIdOf, type TicketInput } from '../../../src/workflows/contract.js';
import type { Activation, WitnessSinks } from './witness.js';

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
  /** Workflow tasks that were begun and never answered: from their start until Temporal gave them up. */
  timedOut: { from: number; to: number }[];
  /** How many workflow tasks failed. */
  failedTasks: number;
  /** Who completed workflow tasks. */
  workers: ReadonlySet<string>;
}

const { TimeoutType } = proto.temporal.api.enums.v1;

const file = (path: string) => fileURLToPath(new URL(path, import.meta.url));

let bundle: Promise<{ code: string }> | undefined;

/** Every run of every ticket on this task queue, in the order of their starts. */
export async function readRuns(client: Client, taskQueue: string): Promise<Run[]> {
  const infos: WorkflowExecutionInfo[] = [];
  const query = `TaskQueue = '${taskQueue}' AND WorkflowType = '${TICKET_WORKFLOW}'`;
  for await (const info of client.workflow.list({ query })) infos.push(info);
  infos.sort(
    (a, b) => a.startTime.getTime() - b.startTime.getTime() || Number(a.historyLength) - Number(b.historyLength),
  );
  const histories = await fetchAll(client, infos);
  const replayed = await replay(histories);
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
      failedTasks: events.filter((e) => e.workflowTaskFailedEventAttributes).length,
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
async function replay(histories: History[]): Promise<Replayed[]> {
  bundle ??= bundleWorkflowCode({
    workflowsPath: file('./witness.js'),
    workflowInterceptorModules: [file('../../../src/workflows/index.js'), file('./witness.js')],
    logger: new DefaultLogger('WARN'),
  });
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
  const results = Worker.runReplayHistories({ workflowBundle: await bundle, sinks }, inputs);
  for await (const { workflowId, error } of results) {
    if (error) seen[Number(workflowId)]!.divergence = error.message;
  }
  return seen;
}

function timedOutTasks(events: NonNullable<History['events']>): Run['timedOut'] {
  let from = 0;
  return events.flatMap((event) => {
    const at = tsToMs(event.eventTime);
    if (event.workflowTaskStartedEventAttributes) from = at;
    const { timeoutType } = event.workflowTaskTimedOutEventAttributes ?? {};
    return Number(timeoutType) === Number(TimeoutType.TIMEOUT_TYPE_START_TO_CLOSE) ? [{ from, to: at }] : [];
  });
}

function troubleIn(events: NonNullable<History['events']>): string | undefined {
  const last = events.findLast((e) => e.workflowTaskCompletedEventAttributes ?? e.workflowTaskFailedEventAttributes);
  return last?.workflowTaskFailedEventAttributes?.failure?.message ?? undefined;
}

/** Writes the histories of one ticket into this folder, for whoever looks for the cause of a finding. */
export async function keepHistories(runs: readonly Run[], folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [n, { ticketId, history }] of runs.entries()) {
    const file = join(folder, `${ticketId}-${n + 1}.json`);
    await writeFile(file, written(history));
  }
}
