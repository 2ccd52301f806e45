/** What people ask for by a click or a line: done once, refused with a sentence, or not known to be done. */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  EngineRefusedError,
  EngineUnavailableError,
  InvalidRequestError,
  TicketNotFoundError,
} from '../../client/errors.js';
import type { CommandAnswer } from '../../domain/ticket/commands.js';
import type { TicketView } from '../../domain/ticket/view.js';
import { HttpProblem } from '../http/problem.js';

/** What became of it. */
export type ActOutcome =
  | { done: CommandAnswer & { accepted: true } }
  /** Somebody else has taken the ticket on, and it lasts. */
  | { taken: { by: string; at: string } }
  /** Nothing was done, and why. */
  | { refused: string }
  /** Temporal, or a worker, does not answer: it may have been done all the same. */
  | 'no-answer';

/** @throws what is no answer of the engine */
export async function outcomeOf(asking: Promise<CommandAnswer>): Promise<ActOutcome> {
  try {
    const answer = await asking;
    return answer.accepted ? { done: answer } : { refused: answer.reason };
  } catch (error) {
    return refusalOf(error);
  }
}

/** @throws what is no answer of the engine */
export function refusalOf(error: unknown): { refused: string } | 'no-answer' {
  if (error instanceof TicketNotFoundError || error instanceof InvalidRequestError) return { refused: error.message };
  const isAway =
    error instanceof EngineUnavailableError ||
    error instanceof EngineRefusedError ||
    (error instanceof HttpProblem && error.kind === 'unavailable') ||
    (error instanceof Error && error.name === 'ServiceError');
  if (isAway) return 'no-answer';
  throw error;
}

/** Between tries, in milliseconds. */
const PAUSES = [500, 1_500, 3_000];

/** Asks again, a command under the same id, while Temporal does not answer: it may just be busy, or away for a moment. */
export async function patiently<T>(ask: () => Promise<T | 'no-answer'>): Promise<T | 'no-answer'> {
  for (const pause of PAUSES) {
    const answer = await ask();
    if (answer !== 'no-answer') return answer;
    await sleep(pause);
  }
  return ask();
}

/**
 * Acknowledges, unless somebody has already: a second acknowledgement would begin anew under another name, and whoever clicks a
 * button has not seen the first one.
 */
export async function acknowledgeOnce(
  view: Pick<TicketView, 'acknowledged' | 'tier' | 'seq'>,
  by: string,
  acknowledge: () => Promise<CommandAnswer>,
): Promise<ActOutcome> {
  const { acknowledged, tier, seq } = view;
  if (!acknowledged) return outcomeOf(acknowledge());
  if (acknowledged.by === by) return { done: { accepted: true, tier, seq, repeated: true } };
  return { taken: { by: acknowledged.by, at: acknowledged.at } };
}
