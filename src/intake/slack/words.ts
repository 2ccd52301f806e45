/** What Slack's members read: mrkdwn in which nothing of a ticket can mention or link. */
import { escaped, when } from '../../channels/back.js';
import {
  COMMANDS,
  peoplesWords,
  standingWords,
  type AnyCommand,
  type CommandAnswer,
} from '../../domain/ticket/commands.js';
import { aheadLines, type DecisionLine, type TicketView } from '../../domain/ticket/view.js';
import { cut } from '../../reading/cut.js';
import { capitalized } from '../../reading/words.js';
import type { ActOutcome } from '../people/act.js';
import { argumentsOf, type SlackLine } from './line.js';

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
    case 'notified':
    case 'held':
    case 'skipped':
    case 'reopened':
    case 'ignored':
    case 'scored':
    case 'policy_changed':
      return undefined;
    default: {
      const words = peoplesWords({ ...line, by: `*${plain(line.by)}*` }, moment).replace('  ', ' ');
      return `${markOf(line)} ${capitalized(words)}, ${moment(line.at)}`;
    }
  }
}

function markOf(line: DecisionLine): string {
  if (line.kind === 'acknowledged') return ':white_check_mark:';
  return line.kind === 'snoozed' && line.until !== null ? ':zzz:' : ':bell:';
}

/** What a line after `/rung` has done. */
export function answerWords(
  { ask, ticketId, given }: Extract<SlackLine, { given: unknown }>,
  { tier, seq, held, until }: CommandAnswer & { accepted: true },
  by: string,
): string {
  const { done } = COMMANDS[ask] as unknown as AnyCommand;
  const shown = Object.entries(given).map(([name, value]) => [
    name,
    argumentsOf(ask)[name]?.field.kind === 'instant' ? moment(value) : plain(value),
  ]);
  const answer = {
    ...{ tier: plain(tier), seq },
    ...(held && { held: held.map(plain) }),
    ...(until !== undefined && { until: moment(until) }),
  };
  return `:white_check_mark: ${plain(ticketId)}: ${done(answer, Object.fromEntries(shown) as never)} (by ${plain(by)})`;
}

const AGAIN = 'Try again in a minute: it is done once.';

/** What the one who asked is told when it was not, or not certainly, done. */
export function failureWords(ticketId: string, outcome: Exclude<ActOutcome, { done: unknown }>): string {
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
  '`/rung T-1042`: show how a ticket stands',
  ...Object.values(COMMANDS as unknown as Record<string, AnyCommand>).map(({ shell, summary, arguments: known }) => {
    const examples = Object.values(known).map(({ field, example }) =>
      field.kind === 'instant'
        ? `; also \`/rung ${shell} T-1042 2h\` (an hour if you do not say)`
        : `; also \`/rung ${shell} T-1042 ${example}\``,
    );
    return `\`/rung ${shell} T-1042\`: ${[summary, ...examples].join('')}`;
  }),
].join('\n');
