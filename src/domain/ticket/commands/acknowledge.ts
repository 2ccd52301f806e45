import { record } from '../../ladder/log.js';
import { command } from './definition.js';

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
