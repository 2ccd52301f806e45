/** `rung event`: tells the engine what happened to a ticket. */
import { randomUUID } from 'node:crypto';
import { Argument, type Command } from 'commander';
import { readId, readInstant, readScore, readTicketId } from '../../client/form.js';
import type { FactToTell } from '../../client/rung.js';
import type { TicketChanges } from '../../domain/ticket/facts.js';
import type { LoadedPolicy } from '../../policy/load.js';
import { choiceOf } from '../choice.js';
import { Failure } from '../failure.js';
import { notANumber } from '../operands.js';
import { print, type Terminal } from '../terminal.js';

interface Options {
  at?: string;
  eventId?: string;
  json?: true;
}

interface Kind {
  /** What its value is; absent when it takes none. */
  value?: string;
  /** What is told, before it is judged. @throws Failure 2 */
  fact(value: string): FactToTell;
}

/** By name; each kind of fact has one at least. */
export const EVENTS: Readonly<Record<string, Kind>> = {
  reply: { fact: () => ({ type: 'customer_replied' }) },
  'agent-reply': { fact: () => ({ type: 'agent_replied' }) },
  sentiment: {
    value: 'a score from -1 to 1',
    fact: (score) => ({ type: 'sentiment_scored', score: readScore(numberIn(score)) }),
  },
  status: { value: 'the new status', fact: (status) => changed({ status }) },
  priority: { value: 'the new priority', fact: (priority) => changed({ priority }) },
  sla: { value: 'the new length of the SLA in hours', fact: (hours) => changed({ slaHours: numberIn(hours) }) },
  assignee: { value: 'the group a person gave it to', fact: (assigneeGroup) => changed({ assigneeGroup }) },
  confirm: { fact: () => ({ type: 'resolution_confirmed' }) },
};
const NAMES = Object.keys(EVENTS);

function changed(changes: TicketChanges): FactToTell {
  return { type: 'ticket_changed', ...changes };
}

export function eventCommand(program: Command, terminal: Terminal): void {
  program
    .command('event')
    .summary('tell what happened to a ticket')
    .description('Tells the engine what happened to a ticket. A closed ticket ignores it, and that is said.')
    .argument('<ticketId>', 'the ticket')
    .addArgument(new Argument('<event>', 'what happened').choices(NAMES).argParser(choiceOf('event', NAMES)))
    .argument('[value]', 'the score, status, priority, hours or group')
    .option('--at <instant>', 'when it happened, ISO-8601 with a zone (default: now)')
    .option('--event-id <id>', 'unique for the ticket; the same id again changes nothing (default: a random one)')
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      `
Examples:
  $ rung event T-1 reply
  $ rung event T-1 sentiment -0.7 --event-id mail-4711
  $ rung event T-1 status pending --at 2026-01-05T09:00:00Z`,
    )
    .action((ticketId: string, event: string, value: string | undefined, options: Options) =>
      tell(ticketId, event, value, options, terminal),
    );
}

async function tell(
  ticketId: string,
  event: string,
  value: string | undefined,
  { at, eventId = randomUUID(), json }: Options,
  terminal: Terminal,
): Promise<void> {
  const kind = EVENTS[event]!;
  if (kind.value && value === undefined) throw new Failure(2, `${event} needs ${kind.value}`);
  if (!kind.value && value !== undefined) throw new Failure(2, `${event} takes no value, and ${value} was given`);
  readTicketId(ticketId);
  readId(eventId, '--event-id');
  if (at !== undefined) readInstant(at, '--at');
  const fact = kind.fact(value ?? '');
  // Its words are judged, and read, as the policy spells them.
  const policy = fact.type === 'ticket_changed' ? await judged(fact, terminal) : undefined;
  const { withEngine } = await import('../engine.js');
  const { outcome, warnings = [] } = await withEngine(
    terminal,
    ({ rung }) => rung.tell(ticketId, { ...fact, eventId, ...(at !== undefined && { at }) }),
    policy,
  );
  for (const warning of warnings) print(terminal.stderr, `${ticketId}: ${warning} (warning)`);
  if (json) {
    const said = { ticketId, event, eventId, outcome, ...(warnings.length > 0 && { warnings }) };
    return print(terminal.stdout, JSON.stringify(said));
  }
  const what = value === undefined ? event : `${event} ${value}`;
  print(terminal.stdout, `${ticketId}: ${what} ${outcome === 'ignored' ? 'ignored; the ticket is closed' : outcome}`);
}

/** Judges a change before anybody is asked. @throws InvalidRequestError, PolicyError */
async function judged(changes: object, terminal: Terminal): Promise<LoadedPolicy> {
  const { loadPolicyFor } = await import('../policy-file.js');
  const { readChanges } = await import('../../client/ticket-form.js');
  const loaded = await loadPolicyFor(undefined, terminal);
  readChanges(changes, loaded.policy);
  return loaded;
}

function numberIn(text: string): number {
  const number = text.trim() === '' ? NaN : Number(text);
  if (!Number.isFinite(number)) throw new Failure(2, notANumber(text));
  return number;
}
