/** `rung event`: tells the engine what happened to a ticket. */
import { randomUUID } from 'node:crypto';
import { Argument, type Command } from 'commander';
import { readChanges } from '../../client/fact-form.js';
import { readId, readInstant, readScore, readTicketId } from '../../client/form.js';
import type { FactOptions, FactReceipt, Rung } from '../../client/rung.js';
import type { TicketChanges } from '../../domain/ticket/facts.js';
import { choiceOf } from '../choice.js';
import { Failure } from '../failure.js';
import { print, type Terminal } from '../terminal.js';

interface Options {
  at?: string;
  eventId?: string;
  json?: true;
}

type Telling = (rung: Rung, ticketId: string, options: FactOptions) => Promise<FactReceipt>;

interface Kind {
  /** What its value is; absent when it takes none. */
  value?: string;
  /** Judges the value, before anybody is asked. @throws InvalidRequestError */
  read(value: string): Telling;
}

const KINDS: Record<string, Kind> = {
  reply: { read: () => (rung, id, options) => rung.customerReplied(id, options) },
  'agent-reply': { read: () => (rung, id, options) => rung.agentReplied(id, options) },
  sentiment: {
    value: 'a score from -1 to 1',
    read(value) {
      const score = readScore(numberIn(value));
      return (rung, id, options) => rung.sentimentScored(id, score, options);
    },
  },
  status: { value: 'the new status', read: (status) => changing({ status }) },
  priority: { value: 'the new priority', read: (priority) => changing({ priority }) },
  sla: {
    value: 'the new length of the SLA in hours',
    read: (hours) => changing({ slaHours: numberIn(hours) }),
  },
  assignee: {
    value: 'the group a person gave it to',
    read: (assigneeGroup) => changing({ assigneeGroup }),
  },
  confirm: { read: () => (rung, id, options) => rung.confirmResolution(id, options) },
};
const NAMES = Object.keys(KINDS);

function changing(fields: TicketChanges): Telling {
  const changes = readChanges(fields);
  return (rung, id, options) => rung.ticketChanged(id, changes, options);
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
  const kind = KINDS[event]!;
  if (kind.value && value === undefined) throw new Failure(2, `${event} needs ${kind.value}`);
  if (!kind.value && value !== undefined) throw new Failure(2, `${event} takes no value, and ${value} was given`);
  readTicketId(ticketId);
  readId(eventId, '--event-id');
  if (at !== undefined) readInstant(at, '--at');
  const telling = kind.read(value ?? '');
  const { withEngine } = await import('../engine.js');
  const { outcome } = await withEngine(terminal, ({ rung }) =>
    telling(rung, ticketId, { eventId, ...(at !== undefined && { at }) }),
  );
  if (json) return print(terminal.stdout, JSON.stringify({ ticketId, event, eventId, outcome }));
  const what = value === undefined ? event : `${event} ${value}`;
  print(terminal.stdout, `${ticketId}: ${what} ${outcome === 'ignored' ? 'ignored; the ticket is closed' : outcome}`);
}

function numberIn(text: string): number {
  const number = text.trim() === '' ? NaN : Number(text);
  if (Number.isNaN(number)) throw new Failure(2, `${JSON.stringify(text)} is not a number`);
  return number;
}
