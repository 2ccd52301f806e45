/** The commands `acknowledge` and `unacknowledge`: somebody has seen the ticket and takes it on, which holds patient rules. */
import { NAME } from '../../forms/messages.js';
import { record, type RecordedState } from '../../ladder/log.js';
import { ACKNOWLEDGED_FOR, type Instant } from '../../rules/policy.js';
import type { TicketState } from '../ticket.js';
import { command, type DecisionDefinition, type StandingDefinition } from './definition.js';

export const acknowledge = command({
  type: 'acknowledge',
  arguments: {},
  shell: 'ack',
  summary: 'say that somebody has taken a ticket on',
  description:
    'Somebody is on it: rules that wait for people are held, and nobody is told again, until it ends. `rung show` tells who it is.',
  examples: ['--by anna'],
  line: 'acknowledged',
  carryOut: (ticket, { by }, now) => acknowledgedBy(ticket, by, now),
  done: ({ held, until }) => `acknowledged${heldWords(held, until)}`,
});

export const unacknowledge = command({
  type: 'unacknowledge',
  arguments: {},
  shell: 'unack',
  summary: 'end the acknowledgement of a ticket',
  description:
    'Nobody is on it any more: rules that were held are judged again at once. Repeats that it has ended do not begin again.',
  examples: ['--by anna'],
  line: 'unacknowledged',
  carryOut(ticket, { by }, now) {
    const { acknowledged } = ticket;
    if (acknowledged && (acknowledged.until ?? Infinity) > now) return handedBack(ticket, by, now);
    return { refused: `ticket ${ticket.ticketId} is not acknowledged` };
  },
  done: () => 'not acknowledged any more',
});

/** `; held until 2026-01-05T14:00:00.000Z: vip_stuck; the SLA still counts` @param until absent: it is said already, or not known */
export function heldWords(held: readonly string[] = [], until?: string): string {
  const when = until === undefined ? '' : ` until ${until}`;
  return held.length === 0 ? '' : `; held${when}: ${held.join(', ')}; the SLA still counts`;
}

/** Somebody has taken it on; a second time it begins anew. */
function acknowledgedBy(ticket: TicketState, by: string, now: Instant): RecordedState {
  const { seq, policy } = ticket;
  const until = now + (policy.acknowledgement?.for ?? ACKNOWLEDGED_FOR);
  return record(
    ticket,
    { acknowledged: { by, at: now, seq, until }, repeats: undefined },
    { kind: 'acknowledged', seq, by },
    now,
  );
}

/** The decision after it judges what was held, as when an acknowledgement ends by itself. */
function handedBack(ticket: TicketState, by: string, now: Instant): RecordedState {
  return record(ticket, { acknowledged: null }, { kind: 'unacknowledged', by }, now);
}

export const acknowledged: DecisionDefinition<'acknowledged'> = {
  meaning: 'Somebody has taken the ticket on.',
  fields: {
    seq: { field: { kind: 'count' }, words: 'The transition that was acknowledged, 0 when there was none.' },
    by: { field: NAME, words: 'Who has.' },
  },
  words: ({ by }) => `acknowledged  by ${by}`,
  line: 'Somebody takes the ticket on.',
  play: (ticket, { by }, now) => acknowledgedBy(ticket, by, now),
};

export const unacknowledged: DecisionDefinition<'unacknowledged'> = {
  meaning: 'An acknowledgement was ended before its time.',
  fields: { by: { field: NAME, words: 'Who asked.' } },
  words: ({ by }) => `not acknowledged any more  by ${by}`,
  line: 'The acknowledgement ends.',
  play: (ticket, { by }, now) => handedBack(ticket, by, now),
};

export const acknowledgement: StandingDefinition<'acknowledged'> = {
  title: 'Acknowledged',
  words: ({ by, at, until }, when) => `by ${by} at ${when(at)}${until === undefined ? '' : `, until ${when(until)}`}`,
};
