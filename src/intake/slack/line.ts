/** What stands after `/rung`, read. */
import { TICKET_ID } from '../../domain/forms/field.js';
import type { Instant, Milliseconds } from '../../domain/rules/policy.js';
import { COMMANDS, type AnyCommand, type CommandName } from '../../domain/ticket/commands.js';
import { iso, parseInstant } from '../../domain/time/instant.js';
import { readDuration } from '../../reading/duration.js';
import { nearest } from '../../reading/spelling.js';
import { isWrong } from '../../reading/scalar.js';

export const HOUR: Milliseconds = 3_600_000;

export type SlackLine =
  | { ask: 'help' }
  | { ask: 'show'; ticketId: string }
  /** `given`: its arguments, instants written out. */
  | { ask: CommandName; ticketId: string; given: Readonly<Record<string, string>> }
  /** Why it cannot be read. */
  | { wrong: string };

type Verb = Exclude<SlackLine, { wrong: string }>['ask'];

/** A command goes by its name on the command line and by its type: `ack`, `acknowledge`. */
const VERBS: Record<string, Verb> = { help: 'help', show: 'show' };
for (const [name, { shell, type }] of Object.entries(COMMANDS)) {
  for (const verb of [shell, type.replaceAll('_', '-')]) VERBS[verb] = name as CommandName;
}

export function readWords(text: string, now: Instant): SlackLine {
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

function withTicket(word: string, then: (ticketId: string) => SlackLine, verb?: string): SlackLine {
  if (!TICKET_ID.test(word)) return { wrong: `"${word}" is not the id of a ticket` };
  const meant = verb === undefined ? undefined : nearest(verb.toLowerCase(), Object.keys(VERBS));
  return meant === undefined
    ? then(word)
    : { wrong: `did you mean ${meant}? For a ticket of that name: /rung show ${word}` };
}

function asked(verb: Exclude<Verb, 'help'>, ticketId: string, more: string[], now: Instant): SlackLine {
  const argument = more.join(' ');
  const known = verb === 'show' ? [] : Object.entries(argumentsOf(verb));
  // As on the command line, an argument stands behind the ticket where there is one to be given.
  const [only] = known.length === 1 ? known : [];
  if (!only && argument !== '') return { wrong: `"${argument}" is too much; one ticket at a time` };
  if (verb === 'show') return { ask: verb, ticketId };
  if (!only) return { ask: verb, ticketId, given: {} };
  const [name, { field, optional, words }] = only;
  if (field.kind === 'instant') {
    const read = readAhead(argument, now);
    return typeof read === 'string' ? { ask: verb, ticketId, given: { [name]: read } } : read;
  }
  if (argument === '' && optional) return { ask: verb, ticketId, given: {} };
  if (field.kind === 'choice' && !field.of.includes(argument))
    return { wrong: `"${argument}" is not one of ${field.of.join(', ')} (${words})` };
  return { ask: verb, ticketId, given: { [name]: argument } };
}

export function argumentsOf(name: CommandName): AnyCommand['arguments'] {
  return COMMANDS[name].arguments;
}

/** An instant that lies ahead, by default an hour. */
function readAhead(argument: string, now: Instant): string | { wrong: string } {
  const until = argument.replace(/^(?:for|until) /, '');
  if (until === '') return iso(now + HOUR);
  const length = readDuration(until);
  if (!isWrong(length)) return iso(now + length.value);
  const at = parseInstant(until);
  return at === undefined
    ? { wrong: `"${until}" is neither a length of time such as 2h nor an instant such as 2026-01-05T18:00:00Z` }
    : iso(at);
}
