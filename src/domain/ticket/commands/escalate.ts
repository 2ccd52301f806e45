/** The command `escalate`: a person takes the ticket up, whatever the rules say. */
import { NAME } from '../../forms/messages.js';
import { withAlerts } from '../../ladder/announcement.js';
import { climb, tierAbove } from '../../ladder/ladder.js';
import { command } from './definition.js';

/** Priority rises by this much when a person escalates. */
const MANUAL_BUMP = 1;

export const escalate = command({
  type: 'escalate',
  arguments: {
    to: {
      field: NAME,
      optional: true,
      placeholder: 'tier',
      words: 'the tier to climb to (default: one rung up)',
      example: 'manager',
    },
  },
  shell: 'escalate',
  summary: 'take a ticket up, whatever the rules say',
  description: 'Takes a ticket up one rung, or to a tier. Rules and cooldown do not hold it back.',
  examples: ['', '--to manager --by anna'],
  line: null,
  carryOut(ticket, { to: asked, by }, now) {
    const names = ticket.policy.tiers.map((tier) => tier.name);
    if (asked !== undefined && !names.includes(asked)) {
      return { refused: `there is no tier ${asked}; the ladder has ${names.join(', ')}` };
    }
    const to = tierAbove(ticket, asked ?? 'next');
    if (!to) return { refused: `ticket ${ticket.ticketId} stands at ${ticket.tier} already` };
    return withAlerts(climb(ticket, { to, bump: MANUAL_BUMP, rule: 'manual', candidates: [], by }, now));
  },
  done: ({ tier, seq }) => `escalated to ${tier} (transition ${seq})`,
});
