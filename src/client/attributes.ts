/** The search attributes that a ticket's run starts with, so that lists show it from the first instant. */
import { TypedSearchAttributes } from '@temporalio/common';
import { nextWakeAt } from '../domain/decide.js';
import type { Instant } from '../domain/policy.js';
import { snapshot } from '../domain/snapshot.js';
import type { TicketState } from '../domain/ticket.js';
import { SEARCH_ATTRIBUTES, searchAttributesOf } from '../workflows/contract.js';

export function attributesAtStart(ticket: TicketState, now: Instant): TypedSearchAttributes {
  const attributes = new TypedSearchAttributes();
  return attributes.updateCopy(searchAttributesOf(snapshot(ticket, nextWakeAt(ticket, now))));
}

/** Those of an earlier run, for the next one of the ticket: it shows what is known until it has loaded the ticket. */
export function attributesOf(earlier: TypedSearchAttributes): TypedSearchAttributes {
  const ours = new Set<string>(Object.values(SEARCH_ATTRIBUTES).map(({ name }) => name));
  return new TypedSearchAttributes(earlier.getAll().filter(({ key }) => ours.has(key.name)));
}
