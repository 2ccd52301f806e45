/** Waits until a scenario has come to rest: nothing due, nothing owed, nothing on its way. */
import { setTimeout as sleep } from 'node:timers/promises';
import { ticketWorkflowId } from '../../src/workflows/contract.js';
import type { Stage } from './world/stage.js';

/** All tickets are read each time: the more there are, the less often. */
const EVERY_MS = 1_000;
const EVERY_MS_A_TICKET = 15;
const RUNNING = 'RUNNING';

/** Resolves with what still stirs when time is up; empty: all is quiet. */
export async function untilQuiet(stage: Stage, ticketIds: string[], limitMs: number): Promise<string[]> {
  const latest = Date.now() + limitMs;
  let busy = ['nothing has been looked at'];
  for (;;) {
    try {
      busy = await stirring(stage, ticketIds);
      if (busy.length === 0) busy = await pending(stage, ticketIds);
    } catch (error) {
      busy = [`cannot be looked at: ${(error as Error).message}`];
    }
    if (busy.length === 0 || Date.now() > latest) return busy;
    await sleep(Math.max(EVERY_MS, ticketIds.length * EVERY_MS_A_TICKET));
  }
}

/** By the database, which is the cheaper one to ask. */
async function stirring({ db }: Stage, ticketIds: string[]): Promise<string[]> {
  const tickets = db.collection<{ _id: string; nextDeadlineAt: Date | null }>('tickets');
  const saved = await tickets.find({}, { projection: { nextDeadlineAt: 1 } }).toArray();
  if (saved.length < ticketIds.length) return [`${ticketIds.length - saved.length} tickets are not in the database`];
  const waiting = saved.filter(({ nextDeadlineAt }) => nextDeadlineAt !== null);
  if (waiting.length > 0) return waiting.map(({ _id }) => `ticket ${_id} has a deadline ahead`);
  const open = await db
    .collection<{ _id: string; state: string }>('alerts')
    .find({ state: { $in: ['pending', 'sending'] } }, { projection: { state: 1 } })
    .toArray();
  return open.map(({ _id, state }) => `alert ${_id} is ${state}`);
}

async function pending({ client }: Stage, ticketIds: string[]): Promise<string[]> {
  const found = await Promise.all(
    ticketIds.map(async (ticketId) => {
      const { raw, status } = await client.workflow.getHandle(ticketWorkflowId(ticketId)).describe();
      if (status.name !== RUNNING) return status.name === 'COMPLETED' ? [] : [`${ticketId} has ${status.name}`];
      const activities = (raw.pendingActivities ?? []).map(
        ({ activityType, attempt, lastFailure }) =>
          `${ticketId}: ${activityType?.name}, attempt ${attempt}: ${lastFailure?.message ?? ''}`,
      );
      return raw.pendingWorkflowTask ? [...activities, `${ticketId}: a workflow task`] : activities;
    }),
  );
  return found.flat();
}
