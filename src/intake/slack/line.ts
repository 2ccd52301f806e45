/** What stands after `/rung`, read. */
import { TICKET_ID } from '../../domain/forms/field.js';
import type { Instant, Milliseconds } from '../../domain/rules/policy.js';
import { iso, parseInstant } from '../../domain/time/instant.js';
import { readDuration } from '../../reading/duration.js';
import { nearest } from '../../reading/spelling.js';
import { isWrong } from '../../reading/scalar.js';

export const HOUR: Milliseconds = 3_600_000;

export type Line =
  | { ask: 'help' }
  | { ask: 'show' | 'acknowledge' | 'unsnooze'; ticketId: string }
  | { ask: 'snooze'; ticketId: string; until: string }
  | { ask: 'escalate'; ticketId: string; to?: string }
  | { ask: 'come-down'; ticketId: string; to?: 'previous' | 'base' }
  /** Why it cannot be read. */
  | { wrong: string };

const VERBS: Record<string, Exclude<Line, { wrong: string }>['ask']> = {
  help: 'help',
  show: 'show',
  ack: 'acknowledge',
  acknowledge: 'acknowledge',
  snooze: 'snooze',
  unsnooze: 'unsnooze',
  escalate: 'escalate',
  deescalate: 'come-down',
  'de-escalate': 'come-down',
};

export function readWords(text: string, now: Instant): Line {
  const [first = 'help', ...rest] = text.split(/\s+/).filter((word) => word !== '');
  const verb = Object.hasOwn(VERBS, first.toLowerCase()) ? VERBS[first.toLowerCase()] : undefined;
  if (!verb) {
    if (rest.length === 0) return withTicket(first, (ticketId) => ({ ask: 'show', ticketId }), first);
    const meant = nearest(first.toLowerCase(), Object.keys(VERBS));
    return {
      wrong: `"${first}" is not something to do${meant ? `; did you mean ${meant}?` : '; `/rung help` has what is'}`,
    };
  }
  if (verb === 'help') return { ask: 'help' };
  const [id, ...more] = rest;
  if (id === undefined) return { wrong: `say which ticket: \`/rung ${first} T-1042\`` };
  return withTicket(id, (ticketId) => asked(verb, ticketId, more, now));
}

function withTicket(word: string, then: (ticketId: string) => Line, verb?: string): Line {
  if (!TICKET_ID.test(word)) return { wrong: `"${word}" is not the id of a ticket` };
  const meant = verb === undefined ? undefined : nearest(verb.toLowerCase(), Object.keys(VERBS));
  return meant === undefined
    ? then(word)
    : { wrong: `did you mean ${meant}? For a ticket of that name: /rung show ${word}` };
}

function asked(verb: Exclude<Line, { wrong: string }>['ask'], ticketId: string, more: string[], now: Instant): Line {
  const argument = more.join(' ');
  switch (verb) {
    case 'snooze':
      return snoozed(ticketId, argument, now);
    case 'escalate':
      return { ask: verb, ticketId, ...(argument !== '' && { to: argument }) };
    case 'come-down':
      if (argument === '' || argument === 'previous' || argument === 'base')
        return { ask: verb, ticketId, ...(argument !== '' && { to: argument }) };
      return { wrong: `"${argument}" is neither previous (the last step) nor base (all of them)` };
    case 'help':
      return { ask: verb };
    default:
      return argument === '' ? { ask: verb, ticketId } : { wrong: `"${argument}" is too much; one ticket at a time` };
  }
}

function snoozed(ticketId: string, argument: string, now: Instant): Line {
  const until = argument.replace(/^(?:for|until) /, '');
  if (until === '') return { ask: 'snooze', ticketId, until: iso(now + HOUR) };
  const length = readDuration(until);
  if (!isWrong(length)) return { ask: 'snooze', ticketId, until: iso(now + length.value) };
  const at = parseInstant(until);
  return at === undefined
    ? { wrong: `"${until}" is neither a length of time such as 2h nor an instant such as 2026-01-05T18:00:00Z` }
    : { ask: 'snooze', ticketId, until: iso(at) };
}
