/** The search attributes of a ticket: set once a wake, and only what changed; where nothing else tells of the wake, the tier. */
import { upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import type { SearchAttributeUpdatePair } from '@temporalio/common';
import type { TicketSnapshot } from '../domain/snapshot.js';
import { changed } from './changes.js';
import { SEARCH_ATTRIBUTES } from './contract.js';

/** Before this change, a wake without consequences left nothing in the history. */
const WAKES_LEAVE_A_TRACE = 'wakes-leave-a-trace';

export class IndexFields {
  private readonly known: Record<string, string> = {};

  constructor() {
    for (const { key, value } of workflowInfo().typedSearchAttributes.getAll())
      this.known[key.name] = JSON.stringify(value);
  }

  /** Tells visibility what has changed since the last call. Returns whether anything has. */
  publish(ticket: TicketSnapshot): boolean {
    const changed = fieldsOf(ticket).filter(
      ({ key, value }) => (this.known[key.name] ?? 'null') !== JSON.stringify(value),
    );
    if (changed.length === 0) return false;
    for (const { key, value } of changed) this.known[key.name] = JSON.stringify(value);
    upsertSearchAttributes(changed);
    return true;
  }

  /** Says once more what visibility knows, so that the task is told apart from one that brought nothing: see docs/adr/0011. */
  leaveTrace(ticket: TicketSnapshot): void {
    if (changed(WAKES_LEAVE_A_TRACE)) upsertSearchAttributes(fieldsOf(ticket).slice(0, 1));
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
