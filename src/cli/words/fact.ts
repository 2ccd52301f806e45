/** A fact in a few words. */
import type { Fact } from '../../domain/ticket/facts.js';
import type { NewTicket } from '../../domain/ticket/ticket.js';

export function factWords(fact: Fact): string {
  switch (fact.type) {
    case 'customer_replied':
      return 'the customer replies';
    case 'agent_replied':
      return 'an agent replies';
    case 'sentiment_scored':
      return `sentiment ${fact.score}`;
    case 'resolution_confirmed':
      return 'the customer confirms that it is solved';
    case 'ticket_changed': {
      const { type: _type, eventId: _eventId, at: _at, slaHours, ...changes } = fact;
      const words = Object.entries(changes).map(([field, value]) => `${field} becomes ${said(value)}`);
      return [...words, ...(slaHours === undefined ? [] : [`the SLA becomes ${slaHours} h`])].join(', ');
    }
  }
}

function said(value: string | string[] | Record<string, string | null>): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.join(', ');
  return Object.entries(value)
    .map(([name, one]) => `${name}: ${one ?? 'none'}`)
    .join(', ');
}

export function newTicketWords({ status, priority, customerTier, slaHours }: NewTicket): string {
  return `opened: ${customerTier}, ${priority}, ${status}, SLA ${slaHours} h`;
}
