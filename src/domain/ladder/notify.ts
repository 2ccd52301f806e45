/** Telling people something without changing anything of the ticket. */
import { isAcknowledged } from '../rules/holds.js';
import { targetName, type Instant, type Rule, type Target } from '../rules/policy.js';
import type { TicketState } from '../ticket/ticket.js';
import { addressed, targetsOf } from './addressees.js';
import type { Effect, Notified, NotifiedAlert, TicketFacts } from './decision.js';
import { factsOf } from './ladder.js';
import { record, type Recorded } from './log.js';

/** Whom a rule tells: its own targets, or those of the tier that the ticket stands on. */
export function targetsOfRule(ticket: TicketState, { notify: told }: Rule): Target[] {
  return told === undefined || told === 'here' ? targetsOf(ticket, ticket.tier) : told;
}

/** Logs it, also if there is nobody to tell, and asks for one message to each target. @param repeat how often it is told again, from 1 */
export function notify(
  ticket: TicketState,
  rule: Rule,
  targets: readonly Target[],
  now: Instant,
  repeat?: number,
): Recorded {
  const { addressees, said } = addressed(ticket.policy, targets, now, rule.wakes);
  const { notify: names, ...late } = said;
  const draft = {
    ...{ kind: 'notified' as const, rule: rule.name, tier: ticket.tier, notify: names },
    ...(repeat !== undefined && { repeat }),
    ...late,
  };
  const nth = (ticket.notified ?? 0) + 1;
  const { state, effects } = record(ticket, { notified: nth }, draft, now);
  const decision: Notified = { at: now, ticketId: ticket.ticketId, ...draft };
  const told = addressees.length > 0 ? whole(state, now) : undefined;
  const messages = addressees.flatMap(({ deferredUntil, mention, channel, address }): Effect[] => {
    // Nobody will ever be there.
    if (deferredUntil === null) return [];
    const alert: NotifiedAlert = {
      key: `${ticket.ticketId}:n${nth}:${targetName({ channel, address })}`,
      ...{ channel, address, decision, seq: state.seq, when: rule.when, ticket: told! },
      ...(mention !== undefined && { mention }),
      ...(deferredUntil !== undefined && { deferredUntil }),
    };
    return [{ kind: 'notified', alert }];
  });
  return { state, effects: [...effects, ...messages] };
}

/** Nothing else tells where the ticket stands, and who is on it. */
function whole(ticket: TicketState, now: Instant): TicketFacts {
  const { priority, assigneeGroup: group, held } = ticket;
  const acknowledged = isAcknowledged(ticket, now) ? ticket.acknowledged : null;
  return { ...factsOf(ticket, now), priority, group, acknowledged, held };
}
