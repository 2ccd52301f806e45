/** A ticket on a page of a terminal. */
import { HOUR } from '../domain/rules/policy.js';
import { standingWords } from '../domain/ticket/commands.js';
import { aheadLines, type Deadline, type DecisionLine } from '../domain/ticket/view.js';
import { clockLines, onCallWords } from '../domain/ticket/view-words.js';
import { capitalized } from '../reading/words.js';
import { section, table } from './table.js';
import type { Terminal } from './terminal.js';
import type { ShownTicket } from './ticket-state.js';
import { counted } from './words/count.js';
import { decisionWords } from './words/decision.js';
import { lengthWords } from '../domain/rules/words.js';
import { fromNow, readable } from './words/time.js';

type Colours = Terminal['colours'];

/** The lines of the page. */
export function ticketPage(shown: ShownTicket, now: number, colours: Colours): string[] {
  const when = (at: string) => `${readable(at)} (${fromNow(Date.parse(at), now)})`;
  return [
    headline(shown, colours),
    ...table(facts(shown, now, when, colours)).map((line) => `  ${line}`),
    ...section(colours.bold('Deadlines'), deadlines(shown, when)),
    ...section(colours.bold('Held'), held(shown, when)),
    ...section(colours.bold('Alerts on their way'), onTheirWay(shown, when)),
    ...section(colours.bold('To be written to the database'), unwritten(shown)),
    ...section(colours.bold('Alerts that could not be delivered'), undeliverable(shown)),
    ...section(colours.bold('History'), history(shown.history, colours)),
    ...(shown.webUi === undefined ? [] : ['', `Web UI  ${shown.webUi}`]),
    ...(shown.source === 'database' ? ['', 'As it was last written to the database.'] : []),
  ];
}

function headline({ ticketId, tier, status, priority, customerTier, closed }: ShownTicket, colours: Colours): string {
  const height = closed ? colours.dim : colours.bold;
  return `${colours.bold(ticketId)}  ${height(tier)}  ${status}  ${priority}  ${customerTier}`;
}

function facts(shown: ShownTicket, now: number, when: (at: string) => string, colours: Colours): string[][] {
  const { cooldownUntil, escalatedAt, malformed, ruleErrors, slaBreachedAt } = shown;
  const broken = Object.entries(ruleErrors).map(([rule, count]) => `${rule} (${counted(count, 'time')})`);
  return [
    ['Group', shown.assigneeGroup],
    ...(escalatedAt === null ? [] : [['Escalated', `${shown.escalationReason} at ${when(escalatedAt)}`]]),
    ...(shown.clocks
      ? clockLines(shown.clocks, when).map(([name, words]) => [capitalized(name), words])
      : [['SLA', `${slaWords(shown.slaHours)}, due ${when(shown.slaDueAt!)}`]]),
    ...(slaBreachedAt === null || shown.clocks ? [] : [breach(shown, slaBreachedAt, when, colours)]),
    ['Customer', `${replies(shown.customerReplyCount)}, sentiment ${shown.sentimentScore ?? 'not scored'}`],
    ['Last activity', when(shown.lastActivityAt)],
    ...(cooldownUntil === null || Date.parse(cooldownUntil) <= now
      ? []
      : [['Cooldown', `until ${when(cooldownUntil)}`]]),
    ...onCallWords(shown),
    ...standingWords(shown, when),
    ...(broken.length === 0 ? [] : [['Broken rules', colours.red(broken.join(', '))]]),
    ...(malformed?.count ? [['Malformed', `${counted(malformed.count, 'message')}, the last: ${malformed.last}`]] : []),
  ];
}

/** One that was reached under an earlier SLA is over: the page does not say two things at once. */
function breach({ slaDueAt }: ShownTicket, at: string, when: (at: string) => string, colours: Colours): string[] {
  const isOver = slaDueAt !== null && Date.parse(slaDueAt) > Date.parse(at);
  return ['Breached', isOver ? `${when(at)}, before the SLA was extended` : colours.red(when(at))];
}

/** In hours, as the help desk gives it; a story's are shorter than that. */
function slaWords(hours: number): string {
  return hours >= 1 ? `${hours} h` : lengthWords(hours * HOUR);
}

function replies(count: number): string {
  return count === 1 ? '1 reply' : `${count} replies`;
}

function deadlines(shown: ShownTicket, when: (at: string) => string): string[][] {
  return aheadLines(shown.deadlines, (line) => ahead(shown.tier, line)).map(({ at, words }) => [when(at), words]);
}

function ahead(tier: string, { rule, to, tells, repeat, heldUntil, heldBy }: Deadline & { rule: string }): string {
  if (repeat !== undefined) return `${rule} tells again (${repeat})`;
  const nothing = to === tier ? `${rule}, which changes nothing at ${tier}` : `${rule} to ${to}`;
  const words = [tells ? `${rule} tells` : nothing];
  if (heldUntil !== undefined) {
    words.push(`held until ${readable(heldUntil)}${heldBy === undefined ? '' : ` by the ${heldBy}`}`);
  }
  return words.join(', ');
}

function held(shown: ShownTicket, when: (at: string) => string): string[][] {
  return shown.held.map(({ rule, since, until, by = 'cooldown' }) => [
    rule,
    `by the ${by} until ${when(until)}`,
    `since ${when(since)}`,
  ]);
}

function onTheirWay({ outbox }: ShownTicket, when: (at: string) => string): string[][] {
  return (outbox?.alerts ?? []).map(({ target, key, state, until }) => [
    target,
    until === undefined ? state : `${state} until ${when(until)}`,
    key,
  ]);
}

function unwritten({ outbox }: ShownTicket): string[][] {
  if (!outbox || (outbox.persisted && outbox.logEntries === 0)) return [];
  const entries = outbox.logEntries === 1 ? '1 log entry' : `${outbox.logEntries} log entries`;
  return [['the newest state', ...(outbox.logEntries === 0 ? [] : [entries])]];
}

function undeliverable(shown: ShownTicket): string[][] {
  return (shown.undeliverable ?? []).map(({ target, key, error }) => [target, key, error]);
}

function history(lines: DecisionLine[], colours: Colours): string[][] {
  return lines.map((line) => [colours.dim(readable(line.at)), decisionWords(line, { colours, time: readable })]);
}
