/**
 * The workflow as it is, with a witness beside it: when a history is replayed, it writes down what each activation brought and
 * what the clock said. What the workflow makes of it is not asked.
 */
import { defaultPayloadConverter } from '@temporalio/common';
import {
  proxySinks,
  type Sinks,
  type WorkflowInternalsInterceptor,
  type WorkflowInterceptorsFactory,
} from '@temporalio/workflow';

import { SLOW_ALERTS_SUMMARY, HOURS_SUMMARY } from '../../../src/domain/run/plan.js';
import { GRACE_SUMMARY } from '../../../src/workflows/continue-as-new.js';
import { instantOf } from './timestamp.js';

/** By its label, what a timer means at which nothing has to be decided; all others are deadlines. */
const NO_DEADLINES = new Map<unknown, 'by-the-way' | 'opening'>([
  [GRACE_SUMMARY, 'by-the-way'],
  [SLOW_ALERTS_SUMMARY, 'by-the-way'],
  [HOURS_SUMMARY, 'opening'],
]);

export { ticketWorkflow } from '../../../src/workflows/index.js';

/**
 * `by-the-way`: a timer at which nothing is decided, such as the one that ends a long run. `opening`: hours of targets open; nothing is decided
 * but what is due by then.
 */
export type Brought =
  | { kind: 'signal' | 'update'; name: string; payload: unknown }
  | { kind: 'start' | 'timer' | 'by-the-way' | 'opening' | 'activity' };

/** One activation: what it brought, in order, at the workflow's `now`. */
export interface Activation {
  at: number;
  brought: Brought[];
}

export interface WitnessSinks extends Sinks {
  witness: { activation(activation: Activation): void };
}

export const interceptors: WorkflowInterceptorsFactory = () => {
  const meant = new Map<number, 'by-the-way' | 'opening'>();
  return {
    outbound: [
      {
        startTimer(input, next) {
          const meaning = NO_DEADLINES.get(input.options?.summary);
          if (meaning) meant.set(input.seq, meaning);
          return next(input);
        },
      },
    ],
    internals: [
      {
        activate(input, next) {
          const { jobs, timestamp } = input.activation;
          const brought = (jobs ?? []).flatMap((job) => broughtBy(job, meant));
          if (brought.length > 0) proxySinks<WitnessSinks>().witness.activation({ at: instantOf(timestamp), brought });
          next(input);
        },
      },
    ],
  };
};

type Activated = Parameters<NonNullable<WorkflowInternalsInterceptor['activate']>>[0]['activation'];
type Job = NonNullable<Activated['jobs']>[number];

function broughtBy(job: Job, meant: ReadonlyMap<number, 'by-the-way' | 'opening'>): Brought[] {
  if (job.initializeWorkflow) return [{ kind: 'start' }];
  if (job.fireTimer) return [{ kind: meant.get(job.fireTimer.seq ?? NaN) ?? 'timer' }];
  if (job.resolveActivity) return [{ kind: 'activity' }];
  if (job.signalWorkflow) {
    const { signalName, input } = job.signalWorkflow;
    return [{ kind: 'signal', name: signalName ?? '', payload: first(input) }];
  }
  if (job.doUpdate) return [{ kind: 'update', name: job.doUpdate.name ?? '', payload: first(job.doUpdate.input) }];
  return [];
}

type Payloads = Parameters<typeof defaultPayloadConverter.fromPayload>[0][] | null | undefined;

/** Undefined when there is none or it cannot be read: the engine counts both as malformed. */
function first(payloads: Payloads): unknown {
  try {
    const payload = payloads?.[0];
    return payload && defaultPayloadConverter.fromPayload(payload);
  } catch {
    return undefined;
  }
}
