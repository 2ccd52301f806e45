import { NAME } from '../../forms/messages.js';
import { record } from '../../ladder/log.js';
import { command, type DecisionDefinition, type StandingDefinition } from './definition.js';

export const acknowledge = command({
  type: 'acknowledge',
  arguments: {},
  shell: 'ack',
  summary: 'say that somebody has taken a ticket on',
  description: 'Records who has taken a ticket on; `rung show` tells it.',
  examples: ['--by anna'],
  carryOut: (ticket, { by }, now) =>
    record(
      ticket,
      { acknowledged: { by, at: now, seq: ticket.seq } },
      { kind: 'acknowledged', seq: ticket.seq, by },
      now,
    ),
  done: () => 'acknowledged',
});

export const acknowledged: DecisionDefinition<'acknowledged'> = {
  meaning: 'Somebody has taken the ticket on.',
  fields: {
    seq: { field: { kind: 'count' }, words: 'The transition that was acknowledged, 0 when there was none.' },
    by: { field: NAME, words: 'Who has.' },
  },
  words: ({ by }) => `acknowledged  by ${by}`,
};

export const acknowledgement: StandingDefinition<'acknowledged'> = {
  title: 'Acknowledged',
  words: ({ by, at }, when) => `by ${by} at ${when(at)}`,
};
