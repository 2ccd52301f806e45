/** What of a fact is news to a ticket: what came by a webhook comes again by the API, and a ticket need not hear it twice. */
import type { TicketChanges } from '../domain/ticket/facts.js';
import { TICKET_CHANGES } from '../domain/forms/messages.js';
import type { Instant } from '../domain/rules/policy.js';
import type { Step, TicketField, TicketState } from '../domain/ticket/ticket.js';
import { isOlder } from '../domain/time/older.js';
import type { FactLine } from '../intake/mapping/facts.js';

/** A ticket as far as the database knows it; the workflow may know more, and drops what it has heard. */
export type StoredTicket = Pick<
  TicketState,
  | 'status'
  | 'priority'
  | 'customerTier'
  | 'slaHours'
  | 'assigneeGroup'
  | 'factAt'
  | 'seenIds'
  | 'steps'
  | 'tags'
  | 'fields'
>;

/**
 * The fact as far as it is news; undefined if it is none.
 * @param isSnapshot it says how the ticket stands, not that somebody has just set it so
 */
export function newsOf(fact: FactLine, known: StoredTicket, isSnapshot: boolean): FactLine | undefined {
  if (fact.type === 'created' || known.seenIds.includes(fact.eventId)) return undefined;
  if (fact.type !== 'ticket_changed') return fact;
  const at = Date.parse(fact.at);
  const rest = { ...fact };
  for (const field of FIELDS) {
    if (rest[field] !== undefined && !isNewsOf(field, rest[field], at, known, isSnapshot)) delete rest[field];
  }
  if (rest.tags && sameTags(rest.tags, known.tags)) delete rest.tags;
  if (rest.fields && Object.entries(rest.fields).every(([name, value]) => (known.fields?.[name] ?? null) === value))
    delete rest.fields;
  return Object.keys(TICKET_CHANGES).some((key) => Object.hasOwn(rest, key)) ? rest : undefined;
}

const FIELDS = ['status', 'priority', 'customerTier', 'slaHours', 'assigneeGroup'] as const satisfies (TicketField &
  keyof TicketChanges)[];

function isNewsOf(field: TicketField, value: unknown, at: Instant, known: StoredTicket, isSnapshot: boolean): boolean {
  if (value === known[field] || isOlder(at, known.factAt[field])) return false;
  // The help desk has never heard that the engine raised it: that it still says what stood there before is nobody's decision.
  const before = BEFORE[field];
  return before === undefined || !known.steps.some((step) => step[before] === value && (isSnapshot || at <= step.at));
}

const BEFORE: Partial<Record<TicketField, 'priorityBefore' | 'groupBefore'>> = {
  priority: 'priorityBefore',
  assigneeGroup: 'groupBefore',
} satisfies Partial<Record<TicketField, keyof Step>>;

function sameTags(one: readonly string[], other: readonly string[] | undefined): boolean {
  return other !== undefined && one.length === other.length && one.every((tag) => other.includes(tag));
}
