/** Keys of a ticket: Rung's, those the engine keeps for itself, and the help desk's, which are all the others. */
import { TICKET_KEYS } from '../domain/forms/messages.js';
import { isAlmost } from '../reading/spelling.js';
import { ENGINE_KEYS } from '../store/port.js';

/**
 * One sentence for each key that is one of Rung's in another spelling; it would go unheard. Unless `strict`, a key may
 * look like one of Rung's that is given too: a help desk's `created_at` beside `createdAt` is its own.
 */
export function misspeltKeys(ticket: Record<string, unknown>, { strict = false } = {}): string[] {
  return Object.keys(ticket).flatMap((key) => {
    if (TICKET_KEYS.includes(key) || ENGINE_KEYS.has(key)) return [];
    const meant = TICKET_KEYS.find((known) => (strict || ticket[known] == null) && isAlmost(key, known));
    return meant === undefined ? [] : [`there is no key ${key}; did you mean ${meant}?`];
  });
}

/** Whether only the engine writes this key of a ticket's document, so that a given value is not kept. */
export function isReserved(key: string): boolean {
  return ENGINE_KEYS.has(key) && !TICKET_KEYS.includes(key);
}
