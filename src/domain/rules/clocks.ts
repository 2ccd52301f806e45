/** The clocks a ticket runs on. Today there is one: the SLA, counted on the wall from `createdAt`. */
import { HOUR, type Instant, type Milliseconds } from './policy.js';
import type { TicketState } from '../ticket/ticket.js';

type Timed = Pick<TicketState, 'createdAt' | 'slaHours'>;

/** The length of the ticket's SLA. */
export function slaTarget({ slaHours }: Pick<TicketState, 'slaHours'>): Milliseconds {
  return wholeMilliseconds(slaHours * HOUR);
}

/** The instant at which `percent` of the ticket's SLA is used. */
export function slaDeadline(ticket: Timed, percent: number): Instant {
  return ticket.createdAt + wholeMilliseconds((ticket.slaHours * HOUR * percent) / 100);
}

/** The instant at which the SLA is breached. */
export function slaDueAt(ticket: Timed): Instant {
  return slaDeadline(ticket, 100);
}

/** Up to the next millisecond, unless floating point alone made the fraction. */
export function wholeMilliseconds(length: number): number {
  const nearest = Math.round(length);
  return Math.abs(length - nearest) < 1e-4 ? nearest : Math.ceil(length);
}
