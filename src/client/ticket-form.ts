/** The form of a ticket that is to be opened, and of changes of one. */
import type { Instant, Policy } from '../domain/rules/policy.js';
import type { TicketChanges } from '../domain/ticket/facts.js';
import type { NewTicket } from '../domain/ticket/ticket.js';
import { changesSchema } from '../schemas/fact.js';
import { namesOf } from '../schemas/known-names.js';
import { readBy, type Read } from '../schemas/read.js';
import { ticketSchema } from '../schemas/ticket.js';
import { InvalidRequestError } from './errors.js';

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

/** What was read, and what there is to say about it. */
export interface WithWarnings<T> {
  value: T;
  /** Words that were read otherwise than they are written, and the like; each a sentence. */
  warnings: string[];
}

/** Reads a ticket against its form and the policy's ladder, all problems at once. @throws InvalidRequestError */
export function readTicket(
  ticket: TicketToOpen,
  policy: Policy,
  now: Instant,
): WithWarnings<NewTicket & { createdAt: Instant }> {
  const names = namesOf(policy);
  const { ticketId } = ticket as { ticketId?: unknown };
  const about = typeof ticketId === 'string' ? { about: `ticket ${ticketId}` } : {};
  const { value, warnings } = accepted(readBy(ticketSchema(names), ticket, names.closing), about);
  return { value: { ...given(value), createdAt: value.createdAt ?? now }, warnings };
}

/** Reads what has changed; a field that is null has not. @param policy priorities must be one of its @throws InvalidRequestError */
export function readChanges(changes: object, policy?: Policy): WithWarnings<TicketChanges> {
  const names = policy && namesOf(policy);
  const { value, warnings } = accepted(readBy(changesSchema(names), changes, names?.closing));
  return { value: given(value), warnings };
}

function accepted<T>(outcome: Read<T>, options?: { about?: string }): WithWarnings<T> {
  if ('problems' in outcome) throw new InvalidRequestError(outcome.problems, options);
  return outcome;
}

/** Only the fields that are there. */
function given<T extends object>(fields: T): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}
