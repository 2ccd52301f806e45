/** Tells a story to the engine as a help desk does: every fact again and again, under the same id, until it is acknowledged. */
import { setTimeout as sleep } from 'node:timers/promises';
import { EngineUnavailableError, type Rung } from '../../../src/client/index.js';
import type { Step, Story } from './story.js';

/** What a help desk knows about what it has told. */
export interface Told {
  ticketId: string;
  /** The id of the event or command. */
  id: string;
  /** `refused`: a command that the engine answered with no. `unanswered`: nobody acknowledged it, for the reason given. */
  outcome: 'accepted' | 'ignored' | 'refused' | 'unanswered';
  why?: string;
}

/** The `id` of the opening. */
export const OPENED = 'open';

const PATIENCE_MS = 180_000;
const AGAIN_MS = 300;

/** Tells one story from `start` on. @param onOpened called once its ticket is open @throws the signal's reason when it is aborted. */
export async function tell(
  rung: Rung,
  story: Story,
  start: number,
  signal: AbortSignal,
  onOpened: () => void = () => undefined,
): Promise<Told[]> {
  const { ticketId } = story.ticket;
  const told = async (id: string, after: number, call: () => Promise<Outcome>): Promise<Told> => {
    await sleepUntil(start + after, signal);
    try {
      return { ticketId, id, outcome: await untilAcknowledged(call, signal) };
    } catch (error) {
      signal.throwIfAborted();
      return { ticketId, id, outcome: 'unanswered', why: reasons(error) };
    }
  };
  const opened = await told(OPENED, story.openAfter, async () => {
    await rung.openTicket(story.ticket);
    return 'accepted';
  });
  if (opened.outcome === 'unanswered') return [opened];
  onOpened();
  return Promise.all(
    story.steps.map((step) => {
      const at = new Date(start + step.after - (step.lagMs ?? 0));
      return told(step.id, step.after, () => tellOne(rung, ticketId, step, at));
    }),
  );
}

type Outcome = Exclude<Told['outcome'], 'unanswered'>;

async function tellOne(rung: Rung, ticketId: string, step: Step, at: Date): Promise<Outcome> {
  const options = { eventId: step.id, at };
  switch (step.tells) {
    case 'customer':
      return (await rung.customerReplied(ticketId, options)).outcome;
    case 'agent':
      return (await rung.agentReplied(ticketId, options)).outcome;
    case 'confirm':
      return (await rung.confirmResolution(ticketId, options)).outcome;
    case 'score':
      return (await rung.sentimentScored(ticketId, step.score, options)).outcome;
    case 'change':
      return (await rung.ticketChanged(ticketId, step.changes, options)).outcome;
    case 'command': {
      const answer = await rung[step.command](ticketId, { by: 'ann', commandId: step.id });
      return answer.accepted ? 'accepted' : 'refused';
    }
  }
}

/** Calls again and again until it is acknowledged, for three minutes at most. @throws what it failed with then, or with at once if that was no want of an answer */
export async function untilAcknowledged<T>(call: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  const latest = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await call();
    } catch (error) {
      signal?.throwIfAborted();
      if (!(error instanceof EngineUnavailableError) || Date.now() > latest) throw error;
      await sleep(AGAIN_MS, undefined, { signal });
    }
  }
}

async function sleepUntil(instant: number, signal: AbortSignal): Promise<void> {
  await sleep(Math.max(instant - Date.now(), 0), undefined, { signal });
}

function reasons(error: unknown): string {
  return error instanceof Error ? [error.message, reasons(error.cause)].filter(Boolean).join(': ') : '';
}
