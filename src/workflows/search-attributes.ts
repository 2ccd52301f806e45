/** The search attributes of a running ticket: once a wake, and only what has changed. */
import { upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import type { TicketSnapshot } from '../domain/records/snapshot.js';
import { SEARCH_ATTRIBUTES, searchAttributesOf } from './contract.js';

export class SearchAttributes {
  /** What visibility knows, by name: at first what the client has set at the start. */
  private readonly known: Record<string, string> = {};

  /** @param tellsPolicy though visibility does not know yet which policy the ticket has */
  constructor(private tellsPolicy: boolean) {
    this.note(workflowInfo().typedSearchAttributes.getAll());
    this.tellsPolicy ||= SEARCH_ATTRIBUTES.policy.name in this.known;
  }

  /** The ticket was moved to another policy. */
  policyChanged(): void {
    this.tellsPolicy = true;
  }

  /** Returns whether anything had changed. */
  publish(ticket: TicketSnapshot, policyHash: string): boolean {
    const changed = searchAttributesOf(ticket, this.tellsPolicy ? policyHash : undefined).filter(
      ({ key, value }) => (this.known[key.name] ?? 'null') !== JSON.stringify(value),
    );
    if (changed.length === 0) return false;
    this.note(changed);
    upsertSearchAttributes(changed);
    return true;
  }

  /** Says once more what visibility knows: see trace.ts. */
  repeat(ticket: TicketSnapshot): void {
    upsertSearchAttributes(searchAttributesOf(ticket).slice(0, 1));
  }

  private note(pairs: { key: { name: string }; value: unknown }[]): void {
    for (const { key, value } of pairs) this.known[key.name] = JSON.stringify(value);
  }
}
