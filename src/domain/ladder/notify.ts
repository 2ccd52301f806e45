/** Telling people something without changing anything of the ticket. */
import { isAcknowledged } from '../rules/holds.js';
import { targetName, type Instant, type Rule, type Target } from '../rules/policy.js';
import type { TicketState } from '../ticket/ticket.js';
import { addressed, targetsOf } from './addressees.js';
import type { Notified, NotifiedAlert, TicketFacts } from './decision.js';
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
  const recorded = record(ticket, { notified: nth }, draft, now);
  const { state, effects } = recorded;
  const decision = recorded.decision as Notified;
  const told = addressees.length > 0 ? whole(state, now) : undefined;
  for (const { deferredUntil, mention, channel, address } of addressees) {
    // Nobody will ever be there.
    if (deferredUntil === null) continue;
    const key = `${ticket.ticketId}:n${nth}:${targetName({ channel, address })}`;
    const alert: NotifiedAlert = { key, channel, address, decision, seq: state.seq, when: rule.when, ticket: told! };
    if (mention !== undefined) alert.mention = mention;
    if (deferredUntil !== undefined) alert.deferredUntil = deferredUntil;
    effects.push({ kind: 'notified', alert });
  }
  return { state, effects };
}

/** Nothing else tells where the ticket stands, and who is on it. */
function whole(ticket: TicketState, now: Instant): TicketFacts {
  const { priority, assigneeGroup: group, held } = ticket;
  const acknowledged = isAcknowledged(ticket, now) ? ticket.acknowledged : null;
  return { ...factsOf(ticket, now), priority, group, acknowledged, held };
}
