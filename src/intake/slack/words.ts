/** What Slack's members read: mrkdwn in which nothing of a ticket can mention or link. */
import { escaped, when } from '../../channels/back.js';
import { standingWords } from '../../domain/ticket/commands.js';
import { aheadLines, type DecisionLine, type TicketView } from '../../domain/ticket/view.js';
import { cut } from '../../reading/cut.js';
import type { Outcome } from '../people/act.js';

/** Of an answer as a whole, in characters; Slack takes more. */
const MOST = 2_900;
/** Of a name or a sentence in it. */
const LONGEST = 400;

/** A text on one line that can neither mention nor link. */
export function plain(text: string): string {
  return escaped(cut(text.replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' '), LONGEST));
}

/** An instant in the reader's own time zone. */
export function moment(at: string): string {
  const seconds = Math.floor(Date.parse(at) / 1000);
  return `<!date^${seconds}^{date_short_pretty} {time}|${when(Date.parse(at))}>`;
}

/** What a person has done to the ticket, for the message that it was done from; undefined: nobody has done it. */
export function doneLine(line: DecisionLine): string | undefined {
  switch (line.kind) {
    case 'acknowledged':
      return `:white_check_mark: Acknowledged by *${plain(line.by)}*, ${moment(line.at)}`;
    case 'snoozed':
      return line.until === null
        ? `:bell: No longer snoozed, by *${plain(line.by)}*, ${moment(line.at)}`
        : `:zzz: Snoozed until ${moment(line.until)} by *${plain(line.by)}*, ${moment(line.at)}`;
    case 'escalated':
      return line.rule === 'manual'
        ? `:arrow_up: Escalated to ${plain(line.to)} by *${plain(line.by ?? 'a person')}*, ${moment(line.at)}`
        : undefined;
    case 'deescalated':
      return line.reason === 'manual'
        ? `:arrow_down: Brought down to ${plain(line.to)} by *${plain(line.by ?? 'a person')}*, ${moment(line.at)}`
        : undefined;
    case 'closed':
      return `:lock: Closed (${plain(line.status)}), ${moment(line.at)}`;
    default:
      return undefined;
  }
}

const AGAIN = 'Try again in a minute: it is done once.';

/** What the one who asked is told when it was not, or not certainly, done. */
export function failureWords(ticketId: string, outcome: Exclude<Outcome, { done: unknown }>): string {
  if (outcome === 'no-answer')
    return `:warning: The engine does not answer, so it is not certain that anything was done to ${plain(ticketId)}. ${AGAIN}`;
  if ('taken' in outcome)
    return `${plain(outcome.taken.by)} has acknowledged ${plain(ticketId)} already, ${moment(outcome.taken.at)}. To take it over: \`/rung ack ${plain(ticketId)}\``;
  return `:warning: Nothing was done: ${plain(outcome.refused)}`;
}

/** Everything that matters of a ticket, in some lines. */
export function stateWords(view: TicketView & { source?: 'engine' | 'database' }): string {
  const { ticketId, tier, assigneeGroup, priority, status, slaDueAt, slaBreachedAt } = view;
  const sla = slaBreachedAt !== null ? `breached ${moment(slaBreachedAt)}` : slaDueAt && `due ${moment(slaDueAt)}`;
  const lines = [
    `*${plain(ticketId)}* is at *${plain(tier)}* (${plain(assigneeGroup)}), priority ${plain(priority)}, status ${plain(status)}`,
    ...(sla ? [`SLA: ${sla}`] : []),
    ...standingWords(withPlainNames(view), moment).map(([title, words]) => `${title}: ${words}`),
    ...view.held.map(({ rule, until }) => `Held: ${plain(rule)} until ${moment(until)}`),
    ...aheadLines(view.closed ? [] : view.deadlines, ({ rule }) => rule)
      .slice(0, 3)
      .map(({ at, words }) => `Next: ${plain(words)} ${moment(at)}`),
    ...(view.source === 'database' ? ['This is how it was last written down; its workflow does not answer.'] : []),
    ...(view.closed ? ['It is closed; nothing happens to it by itself.'] : []),
  ];
  return linesWithin(lines);
}

function withPlainNames(view: TicketView): TicketView {
  const { acknowledged, snoozed } = view;
  return {
    ...view,
    acknowledged: acknowledged && { ...acknowledged, by: plain(acknowledged.by) },
    snoozed: snoozed && { ...snoozed, by: plain(snoozed.by) },
  };
}

/** No line is cut: half a mark would be read as something else. */
function linesWithin(lines: readonly string[]): string {
  const kept: string[] = [];
  let left = MOST;
  for (const line of lines) if ((left -= line.length + 1) >= 0) kept.push(line);
  return kept.join('\n');
}

export const HELP = [
  '`/rung T-1042` shows how a ticket stands',
  '`/rung ack T-1042` somebody is on it: you',
  '`/rung snooze T-1042 2h` leaves it alone for a while (1h if you do not say)',
  '`/rung unsnooze T-1042` ends that',
  '`/rung escalate T-1042` takes it up one rung; a tier may follow: `/rung escalate T-1042 manager`',
  '`/rung deescalate T-1042` takes back the last step, `/rung deescalate T-1042 base` all of them',
].join('\n');
