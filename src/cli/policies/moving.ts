/** Moving many tickets, one command each: no faster than asked for, and to be stopped at any moment. */
import { setTimeout as sleep } from 'node:timers/promises';
import { EngineUnavailableError, InvalidRequestError, TicketNotFoundError } from '../../client/errors.js';
import type { CommandAnswer } from '../../client/index.js';

export interface MovingOptions {
  /** Tickets a second, at most: also after the engine has been slow, nothing is made up for. */
  rate: number;
  /** Begins no more when it is aborted; what is under way is waited for. */
  signal: AbortSignal;
  /** Whether a ticket that refuses is closed by now: it needs no other policy. */
  isClosed(ticketId: string): Promise<boolean>;
  /** After each ticket. */
  done(): void;
  /** Milliseconds that pass by themselves, and a wait that ends with the signal. Default: the system's. */
  clock?: { now(): number; sleep(ms: number, value: undefined, until: { signal: AbortSignal }): Promise<unknown> };
}

export interface MovingResult {
  moved: number;
  /** Closed since they were looked at. */
  closed: number;
  /** In the order in which they were asked. */
  refused: { ticketId: string; reason: string }[];
  /** Those that did not answer, though they were asked twice. */
  unanswered: string[];
  /** Why it ended before its time, beside being stopped: the engine did not answer. */
  trouble?: unknown;
}

/** So many are asked at a time: an answer takes some tens of milliseconds. */
const AT_ONCE = 16;

type Outcome = 'moved' | 'closed' | 'unanswered' | { reason: string };

/** Asks each ticket. One that is refused, does not answer, or is not there any more does not keep the others. */
export async function moveAll(
  ticketIds: readonly string[],
  move: (ticketId: string) => Promise<CommandAnswer>,
  options: MovingOptions,
): Promise<MovingResult> {
  const result: MovingResult = { moved: 0, closed: 0, refused: [], unanswered: [] };
  const refusals = new Map<string, string>();
  const pace = paceOf(options);
  const round = async (ids: readonly string[], failuresInARow: number) => {
    const silent: string[] = [];
    const asking = { ...options, pace, failuresInARow };
    result.trouble = await askAll(ids, move, asking, (ticketId, outcome) => {
      if (outcome === 'unanswered') return void silent.push(ticketId);
      if (typeof outcome === 'object') refusals.set(ticketId, outcome.reason);
      else result[outcome]++;
      options.done();
    });
    return silent;
  };
  const silent = await round(ticketIds, Math.min(AT_ONCE, ticketIds.length));
  // Most of them were only handing over to their next run, or being loaded.
  result.unanswered = result.trouble === undefined ? await round(silent, AT_ONCE) : silent;
  result.refused = ticketIds.flatMap((ticketId) => {
    const reason = refusals.get(ticketId);
    return reason === undefined ? [] : [{ ticketId, reason }];
  });
  return result;
}

interface Asking extends MovingOptions {
  /** Waits until the next may be asked. */
  pace(): Promise<void>;
  /** So many that fail with no answer in between are the engine's failure, not theirs. */
  failuresInARow: number;
}

/** What it ended for; undefined: every ticket was asked, or it was stopped. */
async function askAll(
  ticketIds: readonly string[],
  move: (ticketId: string) => Promise<CommandAnswer>,
  { signal, isClosed, pace, failuresInARow }: Asking,
  told: (ticketId: string, outcome: Outcome) => void,
): Promise<unknown> {
  const underWay = new Set<Promise<void>>();
  let trouble: unknown;
  let failedInARow = 0;
  const ask = async (ticketId: string) => {
    try {
      told(ticketId, await outcomeOf(ticketId, move, isClosed));
      failedInARow = 0;
    } catch (error) {
      const isOfTheTicket = error instanceof EngineUnavailableError || error instanceof InvalidRequestError;
      // One ticket may be stuck, and is no reason to keep the others.
      if (!isOfTheTicket || ++failedInARow >= failuresInARow) trouble ??= error;
      told(ticketId, error instanceof InvalidRequestError ? { reason: `${ticketId}: ${error.message}` } : 'unanswered');
    }
  };
  for (const ticketId of ticketIds) {
    if (underWay.size >= AT_ONCE) await Promise.race(underWay);
    await pace();
    if (signal.aborted || trouble !== undefined) break;
    const asking = ask(ticketId).finally(() => underWay.delete(asking));
    underWay.add(asking);
  }
  await Promise.all(underWay);
  return trouble;
}

async function outcomeOf(
  ticketId: string,
  move: (ticketId: string) => Promise<CommandAnswer>,
  isClosed: MovingOptions['isClosed'],
): Promise<Outcome> {
  try {
    const answer = await move(ticketId);
    if (answer.accepted) return 'moved';
    return (await isClosed(ticketId)) ? 'closed' : { reason: answer.reason };
  } catch (error) {
    if (error instanceof TicketNotFoundError) return { reason: error.message };
    throw error;
  }
}

/** Waits until the next ticket may be asked, or it is stopped. */
function paceOf({ rate, signal, clock = { now: () => performance.now(), sleep } }: MovingOptions): () => Promise<void> {
  const each = 1_000 / rate;
  let next = clock.now();
  return async () => {
    const now = clock.now();
    const early = next - now;
    next = Math.max(next, now) + each;
    if (early > 0) await clock.sleep(early, undefined, { signal }).catch(() => undefined);
  };
}
