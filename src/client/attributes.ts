/** The search attributes that a ticket's run starts with, so that lists show it from the first instant. */
import { TypedSearchAttributes } from '@temporalio/common';
import { nextWakeAt } from '../domain/decide.js';
import type { Instant } from '../domain/policy.js';
import { snapshot } from '../domain/snapshot.js';
import type { TicketState } from '../domain/ticket.js';
import { searchAttributesOf } from '../workflows/contract.js';

export function attributesAtStart(ticket: TicketState, now: Instant): TypedSearchAttributes {
  const attributes = new TypedSearchAttributes();
  return attributes.updateCopy(searchAttributesOf(snapshot(ticket, nextWakeAt(ticket, now))));
}
