/** A policy in YAML and a timeline in short lines: the decisions in short lines, too. All times are of January 2026, UTC. */
import { readTimeline } from '../../../src/cli/timeline-file.js';
import { simulate } from '../../../src/domain/simulation/timeline.js';
import type { TicketState } from '../../../src/domain/ticket/ticket.js';
import { decisionLine, type DecisionLine } from '../../../src/domain/ticket/view.js';
import { parsePolicy } from '../../../src/policy/index.js';

const LADDER = `
version: 1
tiers:
  - { name: L1, group: one, notify: [{ slack: "#one" }] }
  - { name: L2, group: two, notify: [{ slack: "#two" }] }
  - { name: manager, group: bosses, notify: [{ email: boss@example.com }] }
  - { name: quiet, group: nobody }
cooldown: 1h
`;

/** The day on which zones and holidays are looked up. */
const DAY = Date.UTC(2026, 0, 1) / 86_400_000;

type Fields = Record<string, unknown>;

/** A line of the timeline; `at` is `5 09:00`. */
export type Told = Fields & { at: string; type: string };

export const created = (at: string, ticket: Fields = {}): Told => ({
  at,
  type: 'created',
  ticket: { status: 'open', priority: 'normal', customerTier: 'standard', slaHours: 1000, ...ticket },
});
export const reply = (at: string, more: Fields = {}): Told => ({ at, type: 'customer_replied', ...more });
export const agent = (at: string, more: Fields = {}): Told => ({ at, type: 'agent_replied', ...more });
export const score = (at: string, value: number): Told => ({ at, type: 'sentiment_scored', score: value });
export const change = (at: string, fields: Fields): Told => ({ at, type: 'ticket_changed', ...fields });
export const confirm = (at: string): Told => ({ at, type: 'resolution_confirmed' });
export const ack = (at: string): Told => ({ at, type: 'acknowledged', by: 'anna' });
export const unack = (at: string): Told => ({ at, type: 'unacknowledged', by: 'ben' });
export const snooze = (at: string, until: string | null): Told => ({ at, type: 'snoozed', until: until && iso(until) });
export const end = (at: string): Told => ({ at, type: 'end' });

/** What the engine decides, and the ticket as it is at the end. `rest` of the policy stands under a ladder and a cooldown of 1 h. */
export function desk(
  rest: string,
  lines: readonly Told[],
): { lines: string[]; whole: DecisionLine[]; ticket: TicketState } {
  const { policy, hash } = parsePolicy(LADDER + rest, 'policy.yaml', DAY);
  const rows = lines.map(({ at, arrives, ...line }) =>
    JSON.stringify({
      at: iso(at),
      ...(typeof arrives === 'string' && { arrives: iso(arrives) }),
      ...(line.type === 'end' ? {} : { ticketId: 'T' }),
      ...line,
    }),
  );
  const { events } = readTimeline({ name: 'timeline', text: rows.join('\n') }, policy);
  const { decisions, tickets } = simulate(events, policy, hash);
  const whole = decisions.map(decisionLine);
  return { lines: whole.map(short), whole, ticket: tickets[0]! };
}

export function iso(at: string): string {
  const [day, time] = at.split(' ') as [string, string];
  return `2026-01-${day.padStart(2, '0')}T${time}${time.length === 5 ? ':00' : ''}Z`;
}

/** `5 09:00`, and what is finer where it is. */
function clock(at: string): string {
  const time = at
    .slice(11, -1)
    .replace(/:00\.000$/, '')
    .replace(/\.000$/, '');
  return `${Number(at.slice(8, 10))} ${time}`;
}

function short(line: DecisionLine): string {
  const start = `${clock(line.at)} `;
  switch (line.kind) {
    case 'escalated':
      return `${start}${line.from}>${line.to} ${line.rule}`;
    case 'deescalated':
      return `${start}${line.from}>${line.to} for ${line.reason}`;
    case 'notified':
      return `${start}${line.rule} tells ${line.notify.join(' ') || 'nobody'}${line.repeat ? ` again ${line.repeat}` : ''}`;
    case 'held':
      return `${start}${line.rule} held${line.by ? ` by ${line.by}` : ''} until ${clock(line.until)}`;
    case 'closed':
      return `${start}closed as ${line.status}${line.by ? ` by ${line.by}` : ''}`;
    case 'reopened':
      return `${start}reopened as ${line.status}`;
    case 'ignored':
      return `${start}ignored ${line.event}`;
    default:
      throw new Error(`${line.kind} is no decision of a timeline`);
  }
}
