/** What one ticket leaves in Temporal over a whole life, and what Temporal Cloud would charge for it. */
import { randomUUID } from 'node:crypto';
import type { Ended } from '../sides/side.js';
import type { WorkflowSide } from '../sides/workflow-side.js';
import { actionsIn, type Actions } from './actions.js';
import type { Surroundings } from './surroundings.js';

export interface Life {
  events: number;
  /** Size of the history as Temporal counts it, in KB. */
  kilobytes: number;
  /** State transitions as Temporal counts them. */
  stateTransitions: number;
  /** How many events of each kind, most first. */
  kinds: Record<string, number>;
  /** Temporal Cloud's Actions by kind, heartbeats included. */
  actions: Actions;
}

/** Each step is worked off before the next. */
export async function measureLife(side: WorkflowSide, { progress }: Pick<Surroundings, 'progress'>): Promise<Life> {
  const ticketId = `life-${randomUUID().slice(0, 8)}`;
  const steps = side.life(ticketId);
  let done = 0;
  progress.part('steps', steps.length, () => done);
  const heartbeatsBefore = await side.worker.heartbeats();
  for (const step of steps) {
    await step();
    await side.heard();
    await side.worker.quiet();
    done++;
  }
  const ended = await side.ended(ticketId);
  return lifeOf(ended, (await side.worker.heartbeats()) - heartbeatsBefore);
}

export function lifeOf({ history, bytes, stateTransitions }: Ended, heartbeats: number): Life {
  const kinds: Record<string, number> = {};
  for (const event of history.events ?? []) {
    const kind = kindOf(event);
    kinds[kind] = (kinds[kind] ?? 0) + 1;
  }
  return {
    events: history.events?.length ?? 0,
    kilobytes: bytes / 1024,
    stateTransitions,
    kinds: Object.fromEntries(Object.entries(kinds).sort(([, a], [, b]) => b - a)),
    actions: { ...actionsIn(history), ...(heartbeats > 0 && { heartbeat: heartbeats }) },
  };
}

/** An event is named by the one field that holds what is special to it: `activityTaskScheduledEventAttributes`. */
function kindOf(event: object): string {
  const attributes = Object.entries(event).find(([key, value]) => key.endsWith('EventAttributes') && value);
  return attributes?.[0].replace(/EventAttributes$/, '') ?? 'other';
}
