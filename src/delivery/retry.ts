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

/** Only the sentence goes into the workflow's history: a driver's causes and stacks are long and not ours. */
export async function retryably<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    const { message, name } = error as Error;
    throw ApplicationFailure.create({ message, type: name });
  }
}
