/** The search attributes that a ticket's run starts with, so that lists show it from the first instant, and what they tell of it later. */
import type { WorkflowExecutionDescription } from '@temporalio/client';
import { TypedSearchAttributes } from '@temporalio/common';
import { nextWakeAt } from '../domain/ladder/decide.js';
import { clocksOf } from '../domain/rules/clock-view.js';
import type { Instant } from '../domain/rules/policy.js';
import { snapshot } from '../domain/records/snapshot.js';
import type { TicketState } from '../domain/ticket/ticket.js';
import type { KnownTicket } from './description.js';
import { SEARCH_ATTRIBUTES, searchAttributesOf } from '../workflows/contract.js';

export function attributesAtStart(ticket: TicketState, now: Instant): TypedSearchAttributes {
  const attributes = new TypedSearchAttributes();
  const shown = snapshot(ticket, nextWakeAt(ticket, now), clocksOf(ticket, now).clocks);
  return attributes.updateCopy(searchAttributesOf(shown, ticket.policyHash));
}

/** Ours: the next run of the ticket shows them until it has loaded the ticket. */
function attributesOf(earlier: TypedSearchAttributes): TypedSearchAttributes {
  const ours = new Set<string>(Object.values(SEARCH_ATTRIBUTES).map(({ name }) => name));
  return new TypedSearchAttributes(earlier.getAll().filter(({ key }) => ours.has(key.name)));
}

/** What the last run of a ticket has left to be read. */
export function published(
  ticketId: string,
  { typedSearchAttributes: found }: WorkflowExecutionDescription,
): KnownTicket {
  const customerTier = found.get(SEARCH_ATTRIBUTES.customerTier);
  const slaDueAt = found.get(SEARCH_ATTRIBUTES.slaDueAt)?.getTime();
  const policyHash = found.get(SEARCH_ATTRIBUTES.policy);
  return {
    ticketId,
    attributes: attributesOf(found),
    ...(customerTier !== undefined && { customerTier }),
    ...(slaDueAt !== undefined && { slaDueAt }),
    ...(policyHash !== undefined && { policyHash }),
  };
}
