/** The first state of a ticket that is opened: the workflow begins with it, and so does whoever reads the workflow's history. */
import type { RecordedState } from '../ladder/log.js';
import { quietPast } from '../ladder/quiet-past.js';
import type { Instant, Policy } from '../rules/policy.js';
import { newTicketState } from '../ticket/new-ticket.js';
import type { NewTicket } from '../ticket/ticket.js';

export interface Beginning {
  ticket: NewTicket;
  policy: Policy;
  policyHash: string;
  /** Any fact replaces what the ticket is opened with, whatever its age. Absent in histories of earlier versions: there one from before `createdAt` is no news. */
  yields?: true;
  /** What would fire at once is consumed and logged as skipped: nobody is told of what came true before. Default: it fires. */
  quietPast?: true;
}

/** Nothing is decided yet. The effects are of what is taken for done. */
export function begun(
  { ticket: told, policy, policyHash, yields, quietPast: isQuiet }: Beginning,
  now: Instant,
): RecordedState {
  const ticket = yields ? told : { ...told, asOf: told.asOf ?? told.createdAt ?? now };
  const state = newTicketState(ticket, policy, policyHash, now);
  return isQuiet ? quietPast(state, now) : { state, effects: [] };
}
