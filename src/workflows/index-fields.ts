/** The search attributes of a ticket: set once a wake, and only what changed. */
import { upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import type { SearchAttributeUpdatePair } from '@temporalio/common';
import type { TicketSnapshot } from '../domain/snapshot.js';
import { SEARCH_ATTRIBUTES } from './contract.js';

export class IndexFields {
  private readonly known: Record<string, string> = {};

  constructor() {
    for (const { key, value } of workflowInfo().typedSearchAttributes.getAll())
      this.known[key.name] = JSON.stringify(value);
  }

  /** Tells visibility what has changed since the last call. */
  publish(ticket: TicketSnapshot): void {
    const changed = fieldsOf(ticket).filter(
      ({ key, value }) => (this.known[key.name] ?? 'null') !== JSON.stringify(value),
    );
    if (changed.length === 0) return;
    for (const { key, value } of changed) this.known[key.name] = JSON.stringify(value);
    upsertSearchAttributes(changed);
  }
}

function fieldsOf(ticket: TicketSnapshot): SearchAttributeUpdatePair[] {
  const { nextDeadlineAt } = ticket;
  return [
    { key: SEARCH_ATTRIBUTES.tier, value: ticket.tier },
    { key: SEARCH_ATTRIBUTES.status, value: ticket.status },
    { key: SEARCH_ATTRIBUTES.priority, value: ticket.priority },
    { key: SEARCH_ATTRIBUTES.customerTier, value: ticket.customerTier },
    { key: SEARCH_ATTRIBUTES.escalationReason, value: ticket.escalationReason },
    { key: SEARCH_ATTRIBUTES.escalated, value: ticket.escalated },
    { key: SEARCH_ATTRIBUTES.nextDeadlineAt, value: nextDeadlineAt === null ? null : new Date(nextDeadlineAt) },
    { key: SEARCH_ATTRIBUTES.slaDueAt, value: new Date(ticket.slaDueAt) },
  ];
}
