/** The command `deEscalate`: steps are taken back by hand. */
import { withAlerts } from '../../ladder/announcement.js';
import { comeDown } from '../../ladder/ladder.js';
import { command } from './definition.js';

export const deEscalate = command({
  type: 'de_escalate',
  arguments: {
    to: {
      field: { kind: 'choice', of: ['previous', 'base'] },
      optional: true,
      placeholder: 'where',
      words: 'take back the last step, or all of them (default: previous)',
      example: 'base',
    },
  },
  shell: 'deescalate',
  summary: 'take back the last step of a ticket, or all of them',
  description: 'Takes back the last step of a ticket, or all of them.',
  examples: ['', '--to base --by anna'],
  line: null,
  carryOut(ticket, { to, by }, now) {
    if (ticket.steps.length > 0) return withAlerts(comeDown(ticket, to ?? 'previous', 'manual', now, by));
    return { refused: `ticket ${ticket.ticketId} stands at ${ticket.tier}, its base tier` };
  },
  done: ({ tier, seq }) => `brought down to ${tier} (transition ${seq})`,
});
