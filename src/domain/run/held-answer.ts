/** What an answer to a person says that only the decision after it can tell: which rules the command holds. Pure. */
import type { Instant } from '../rules/policy.js';
import { upcoming } from '../rules/upcoming.js';
import { iso } from '../time/instant.js';
import type { CommandAnswer } from '../ticket/commands.js';
import type { HeldRule, TicketState } from '../ticket/ticket.js';
import type { Question } from './item.js';

const HOLDS: Partial<Record<Question['command']['type'], NonNullable<HeldRule['by']>>> = {
  snooze: 'snooze',
  acknowledge: 'acknowledgement',
};

/** The same answer, with the rules that are held now or would be when they come true, in policy order. */
export function withHeld(
  { command }: Question,
  answer: CommandAnswer,
  ticket: TicketState,
  now: Instant,
): CommandAnswer {
  const by = HOLDS[command.type];
  if (by === undefined || !answer.accepted || answer.repeated || ticket.closed) return answer;
  const held = new Set([
    ...ticket.held.flatMap((one) => (one.by === by ? [one.rule] : [])),
    ...upcoming(ticket, now).flatMap(({ rule, heldBy }) => (rule !== undefined && heldBy === by ? [rule] : [])),
  ]);
  const rules = ticket.policy.rules.flatMap(({ name }) => (held.has(name) ? [name] : []));
  if (rules.length === 0) return answer;
  const until = by === 'snooze' ? ticket.snoozed?.until : ticket.acknowledged?.until;
  return { ...answer, held: rules, ...(until !== undefined && { until: iso(until) }) };
}
