/** What the stories for the recorder share. */
import { eventually, type Desk, type DeskTicket } from '../support/desk.js';
import { timesOf } from '../support/history.js';
import { seconds } from '../support/story.js';

export type Story = (desk: Desk) => Promise<DeskTicket>;

/** A ticket that is far beyond its SLA when it is opened. */
export const breached = (desk: Desk): Promise<DeskTicket> =>
  desk.ticket({ slaHours: seconds(1), createdAt: new Date(Date.now() - 60_000).toISOString() });

export const closed = async (ticket: DeskTicket): Promise<DeskTicket> => {
  await ticket.settles();
  await ticket.change({ status: 'closed' });
  await ticket.result();
  return ticket;
};

/** Says something, and waits until a workflow task has worked it off. */
export async function taskOfItsOwn(ticket: DeskTicket, said: () => Promise<unknown>): Promise<void> {
  const done = () => timesOf(ticket.handle, 'workflowTaskCompleted');
  const before = await done();
  await said();
  await eventually('a workflow task', async () => (await done()) > before);
}

export const nextRun = (ticket: DeskTicket, run: string) =>
  eventually('the next run', async () => (await ticket.runId()) !== run);

export const pause = (time: number) => new Promise<void>((resolve) => setTimeout(resolve, time));
