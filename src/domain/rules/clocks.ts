/** The clocks a ticket runs on. Today there is one: the SLA, counted on the wall from `createdAt`. */
import { HOUR, type Instant } from './policy.js';
import type { TicketState } from '../ticket/ticket.js';

/** The instant at which `percent` of the ticket's SLA is used. */
export function slaDeadline(ticket: Pick<TicketState, 'createdAt' | 'slaHours'>, percent: number): Instant {
  return ticket.createdAt + wholeMilliseconds((ticket.slaHours * HOUR * percent) / 100);
}

/** The instant at which the SLA is breached. */
export function slaDueAt(ticket: Pick<TicketState, 'createdAt' | 'slaHours'>): Instant {
  return slaDeadline(ticket, 100);
}

/** Up to the next millisecond, unless floating point alone made the fraction. */
function wholeMilliseconds(length: number): number {
  const nearest = Math.round(length);
  return Math.abs(length - nearest) < 1e-4 ? nearest : Math.ceil(length);
}
