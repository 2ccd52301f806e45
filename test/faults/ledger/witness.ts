/**
 * The workflow as it is, with a witness beside it: when a history is replayed, it writes down what each activation brought and
 * what the clock said. What the workflow makes of it is not asked.
 */
import { defaultPayloadConverter } from '@temporalio/common';
import { tsToMs } from '@temporalio/common/lib/time.js';
import { proxySinks, type Sinks, type WorkflowInterceptorsFactory } from '@temporalio/workflow';

export { ticketWorkflow } from '../../../src/workflows/index.js';

export type Brought =
  { kind: 'signal' | 'update'; name: string; payload: unknown } | { kind: 'start' | 'timer' | 'activity' };

/** One activation: what it brought, in order, at the workflow's `now`. */
export interface Activation {
  at: number;
  brought: Brought[];
}

export interface WitnessSinks extends Sinks {
  witness: { activation(activation: Activation): void };
}

export const interceptors: WorkflowInterceptorsFactory = () => ({
  internals: [
    {
      activate(input, next) {
        const { jobs, timestamp } = input.activation;
        const brought = (jobs ?? []).flatMap((job): Brought[] => {
          if (job.initializeWorkflow) return [{ kind: 'start' }];
          if (job.fireTimer) return [{ kind: 'timer' }];
          if (job.resolveActivity) return [{ kind: 'activity' }];
          if (job.signalWorkflow) {
            const { signalName, input: payloads } = job.signalWorkflow;
            return [{ kind: 'signal', name: signalName ?? '', payload: first(payloads) }];
          }
          if (job.doUpdate)
            return [{ kind: 'update', name: job.doUpdate.name ?? '', payload: first(job.doUpdate.input) }];
          return [];
        });
        if (brought.length > 0) proxySinks<WitnessSinks>().witness.activation({ at: tsToMs(timestamp), brought });
        next(input);
      },
    },
  ],
});

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
