/** Moving many tickets, one command each: no faster than asked for, and to be stopped at any moment. */
import { setTimeout as sleep } from 'node:timers/promises';
import { TicketNotFoundError } from '../../client/errors.js';
import type { CommandAnswer } from '../../client/index.js';
import { sideBySide } from '../side-by-side.js';

export interface MovingOptions {
  /** Tickets a second, at most. */
  rate: number;
  /** Begins no more when it is aborted; what is under way is waited for. */
  signal: AbortSignal;
  /** After each ticket. */
  done(): void;
}

export interface MovingResult {
  moved: number;
  /** In the order in which they were asked. */
  refused: { ticketId: string; reason: string }[];
  /** Why it ended before its time, beside being stopped: the engine did not answer. */
  trouble?: unknown;
}

/** So many are asked at a time: an answer takes some tens of milliseconds. */
const AT_ONCE = 16;

/** Asks each ticket. One that is refused, or is not there any more, does not keep the others. */
export async function moveAll(
  ticketIds: readonly string[],
  move: (ticketId: string) => Promise<CommandAnswer>,
  { rate, signal, done }: MovingOptions,
): Promise<MovingResult> {
  const result: MovingResult = { moved: 0, refused: [] };
  const ask = async (ticketId: string) => {
    const reason = await reasonAgainst(ticketId, move);
    if (reason === undefined) result.moved++;
    else result.refused.push({ ticketId, reason });
    done();
  };
  const underWay = new Set<Promise<void>>();
  const asked = (ticketId: string) => {
    const asking = ask(ticketId).finally(() => underWay.delete(asking));
    underWay.add(asking);
    return asking;
  };
  try {
    for await (const _ of sideBySide(paced(ticketIds, rate, signal), AT_ONCE, asked));
  } catch (trouble) {
    result.trouble = trouble;
    await Promise.allSettled(underWay);
  }
  return result;
}

async function reasonAgainst(
  ticketId: string,
  move: (ticketId: string) => Promise<CommandAnswer>,
): Promise<string | undefined> {
  try {
    const answer = await move(ticketId);
    return answer.accepted ? undefined : answer.reason;
  } catch (error) {
    if (error instanceof TicketNotFoundError) return error.message;
    throw error;
  }
}

async function* paced(ticketIds: readonly string[], rate: number, signal: AbortSignal): AsyncIterable<string> {
  const began = performance.now();
  for (const [nth, ticketId] of ticketIds.entries()) {
    const early = began + (nth * 1_000) / rate - performance.now();
    if (early > 0) await sleep(early, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    yield ticketId;
  }
}
