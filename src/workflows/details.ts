/** What the Temporal Web UI tells of a ticket. */
import type { Alert } from '../domain/decision.js';
import { targetName } from '../domain/policy.js';
import type { TicketState } from '../domain/ticket.js';
import { iso } from '../domain/instant.js';
import { viewTicket, type DecisionLine } from '../domain/view.js';
import type { Upcoming } from '../domain/decide.js';

/** How many transitions and other decisions the page shows. */
const LAST = 8;

/** The page of a running ticket, in markdown. @param undelivered alerts that nobody could be given */
export function currentDetails(ticket: TicketState, now: number, undelivered: readonly Alert[] = []): string {
  const view = viewTicket(ticket, now);
  const deadlines = view.deadlines.map(
    ({ at, rule, to }) => `- ${at}: ${rule ? `\`${rule}\` to ${to}` : 'SLA breached'}`,
  );
  const held = view.held.map(({ rule, until }) => `- \`${rule}\` until ${until}`);
  const history = view.history
    .slice(-LAST)
    .reverse()
    .map((line) => `- ${line.at} ${sentence(line)}`);
  return [
    `### ${ticket.ticketId}: ${view.tier}${view.escalated ? ` (${view.escalationReason})` : ''}`,
    `${view.status} · ${view.priority} · ${view.customerTier} · ${view.assigneeGroup}`,
    `SLA due ${view.slaDueAt}${view.slaBreachedAt ? ', **breached**' : ''}`,
    ...(view.cooldownUntil && view.cooldownUntil > iso(now) ? [`Cooldown until ${view.cooldownUntil}`] : []),
    ...(view.acknowledged ? [`Acknowledged by ${view.acknowledged.by} at ${view.acknowledged.at}`] : []),
    ...section('Ahead', deadlines),
    ...section('Held by the cooldown', held),
    ...section(
      'Undelivered, tried slowly',
      undelivered.map((alert) => `- ${targetName(alert)}: ${alert.transition.from} -> ${alert.transition.to}`),
    ),
    ...section('Latest', history),
  ].join('\n\n');
}

/** The label of the timer for what comes next: `L1 -> L2: time_based`. */
export function timerSummary(ticket: TicketState, next: Upcoming | undefined): string {
  if (!next) return '';
  return next.rule ? `${ticket.tier} -> ${next.to}: ${next.rule}` : 'SLA breached';
}

function section(title: string, lines: string[]): string[] {
  return lines.length === 0 ? [] : [`**${title}**\n\n${lines.join('\n')}`];
}

/** A decision in a few words. */
export function sentence(line: DecisionLine): string {
  switch (line.kind) {
    case 'escalated':
      return `${line.from} -> ${line.to}: ${line.rule}${line.by ? ` by ${line.by}` : ''}, priority ${line.priority.to}`;
    case 'deescalated':
      return `${line.from} -> ${line.to}: ${line.reason}${line.by ? ` by ${line.by}` : ''}, priority ${line.priority.to}`;
    case 'held':
      return `${line.rule} held until ${line.until}`;
    case 'closed':
      return `closed as ${line.status}`;
    case 'reopened':
      return `reopened as ${line.status}`;
    case 'ignored':
      return `${line.event} ignored: the ticket was closed`;
    case 'acknowledged':
      return `acknowledged by ${line.by}`;
  }
}
