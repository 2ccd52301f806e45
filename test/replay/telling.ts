/** What the stories for the recorder share. */
import { eventually, type Desk, type DeskTicket } from '../support/desk.js';

export type Story = (desk: Desk) => Promise<DeskTicket>;

export const closed = async (ticket: DeskTicket): Promise<DeskTicket> => {
  await ticket.settles();
  await ticket.change({ status: 'closed' });
  await ticket.result();
  return ticket;
};

export const nextRun = (ticket: DeskTicket, run: string) =>
  eventually('the next run', async () => (await ticket.runId()) !== run);

export const pause = (time: number) => new Promise<void>((resolve) => setTimeout(resolve, time));
