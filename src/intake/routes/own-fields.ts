/** Keys of a ticket that are the help desk's: everything that is neither Rung's nor the engine's. */
import { TICKET_KEYS } from '../../domain/forms/messages.js';
import { isAlmost } from '../../reading/spelling.js';
import { ENGINE_KEYS } from '../../store/port.js';
import { HttpProblem } from '../http/problem.js';

export function ownFieldsOf(ticket: Record<string, unknown>): Record<string, unknown> {
  const own = Object.entries(ticket).filter(([key]) => !TICKET_KEYS.includes(key) && !ENGINE_KEYS.has(key));
  return Object.fromEntries(own);
}

/** A key that is one of Rung's but for its spelling would go unheard. @param at pointer to the ticket @throws HttpProblem */
export function refuseMisspelt(ticket: Record<string, unknown>, at = ''): void {
  const errors = Object.keys(ownFieldsOf(ticket)).flatMap((key) => {
    const meant = TICKET_KEYS.find((known) => (ticket[known] ?? null) === null && isAlmost(key, known));
    return meant === undefined
      ? []
      : [{ pointer: `${at}/${key}`, detail: `is not a key here; did you mean ${meant}?` }];
  });
  if (errors.length > 0) throw new HttpProblem('invalid-content', 'a key of the ticket is misspelled', { errors });
}
