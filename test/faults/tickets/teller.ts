/** Tells a story to the engine as a help desk does: every fact again and again, under the same id, until it is acknowledged. */
import { setTimeout as sleep } from 'node:timers/promises';
import { EngineUnavailableError, type Rung } from '../../../src/client/index.js';
import type { Step, Story } from './story.js';

/** What a help desk knows about what it has told. */
export interface Told {
  ticketId: string;
  /** The id of the event or command. */
  id: string;
  /** `refused`: a command that the engine answered with no. */
  outcome: 'accepted' | 'ignored' | 'refused';
}

const PATIENCE_MS = 180_000;
const AGAIN_MS = 300;

/** Tells one story from `start` on. @throws Error when something was not acknowledged within three minutes. */
export async function tell(rung: Rung, story: Story, start: number): Promise<Told[]> {
  const { ticketId } = story.ticket;
  await sleepUntil(start + story.openAfter);
  await untilAcknowledged(() => rung.openTicket(story.ticket), `${ticketId} opened`);
  const steps = story.steps.map(async (step): Promise<Told> => {
    await sleepUntil(start + step.after);
    const at = new Date(Date.now() - (step.lagMs ?? 0));
    const outcome = await untilAcknowledged(() => tellOne(rung, ticketId, step, at), `${ticketId} ${step.id}`);
    return { ticketId, id: step.id, outcome };
  });
  return Promise.all(steps);
}

async function tellOne(rung: Rung, ticketId: string, step: Step, at: Date): Promise<Told['outcome']> {
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

async function untilAcknowledged<T>(call: () => Promise<T>, what: string): Promise<T> {
  const latest = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof EngineUnavailableError) || Date.now() > latest) {
        throw new Error(`not acknowledged: ${what}: ${reasons(error)}`, { cause: error });
      }
      await sleep(AGAIN_MS);
    }
  }
}

function sleepUntil(instant: number): Promise<void> {
  return sleep(Math.max(instant - Date.now(), 0));
}

function reasons(error: unknown): string {
  return error instanceof Error ? [error.message, reasons(error.cause)].filter(Boolean).join(': ') : '';
}
