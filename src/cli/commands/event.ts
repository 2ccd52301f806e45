/** `rung event`: tells the engine what happened to a ticket. */
import { randomUUID } from 'node:crypto';
import { Argument, type Command } from 'commander';
import { readAs, readId, readInstant, readScore, readTicketId } from '../../client/form.js';
import type { FactReceipt, FactToTell } from '../../client/rung.js';
import { TEXT } from '../../domain/forms/messages.js';
import type { TicketChanges } from '../../domain/ticket/facts.js';
import type { LoadedPolicy } from '../../policy/load.js';
import { choiceOf } from '../choice.js';
import { Failure } from '../failure.js';
import { readInput } from '../input.js';
import { notANumber } from '../operands.js';
import { print, type Terminal } from '../terminal.js';

interface Options {
  at?: string;
  eventId?: string;
  text?: string;
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
  'customer-tier': { value: 'the new customer tier', fact: (customerTier) => changed({ customerTier }) },
  tags: {
    value: 'all its tags with commas between them, or "" for none',
    fact: (tags) => changed({ tags: wordsIn(tags) }),
  },
  field: { value: 'a name=value, or name= to remove it', fact: (field) => changed({ fields: fieldIn(field) }) },
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
    .argument('[value]', 'the score, status, priority, hours, group, customer tier, tags or name=value')
    .option('--at <instant>', 'when it happened, ISO-8601 with a zone (default: now)')
    .option('--event-id <id>', 'unique for the ticket; the same id again changes nothing (default: a random one)')
    .option(
      '--text <text>',
      'what the customer wrote (of a reply), - for standard input; it is scored if the policy has replies scored, and only the score goes on',
    )
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      `
Examples:
  $ rung event T-1 reply
  $ rung event T-1 reply --text - < mail.txt
  $ rung event T-1 sentiment -0.7 --event-id mail-4711
  $ rung event T-1 status pending --at 2026-01-05T09:00:00Z
  $ rung event T-1 tags outage,eu
  $ rung event T-1 field product=billing`,
    )
    .action((ticketId: string, event: string, value: string | undefined, options: Options) =>
      tell(ticketId, event, value, options, terminal),
    );
}

async function tell(
  ticketId: string,
  event: string,
  value: string | undefined,
  { at, eventId = randomUUID(), text: given, json }: Options,
  terminal: Terminal,
): Promise<void> {
  const kind = EVENTS[event]!;
  if (kind.value && value === undefined) throw new Failure(2, `${event} needs ${kind.value}`);
  if (!kind.value && value !== undefined) throw new Failure(2, `${event} takes no value, and ${value} was given`);
  readTicketId(ticketId);
  readId(eventId, '--event-id');
  if (at !== undefined) readInstant(at, '--at');
  const fact = kind.fact(value ?? '');
  const text = given === undefined ? undefined : await textOf(event, fact, given, terminal);
  const policy = await policyFor(fact, terminal);
  const { withEngine } = await import('../engine.js');
  const receipt = await withEngine(
    terminal,
    ({ rung }) =>
      rung.tell(ticketId, { ...fact, eventId, ...(at !== undefined && { at }), ...(text !== undefined && { text }) }),
    policy,
  );
  const { outcome, score, warnings = [] } = receipt;
  const isScored = policy?.policy.sentiment !== undefined;
  if (text !== undefined && !isScored) warnings.push(NOT_SCORED);
  for (const warning of warnings) print(terminal.stderr, `${ticketId}: ${warning} (warning)`);
  if (json) {
    const said = { ticketId, event, eventId, outcome, ...(score !== undefined && { score }) };
    return print(terminal.stdout, JSON.stringify({ ...said, ...(warnings.length > 0 && { warnings }) }));
  }
  const what = value === undefined ? event : `${event} ${value}`;
  const became = outcome === 'ignored' ? 'ignored; the ticket is closed' : outcome;
  print(terminal.stdout, `${ticketId}: ${what} ${became}${text !== undefined && isScored ? scoreWords(receipt) : ''}`);
}

const NOT_SCORED =
  'the text is not looked at: the policy for new tickets has no replies scored (sentiment: from_replies)';

function scoreWords({ outcome, score }: FactReceipt): string {
  if (outcome === 'ignored') return '';
  return score === undefined ? '; the scorer has nothing to say of its text' : `, scored ${score}`;
}

/** @throws Failure 2, InvalidRequestError */
async function textOf(event: string, fact: FactToTell, given: string, terminal: Terminal): Promise<string> {
  if (fact.type !== 'customer_replied') throw new Failure(2, `${event} takes no --text; reply does`);
  return readAs(TEXT, '--text', given === '-' ? (await readInput('-', terminal)).text : given);
}

/**
 * Words of a change are judged, and read, as the policy spells them; of a reply it says whether it reopens a closed ticket, and whether
 * its text is scored.
 */
async function policyFor(fact: FactToTell, terminal: Terminal): Promise<LoadedPolicy | undefined> {
  if (fact.type === 'ticket_changed') return judged(fact, terminal);
  if (fact.type !== 'customer_replied') return undefined;
  const { loadPolicyFor } = await import('../policy-file.js');
  return loadPolicyFor(undefined, terminal);
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

function wordsIn(text: string): string[] {
  return text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
}

/** @throws Failure 2 */
function fieldIn(text: string): Record<string, string | null> {
  const end = text.indexOf('=');
  if (end < 1) throw new Failure(2, `field needs a name=value, or name= to remove it, not ${JSON.stringify(text)}`);
  const value = text.slice(end + 1);
  return { [text.slice(0, end)]: value === '' ? null : value };
}
