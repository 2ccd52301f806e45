/** A ticket on a page of a terminal. */
import { HOUR } from '../domain/rules/policy.js';
import { standingWords } from '../domain/ticket/commands.js';
import { aheadLines, type DecisionLine } from '../domain/ticket/view.js';
import { table } from './table.js';
import type { Terminal } from './terminal.js';
import type { Shown } from './ticket-state.js';
import { counted } from './words/count.js';
import { decisionWords } from './words/decision.js';
import { lengthWords } from '../domain/rules/words.js';
import { dateTime, fromNow } from './words/time.js';

type Colours = Terminal['colours'];

/** The lines of the page. */
export function ticketPage(shown: Shown, now: number, colours: Colours): string[] {
  const when = (at: string) => `${dateTime(Date.parse(at))} (${fromNow(Date.parse(at), now)})`;
  return [
    headline(shown, colours),
    ...table(facts(shown, now, when, colours)).map((line) => `  ${line}`),
    ...section('Deadlines', deadlines(shown, when), colours),
    ...section('Held by the cooldown', held(shown, when), colours),
    ...section('Alerts on their way', onTheirWay(shown), colours),
    ...section('To be written to the database', unwritten(shown), colours),
    ...section('Alerts that could not be delivered', undeliverable(shown), colours),
    ...section('History', history(shown.history, colours), colours),
    ...(shown.webUi === undefined ? [] : ['', `Web UI  ${shown.webUi}`]),
    ...(shown.source === 'database' ? ['', 'As it was last written to the database.'] : []),
  ];
}

function headline({ ticketId, tier, status, priority, customerTier, closed }: Shown, colours: Colours): string {
  const height = closed ? colours.dim : colours.bold;
  return `${colours.bold(ticketId)}  ${height(tier)}  ${status}  ${priority}  ${customerTier}`;
}

function facts(shown: Shown, now: number, when: (at: string) => string, colours: Colours): string[][] {
  const { cooldownUntil, escalatedAt, malformed, ruleErrors, slaBreachedAt } = shown;
  const broken = Object.entries(ruleErrors).map(([rule, count]) => `${rule} (${counted(count, 'time')})`);
  return [
    ['Group', shown.assigneeGroup],
    ...(escalatedAt === null ? [] : [['Escalated', `${shown.escalationReason} at ${when(escalatedAt)}`]]),
    ['SLA', `${slaWords(shown.slaHours)}, due ${when(shown.slaDueAt)}`],
    ...(slaBreachedAt === null ? [] : [breach(shown, slaBreachedAt, when, colours)]),
    ['Customer', `${replies(shown.customerReplyCount)}, sentiment ${shown.sentimentScore ?? 'not scored'}`],
    ['Last activity', when(shown.lastActivityAt)],
    ...(cooldownUntil === null || Date.parse(cooldownUntil) <= now
      ? []
      : [['Cooldown', `until ${when(cooldownUntil)}`]]),
    ...standingWords(shown, when),
    ...(broken.length === 0 ? [] : [['Broken rules', colours.red(broken.join(', '))]]),
    ...(malformed?.count ? [['Malformed', `${counted(malformed.count, 'message')}, the last: ${malformed.last}`]] : []),
  ];
}

/** One that was reached under an earlier SLA is over: the page does not say two things at once. */
function breach({ slaDueAt }: Shown, at: string, when: (at: string) => string, colours: Colours): string[] {
  const isOver = Date.parse(slaDueAt) > Date.parse(at);
  return ['Breached', isOver ? `${when(at)}, before the SLA was extended` : colours.red(when(at))];
}

/** In hours, as the help desk gives it; a story's are shorter than that. */
function slaWords(hours: number): string {
  return hours >= 1 ? `${hours} h` : lengthWords(hours * HOUR);
}

function replies(count: number): string {
  return count === 1 ? '1 reply' : `${count} replies`;
}

function deadlines(shown: Shown, when: (at: string) => string): string[][] {
  return aheadLines(shown.deadlines).map((line) => [when(line.at), ahead(shown.tier, line)]);
}

function ahead(tier: string, { rule, to, heldUntil, breach }: ReturnType<typeof aheadLines>[number]): string {
  const words = [...(breach ? ['SLA breached'] : [])];
  if (rule !== undefined) words.push(to === tier ? `${rule}, which changes nothing at ${tier}` : `${rule} to ${to}`);
  if (heldUntil !== undefined) words.push(`held until ${dateTime(Date.parse(heldUntil))}`);
  return words.join(', ');
}

function held(shown: Shown, when: (at: string) => string): string[][] {
  return shown.held.map(({ rule, since, until }) => [rule, `until ${when(until)}`, `since ${when(since)}`]);
}

function onTheirWay({ outbox }: Shown): string[][] {
  return (outbox?.alerts ?? []).map(({ target, key, state }) => [target, state, key]);
}

function unwritten({ outbox }: Shown): string[][] {
  if (!outbox || (outbox.persisted && outbox.logEntries === 0)) return [];
  const entries = outbox.logEntries === 1 ? '1 log entry' : `${outbox.logEntries} log entries`;
  return [['the newest state', ...(outbox.logEntries === 0 ? [] : [entries])]];
}

function undeliverable(shown: Shown): string[][] {
  return (shown.undeliverable ?? []).map(({ target, key, error }) => [target, key, error]);
}

function history(lines: DecisionLine[], colours: Colours): string[][] {
  const time = (at: string) => dateTime(Date.parse(at));
  return lines.map((line) => [colours.dim(time(line.at)), decisionWords(line, { colours, time })]);
}

function section(title: string, rows: string[][], colours: Colours): string[] {
  return rows.length === 0 ? [] : ['', colours.bold(title), ...table(rows).map((line) => `  ${line}`)];
}
