/** What the stories for the recorder share. */
import { eventually, type Desk, type DeskTicket } from '../support/desk.js';
import { timesOf } from '../support/history.js';
import { seconds } from '../support/story.js';

/** `policy`: as YAML, or what makes it when the story begins. Default: the ladder with seconds for hours. */
export type Story = ((desk: Desk) => Promise<DeskTicket>) & { policy?: string | (() => string) };

export function under(policy: NonNullable<Story['policy']>, story: Story): Story {
  return Object.assign((desk: Desk) => story(desk), { policy });
}

/** A ticket that is far beyond its SLA when it is opened. */
export const breached = (desk: Desk): Promise<DeskTicket> =>
  desk.ticket({ slaHours: seconds(1), createdAt: new Date(Date.now() - 60_000).toISOString() });

export const closed = async (ticket: DeskTicket): Promise<DeskTicket> => {
  await ticket.atRest();
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

export const pause = (time: number) => new Promise<void>((resolve) => setTimeout(resolve, time));

/** A ticket that was opened and written, with nothing on its way. */
export async function quiet(desk: Desk): Promise<DeskTicket> {
  const ticket = await desk.ticket();
  await ticket.atRest();
  return ticket;
}

/** Escalates, and waits until everybody there has been told. */
export async function escalatedTo(ticket: DeskTicket, tier: string): Promise<void> {
  await ticket.escalate(tier);
  await ticket.desk.expectAlerts(...ticket.alerts(1, tier));
}

/** Escalates a ticket of three messages a run while nothing arrives, until its next run; `mended` lets it arrive there. */
export async function outlasting(desk: Desk, tier: string, mended: () => void): Promise<DeskTicket> {
  const ticket = await desk.ticket({ limits: { messagesPerRun: 3 } });
  const run = await ticket.runId();
  await ticket.escalate(tier);
  await ticket.reply();
  await ticket.agentReply();
  await ticket.nextRun(run);
  mended();
  await desk.expectAlerts(...ticket.alerts(1, tier));
  return closed(ticket);
}
