/** Telling people something without changing anything of the ticket. */
import type { Instant, Rule, Target } from '../rules/policy.js';
import type { TicketState } from '../ticket/ticket.js';
import { addressed, targetsOf } from './addressees.js';
import type { Announced, Announcement } from './announcement.js';
import type { Notified } from './decision.js';
import { record } from './log.js';

/** Whom a rule tells: its own targets, or those of the tier that the ticket stands on. */
export function targetsOfRule(ticket: TicketState, { notify: told }: Rule): readonly Target[] {
  return told === undefined || told === 'here' ? targetsOf(ticket, ticket.tier) : told;
}

/** Logs it, also if there is nobody to tell, and says who is to be told. @param repeat how often it is told again, from 1 */
export function notify(
  ticket: TicketState,
  rule: Rule,
  targets: readonly Target[],
  now: Instant,
  repeat?: number,
): Announced {
  const { addressees, said } = addressed(ticket.policy, targets, now, rule.wakes);
  const { notify: names, ...late } = said;
  const draft = {
    ...{ kind: 'notified' as const, rule: rule.name, tier: ticket.tier, notify: names },
    ...(repeat !== undefined && { repeat }),
    ...late,
  };
  const nth = (ticket.notified ?? 0) + 1;
  const { state, effects, decision } = record(ticket, { notified: nth }, draft, now);
  const announcement: Announcement = { kind: 'announcement', state, decision: decision as Notified, addressees, rule };
  return { state, effects: [...effects, announcement] };
}
