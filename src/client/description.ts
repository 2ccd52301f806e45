/** What the Temporal Web UI says of a run for good: a line for the list, and a page in markdown. No customer text. */
import { ticketLink } from '../domain/ticket/links.js';
import type { TypedSearchAttributes } from '@temporalio/common';
import { slaDueAt } from '../domain/rules/clocks.js';
import { iso } from '../domain/time/instant.js';
import type { Instant, Policy } from '../domain/rules/policy.js';
import { conditionWords, lengthWords } from '../domain/rules/words.js';

/** As much of a ticket as is known where its run begins. */
export interface KnownTicket {
  ticketId: string;
  customerTier?: string;
  slaHours?: number;
  createdAt?: Instant;
  /** Where `slaHours` and `createdAt` are not known. */
  slaDueAt?: Instant;
  policy?: { policy: Policy; hash: string };
  /** Where only the hash of its policy is known. */
  policyHash?: string;
  /** Template of links to the help desk, with `{ticketId}` in it. */
  ticketUrl?: string;
  /** What its last run told visibility. */
  attributes?: TypedSearchAttributes;
}

export interface Description {
  /** At most 200 bytes. */
  staticSummary: string;
  staticDetails: string;
}

/** The SDK's own advice; the server takes more. */
const SUMMARY_BYTES = 200;
/** The server refuses a start with more than 20,000. */
const DETAILS_BYTES = 8_000;

/** @param again why a ticket that has been watched before gets another run: `reopened`, `taken up again` */
export function describeTicket(ticket: KnownTicket, again?: string): Description {
  const { ticketId, customerTier, slaHours } = ticket;
  const sla = slaHours === undefined ? instantWords('SLA due', dueAt(ticket)) : `SLA ${slaHours} h`;
  const known = [customerTier, sla, again].filter((part) => part !== undefined).join(', ');
  return {
    staticSummary: atMost(SUMMARY_BYTES, `${ticketId}: ${known}`),
    staticDetails: atMost(DETAILS_BYTES, details(ticket, again)),
  };
}

function details(ticket: KnownTicket, again: string | undefined): string {
  const { ticketId, customerTier, slaHours, createdAt, policy, ticketUrl } = ticket;
  const due = dueAt(ticket);
  const link = ticketUrl === undefined ? undefined : ticketLink(ticketUrl, ticketId);
  const facts = [
    ...(customerTier === undefined ? [] : [`Customer tier: ${code(customerTier)}`]),
    ...(slaHours === undefined ? [] : [`SLA: ${slaHours} h`]),
    ...(createdAt === undefined ? [] : [`Created at: ${iso(createdAt)}`]),
    ...(due === undefined ? [] : [`SLA due: ${iso(due)}`]),
    ...(policy === undefined ? [] : [`Policy: ${code(policy.hash)}`, ...ladder(policy.policy)]),
  ];
  return [
    `### Ticket ${code(ticketId)}${again === undefined ? '' : `, ${again}`}`,
    ...(link === undefined ? [] : [`[In the help desk](<${link}>)`]),
    ...(facts.length === 0 ? [] : [list(facts)]),
    ...(policy === undefined ? [] : [`**Rules**\n\n${list(rules(policy.policy))}`]),
    again === undefined
      ? 'As it was opened; how it stands now is said under the current details.'
      : 'As it was known when this run began. Policy, steps and counts go on as before.',
  ].join('\n\n');
}

/** Where the policy has clocks, that follows from their calendars and changes with each pause: the current details say it. */
function dueAt({ slaHours, createdAt, slaDueAt: due, policy }: KnownTicket): Instant | undefined {
  if (policy?.policy.clocks) return undefined;
  return slaHours === undefined || createdAt === undefined ? due : slaDueAt({ slaHours, createdAt });
}

function instantWords(what: string, at: Instant | undefined): string | undefined {
  return at === undefined ? undefined : `${what} ${iso(at)}`;
}

function ladder({ tiers, cooldown }: Policy): string[] {
  const rungs = tiers.map(({ name, group }) => `${code(name)} (${code(group)})`);
  return [`Ladder: ${rungs.join(' → ')}`, `Cooldown: ${lengthWords(cooldown)}`];
}

function rules(policy: Policy): string[] {
  return policy.rules.map(({ name, when, to }) => {
    const asks = to === undefined ? 'tells' : `to ${code(to)}`;
    return `${code(name)} ${asks}: ${conditionWords(when)}`;
  });
}

function list(lines: string[]): string {
  return lines.map((line) => `- ${line}`).join('\n');
}

/** Names are what the help desk chose: as code they cannot be taken for markdown. */
function code(name: string): string {
  return `\`${name.replaceAll('`', "'").replaceAll(/\s+/g, ' ')}\``;
}

function atMost(bytes: number, text: string): string {
  if (Buffer.byteLength(text) <= bytes) return text;
  const kept = Buffer.from(text).subarray(0, bytes - Buffer.byteLength('…'));
  // A character that was cut through is left out.
  return `${new TextDecoder().decode(kept, { stream: true })}…`;
}
