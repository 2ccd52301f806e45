/** A call that took too long. It goes on until whoever serves it gives it up. */
export class NoAnswerError extends Error {
  override name = 'NoAnswerError';
}

/**
 * Waits for a call for `ms` milliseconds at most: no driver's own limits cover every phase of a call.
 * @throws NoAnswerError when the time is over
 */
export async function within<T>(ms: number, call: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new NoAnswerError(`no answer within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([call, over]);
  } finally {
    clearTimeout(timer);
  }
}
