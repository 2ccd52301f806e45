/** What the Temporal Web UI tells of a ticket. */
import { labelledTarget } from '../channels/definitions.js';
import { decisionBehind, isTransition, type Alert, type Decision, type Transition } from '../domain/ladder/decision.js';
import type { Delivery } from '../domain/alerts/delivery.js';
import type { Errand } from '../domain/alerts/errand.js';
import { targetName } from '../domain/rules/policy.js';
import { policyWords } from '../domain/change/words.js';
import { peoplesWords, standingWords } from '../domain/ticket/commands.js';
import type { TicketState } from '../domain/ticket/ticket.js';
import { iso } from '../domain/time/instant.js';
import { aheadLines, viewTicket, type Deadline, type DecisionLine, type TicketView } from '../domain/ticket/view.js';
import { clockLines, onCallWords } from '../domain/ticket/view-words.js';
import type { Upcoming } from '../domain/ladder/decide.js';
import { isDeferred, type OwedAlert } from '../domain/run/outbox.js';
import type { RunState } from '../domain/run/state.js';

/** How many transitions and other decisions the page shows. */
const LAST = 8;

/** The page of a running ticket, in markdown. */
export function currentDetails({ ticket, outbox, database }: RunState, isWriting: boolean, now: number): string {
  const view = viewTicket(ticket, now);
  const held = view.held.map(({ rule, until, by = 'cooldown' }) => `- \`${rule}\` by the ${by} until ${until}`);
  const history = view.history
    .slice(-LAST)
    .reverse()
    .map((line) => `- ${line.at} ${sentence(line)}`);
  return [
    `### ${ticket.ticketId}: ${view.tier}${view.escalated ? ` (${view.escalationReason})` : ''}`,
    `${view.status} · ${view.priority} · ${view.customerTier} · ${view.assigneeGroup}`,
    ...(view.clocks
      ? section(
          'Clocks',
          clockLines(view.clocks, (at) => at).map(([name, words]) => `- ${name}: ${words}`),
        )
      : [`SLA ${view.slaHours} h from ${view.createdAt}, due ${view.slaDueAt}${breach(view)}`]),
    ...(view.cooldownUntil && view.cooldownUntil > iso(now) ? [`Cooldown until ${view.cooldownUntil}`] : []),
    ...standingWords(view, (at) => at).map((line) => line.join(' ')),
    ...onCallWords(view).map((line) => line.join(' ')),
    ...section(
      'Ahead',
      aheadLines(view.deadlines, ruleAhead).map(({ at, words }) => `- ${at}: ${words}`),
    ),
    ...section('Held', held),
    ...owedSections(outbox, !database.due && !isWriting, now),
    ...section('Latest', history),
    `Policy \`${view.policyHash}\``,
  ].join('\n\n');
}

/** One that was reached under an earlier SLA is over. */
function breach({ slaBreachedAt, slaDueAt }: TicketView): string {
  if (slaBreachedAt === null || slaDueAt === null) return '';
  return slaDueAt > slaBreachedAt ? `, breached at ${slaBreachedAt} before it was extended` : ', **breached**';
}

function ruleAhead({ rule, to, tells, repeat, heldUntil, heldBy }: Deadline & { rule: string }): string {
  const name = `\`${rule}\``;
  if (repeat !== undefined) return `${name} tells again (${repeat})`;
  return `${name} ${tells ? 'tells' : `to ${to}`}${heldUntil === undefined ? '' : `, held until ${heldUntil}${heldBy ? ` by the ${heldBy}` : ''}`}`;
}

function owedSections({ alerts, log }: RunState['outbox'], persisted: boolean, now: number): string[] {
  const logEntries = log.length;
  const line = (alert: OwedAlert) => `- ${targetName(alert)}: ${about(alert)}`;
  const deferred = alerts.filter((alert) => isDeferred(alert, now));
  const waiting = alerts.filter((alert) => !alert.slowly && !isDeferred(alert, now));
  const undelivered = alerts.filter(({ slowly }) => slowly);
  const shown = waiting.slice(0, LAST).map(line);
  if (waiting.length > LAST) shown.push(`- and ${waiting.length - LAST} more`);
  const behind = persisted ? '' : 'the newest state';
  const unwritten = logEntries === 0 ? '' : `${logEntries} log ${logEntries === 1 ? 'entry' : 'entries'}`;
  const missing = [behind, unwritten].filter((part) => part !== '').join(' and ');
  const later = deferred.map((alert) => `${line(alert)}, until ${iso(alert.deferredUntil!)}`);
  return [
    ...section(`Alerts on their way: ${waiting.length}`, shown),
    ...section('Alerts that wait for hours', later),
    ...section('Undelivered, tried slowly', undelivered.map(line)),
    ...(missing === '' ? [] : [`**The database is behind**: it does not have ${missing} yet`]),
  ];
}

/** The label of the timer for what comes next: `L1 -> L2: time_based`. */
export function timerSummary(ticket: TicketState, next: Upcoming | undefined): string {
  return shortened(timerWords(ticket, next));
}

function timerWords(ticket: TicketState, next: Upcoming | undefined): string {
  if (!next) return '';
  const { rule, to, heldUntil, tells, repeat, clock = 'resolution', closesAs } = next;
  if (closesAs !== undefined) return `closes by itself as ${closesAs}`;
  if (rule === undefined) return clock === 'resolution' ? 'SLA breached' : `${clock} breached`;
  if (tells) return repeat === undefined ? `${rule} tells` : telling({ rule, repeat });
  if (heldUntil !== undefined) return `${rule} comes true, held until ${iso(heldUntil)}`;
  return to === ticket.tier ? `${rule} changes nothing at ${to}` : `${ticket.tier} -> ${to}: ${rule}`;
}

/** The most kinds of decisions, and changes of tier, that a label names. */
const NAMED = 4;
/** In bytes: what the SDK advises; the server takes more. */
const SUMMARY_AT_MOST = 200;

/** The label of an errand: `L1 -> L2 time_based: saved, Slack #tier2-queue, Email tier2@example.com`, `held, closed: saved`. */
export function errandSummary({ write: { log, alerts, first }, deliveries }: Errand): string {
  const transitions = log.flatMap(({ decision }) => newsOf(decision));
  const kinds = [...new Set(log.map(({ decision }) => decision.kind))];
  const named = (transitions.length > 0 ? transitions : kinds).slice(-NAMED);
  if (alerts.length > 0 && named.length === 0) named.push('what became of alerts');
  else if (first && named.length === 0) named.push('the ticket is watched');
  const done = ['saved', ...deliveries.map(({ alert }) => labelledTarget(alert))].join(', ');
  return shortened(named.length === 0 ? done : `${named.join(', ')}: ${done}`);
}

/** The label of an alert by itself: `Slack #tier2-queue: L1 -> L2`, `Slack #tier2-queue: first_reply_missed again (3)`. */
export function deliverySummary({ alert, slowly }: Delivery): string {
  const how = alert.insteadOf ? ' (fallback)' : slowly ? ' (undelivered, tried slowly)' : '';
  return shortened(`${labelledTarget(alert)}: ${about(alert)}${how}`);
}

/** What an alert tells. */
function about(alert: Alert): string {
  const decision = decisionBehind(alert);
  return isTransition(decision) ? `${decision.from} -> ${decision.to}` : telling(decision);
}

/** What people are told of a decision; nothing of the others. */
function newsOf(decision: Decision): string[] {
  if (isTransition(decision)) return [`${decision.from} -> ${decision.to} ${causeOf(decision)}`];
  return decision.kind === 'notified' ? [telling(decision)] : [];
}

function telling({ rule, repeat }: { rule: string; repeat?: number }): string {
  return repeat === undefined ? rule : `${rule} again (${repeat})`;
}

function causeOf(transition: Transition): string {
  return transition.kind === 'escalated' ? transition.rule : transition.reason;
}

function shortened(text: string): string {
  let bytes = 0;
  const kept: string[] = [];
  for (const character of text) {
    bytes += bytesOf(character);
    if (bytes > SUMMARY_AT_MOST) return `${kept.slice(0, -3).join('')}…`;
    kept.push(character);
  }
  return text;
}

/** In UTF-8. */
function bytesOf(character: string): number {
  const code = character.codePointAt(0)!;
  return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
}

function section(title: string, lines: string[]): string[] {
  return lines.length === 0 ? [] : [`**${title}**\n\n${lines.join('\n')}`];
}

/** A decision in a few words. */
function sentence(line: DecisionLine): string {
  switch (line.kind) {
    case 'escalated':
      return `${line.from} -> ${line.to}: ${line.rule}${line.by ? ` by ${line.by}` : ''}, priority ${line.priority.to}`;
    case 'deescalated':
      return `${line.from} -> ${line.to}: ${line.reason}${line.by ? ` by ${line.by}` : ''}, priority ${line.priority.to}`;
    case 'held':
      return `${line.rule} held${line.by ? ` by ${line.by}` : ''} until ${line.until}`;
    case 'skipped':
      return `${line.rule} skipped: it came true before the watch began`;
    case 'notified':
      return `${telling(line)}: ${line.notify.join(', ') || 'nobody'} told`;
    case 'scored':
      return `sentiment ${line.score} by ${line.source}`;
    case 'policy_changed':
      return policyWords(line);
    case 'closed':
      return `closed as ${line.status}`;
    case 'reopened':
      return `reopened as ${line.status}`;
    case 'ignored':
      return `${line.event} ignored: the ticket was closed`;
    default:
      return peoplesWords(line, (at) => at).replaceAll('  ', ' ');
  }
}
