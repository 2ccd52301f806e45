/** The form of a ticket that is to be opened. */
import type { Instant, Policy } from '../domain/rules/policy.js';
import type { NewTicket } from '../domain/ticket/ticket.js';
import { InvalidRequestError } from './errors.js';
import { readCount, readInstant, readName, readOneOf, readScore, readSlaHours, readTicketId } from './form.js';

/** A ticket as the help desk hands it over. */
export interface TicketToOpen {
  /** 1 to 200 letters, digits and `. _ - # @ /`, starting with a letter or digit. */
  ticketId: string;
  status: string;
  priority: string;
  customerTier: string;
  /** Length of the SLA in hours, counted from `createdAt`; more than 0. */
  slaHours: number;
  /** ISO-8601 with a zone. Default: now. */
  createdAt?: string | Date;
  /** Default: `createdAt`. */
  lastActivityAt?: string | Date;
  /** Default: 0. */
  customerReplyCount?: number;
  /** -1 to 1. Default: none. */
  sentimentScore?: number;
  /** Default: the group of its tier. */
  assigneeGroup?: string;
  /** The tier it starts at and comes back to. Default: the lowest. */
  tier?: string;
}

/** The keys of a ticket that are Rung's; every other key is the help desk's. */
export const TICKET_KEYS: readonly string[] = [
  'ticketId',
  'status',
  'priority',
  'customerTier',
  'slaHours',
  'createdAt',
  'lastActivityAt',
  'customerReplyCount',
  'sentimentScore',
  'assigneeGroup',
  'tier',
];

/** Checks a ticket against its form and the policy's ladder, all problems at once. @throws InvalidRequestError */
export function readTicket(ticket: TicketToOpen, policy: Policy, now: Instant): NewTicket & { createdAt: Instant } {
  const problems: string[] = [];
  const read = <T>(reading: () => T): T => {
    try {
      return reading();
    } catch (error) {
      if (!(error instanceof InvalidRequestError)) throw error;
      problems.push(error.message);
      return undefined as T;
    }
  };
  const given = (key: keyof TicketToOpen) => ticket[key] !== undefined && ticket[key] !== null;
  /** An optional key; null counts as not given. */
  const optional = <K extends keyof TicketToOpen, T>(key: K, reading: (value: unknown) => T) =>
    given(key) ? ({ [key]: read(() => reading(ticket[key])) } as { [P in K]: T }) : undefined;

  const opened = {
    ticketId: read(() => readTicketId(ticket.ticketId)),
    status: read(() => readName(ticket.status, 'status')),
    priority: read(() => readOneOf(ticket.priority, 'priority', policy.priorities)),
    customerTier: read(() => readName(ticket.customerTier, 'customerTier')),
    slaHours: read(() => readSlaHours(ticket.slaHours)),
    createdAt: given('createdAt') ? read(() => readInstant(ticket.createdAt, 'createdAt')) : now,
    ...optional('lastActivityAt', (value) => readInstant(value, 'lastActivityAt')),
    ...optional('customerReplyCount', (value) => readCount(value, 'customerReplyCount')),
    ...optional('sentimentScore', (value) => readScore(value, 'sentimentScore')),
    ...optional('assigneeGroup', (value) => readName(value, 'assigneeGroup')),
    ...optional('tier', (value) =>
      readOneOf(
        value,
        'tier',
        policy.tiers.map((tier) => tier.name),
      ),
    ),
  };
  if (problems.length > 0) {
    const which = typeof ticket.ticketId === 'string' ? `ticket ${ticket.ticketId}: ` : '';
    throw new InvalidRequestError(which + problems.join('; '));
  }
  return opened;
}
