/** Every answer is due within three seconds, whatever is slow. */
import type { FastifyRequest } from 'fastify';
import type { Instant, Milliseconds } from '../../domain/rules/policy.js';
import { unavailable } from '../http/errors.js';

/** From the beginning of a request: for so long Temporal is waited for. The rest is the database's. */
const ENGINE_MS: Milliseconds = 1_600;
/** For so long anything else may take. */
const ANSWER_MS: Milliseconds = 2_700;

/** Until when Temporal may take a fact; later it goes to the database. */
export function engineUntil({ since }: FastifyRequest): Instant {
  return since + ENGINE_MS;
}

/** @throws Problem 503 when there is no answer in time; the call goes on by itself */
export async function inTime<T>({ since }: FastifyRequest, call: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () =>
        reject(unavailable('there was no answer in time; it may be done all the same: ask again under the same id')),
      Math.max(0, since + ANSWER_MS - Date.now()),
    );
  });
  try {
    return await Promise.race([call, late]);
  } finally {
    clearTimeout(timer);
  }
}
