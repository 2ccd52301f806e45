/** The form of a change of a ticket. */
import type { TicketChanges } from '../domain/ticket/facts.js';
import { InvalidRequestError } from './errors.js';
import { readName, readSlaHours } from './form.js';

/** The fields of a ticket that `ticketChanged` may name. */
export const CHANGE_KEYS = ['status', 'priority', 'customerTier', 'slaHours', 'assigneeGroup'] as const;

/** Reads what has changed; a field that is null has not. @throws InvalidRequestError */
export function readChanges(fields: { readonly [K in (typeof CHANGE_KEYS)[number]]?: unknown }): TicketChanges {
  const changes: TicketChanges = {};
  for (const key of CHANGE_KEYS) {
    const value = fields[key];
    if (value === undefined || value === null) continue;
    if (key === 'slaHours') changes[key] = readSlaHours(value);
    else changes[key] = readName(value, key);
  }
  if (Object.keys(changes).length > 0) return changes;
  throw new InvalidRequestError(`a change needs one of ${CHANGE_KEYS.join(', ')}`);
}
