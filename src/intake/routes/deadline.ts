/** Every answer is due within three seconds, whatever is slow. */
import type { FastifyRequest } from 'fastify';
import type { Instant, Milliseconds } from '../../domain/rules/policy.js';
import { NoAnswerError, within } from '../../waiting/within.js';
import { unavailable } from '../http/errors.js';

/** From the beginning of a request: for so long Temporal is waited for. The rest is the database's. */
const ENGINE_MS: Milliseconds = 1_600;
/** For so long anything else may take. */
const ANSWER_MS: Milliseconds = 2_700;

interface Clock {
  now(): Instant;
}

/** When a request began to arrive. */
export function arrivedAt(request: FastifyRequest, clock: Clock): Instant {
  return clock.now() - elapsed(request);
}

/** Until when Temporal may take a fact; later it goes to the database. */
export function engineUntil(request: FastifyRequest, clock: Clock): Instant {
  return arrivedAt(request, clock) + ENGINE_MS;
}

/** @throws HttpProblem 503 when there is no answer in time; the call goes on by itself */
export async function inTime<T>(request: FastifyRequest, call: Promise<T>): Promise<T> {
  try {
    return await within(Math.max(0, ANSWER_MS - elapsed(request)), call);
  } catch (error) {
    if (!(error instanceof NoAnswerError)) throw error;
    const message = 'there was no answer in time; it may be done all the same: ask again under the same id';
    throw unavailable(message, error);
  }
}

function elapsed({ since }: FastifyRequest): Milliseconds {
  return Math.round(performance.now() - since);
}
