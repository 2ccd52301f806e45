/** The commands `snooze` and `unsnooze`: for a while nothing happens to the ticket by itself. */
import { INSTANT, NAME } from '../../forms/messages.js';
import { record, type RecordedState } from '../../ladder/log.js';
import type { Instant } from '../../rules/policy.js';
import { iso } from '../../time/instant.js';
import type { TicketState } from '../ticket.js';
import { heldWords } from './acknowledge.js';
import { command, type DecisionDefinition, type StandingDefinition } from './definition.js';

export const snooze = command({
  type: 'snooze',
  arguments: {
    until: {
      field: INSTANT,
      placeholder: 'when',
      words: 'an instant that lies ahead',
      example: '2026-01-05T18:00:00Z',
    },
  },
  shell: 'snooze',
  summary: 'leave a ticket alone for a while',
  description: 'Until then nothing happens to the ticket by itself. A second one takes the place of the first.',
  examples: ['2h', '2026-01-05T09:00:00Z --by anna'],
  line: 'snoozed',
  carryOut(ticket, { until, by }, now) {
    if (until > now) return snoozedUntil(ticket, until, by, now);
    return { refused: `${iso(until)} is past; snooze ticket ${ticket.ticketId} until an instant that lies ahead` };
  },
  done: ({ held }, { until }) => `snoozed until ${typeof until === 'number' ? iso(until) : until}${heldWords(held)}`,
});

export const unsnooze = command({
  type: 'unsnooze',
  arguments: {},
  shell: 'unsnooze',
  summary: 'end the snooze of a ticket',
  description: 'From now on things happen to the ticket by themselves again.',
  examples: ['--by anna'],
  line: 'snoozed',
  carryOut(ticket, { by }, now) {
    if ((ticket.snoozed?.until ?? 0) > now) return snoozedUntil(ticket, null, by, now);
    return { refused: `ticket ${ticket.ticketId} is not snoozed` };
  },
  done: () => 'not snoozed any more',
});

/** Nothing happens by itself until then, and nobody is told again; null: from now on it does. */
function snoozedUntil(ticket: TicketState, until: Instant | null, by: string, now: Instant): RecordedState {
  const changes = until === null ? { snoozed: undefined } : { snoozed: { by, until }, repeats: undefined };
  return record(ticket, changes, { kind: 'snoozed', by, until }, now);
}

export const snoozed: DecisionDefinition<'snoozed'> = {
  meaning: 'Nothing happens by itself until then; null: from now on it does again.',
  fields: {
    by: { field: NAME, words: 'Who asked.' },
    until: { field: INSTANT, nullable: true, words: 'Until then; null: not any more.' },
  },
  words: ({ until, by }, time) =>
    until === null ? `not snoozed any more  by ${by}` : `snoozed until ${time(until)}  by ${by}`,
  line: 'Until then nothing happens to the ticket by itself; null ends that.',
  play: (ticket, { until, by }, now) => snoozedUntil(ticket, until !== null && until > now ? until : null, by, now),
};

export const standingSnooze: StandingDefinition<'snoozed'> = {
  title: 'Snoozed',
  words: ({ by, until }, when) => `by ${by} until ${when(until)}`,
};
