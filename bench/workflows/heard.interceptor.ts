/** Counts in the worker's process what a workflow begins and hears. It leaves nothing in a history. */
import { proxySinks, type Sinks, type WorkflowInterceptors } from '@temporalio/workflow';

export interface HeardSinks extends Sinks {
  heard: {
    /** A run has begun. */
    begun(): void;
    /** A signal's handler has run. */
    signal(): void;
  };
}

const { heard } = proxySinks<HeardSinks>();

export const interceptors = (): WorkflowInterceptors => ({
  inbound: [
    {
      execute(input, next) {
        heard.begun();
        return next(input);
      },
      async handleSignal(input, next) {
        await next(input);
        heard.signal();
      },
    },
  ],
});
