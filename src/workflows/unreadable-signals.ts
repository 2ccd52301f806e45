/**
 * Keeps signals away from a ticket that the SDK itself would stumble over, task after task, so that the ticket would stand
 * still for ever: a payload that cannot be decoded, a name with the SDK's own prefix. The inbox counts them as malformed.
 */
import { defaultPayloadConverter } from '@temporalio/common';
import type { WorkflowInternalsInterceptor, WorkflowInterceptorsFactory } from '@temporalio/workflow';

type Activation = Parameters<NonNullable<WorkflowInternalsInterceptor['activate']>>[0]['activation'];
type Job = NonNullable<Activation['jobs']>[number];
type Signal = NonNullable<Job['signalWorkflow']>;

const RESERVED = '__temporal_';

export const interceptors: WorkflowInterceptorsFactory = () => ({
  internals: [
    {
      activate(input, next) {
        for (const { signalWorkflow } of input.activation.jobs ?? []) if (signalWorkflow) disarm(signalWorkflow);
        next(input);
      },
    },
  ],
});

function disarm(signal: Signal): void {
  if (signal.signalName?.startsWith(RESERVED)) signal.signalName = `reserved ${signal.signalName}`;
  if (!isReadable(signal)) signal.input = [];
}

function isReadable({ input }: Signal): boolean {
  try {
    for (const payload of input ?? []) defaultPayloadConverter.fromPayload(payload);
    return true;
  } catch {
    return false;
  }
}
