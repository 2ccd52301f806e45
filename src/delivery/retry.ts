/** Failures that ask for another try. */
import { ApplicationFailure } from '@temporalio/common';

/** @param afterMs default: as the workflow's retry policy says. */
export function tryAgain(message: string, afterMs?: number, type = 'NotDelivered'): ApplicationFailure {
  return ApplicationFailure.create({
    message,
    type,
    ...(afterMs === undefined ? {} : { nextRetryDelay: Math.ceil(afterMs) }),
  });
}

/**
 * Only the sentence goes into the workflow's history: a driver's causes and stacks are long and not ours.
 * @param restAfter how long to rest after a call that took so long and failed, in milliseconds. Default: as the workflow's retry policy says
 */
export async function retryably<T>(call: Promise<T>, restAfter?: (took: number) => number): Promise<T> {
  const begun = performance.now();
  try {
    return await call;
  } catch (error) {
    const { message, name } = error as Error;
    throw tryAgain(message, restAfter?.(performance.now() - begun), name);
  }
}
