/** Who is to be told of a decision. The alerts are made of it only where somebody sends them: a simulation of many tickets does not. */
import { viewClocks } from '../rules/clock-view.js';
import { resolutionDueAt } from '../rules/clocks.js';
import { isAcknowledged } from '../rules/holds.js';
import { targetName, type Instant, type Rule } from '../rules/policy.js';
import type { TicketState } from '../ticket/ticket.js';
import type { Addressee } from './addressees.js';
import type {
  Effect,
  LogEffect,
  Notified,
  NotifiedAlert,
  TicketFacts,
  Transition,
  TransitionAlert,
} from './decision.js';
import type { RecordedState } from './log.js';

export interface Announcement {
  kind: 'announcement';
  /** The ticket right after the decision. */
  state: TicketState;
  decision: Transition | Notified;
  addressees: readonly Addressee[];
  /** The rule behind it; absent when a person asked for it, and where the ticket comes down. */
  rule?: Rule | undefined;
}

/** {@link RecordedState}, before its alerts are made. */
export interface Announced {
  state: TicketState;
  effects: (LogEffect | Announcement)[];
}

export function withAlerts({ state, effects }: Announced): RecordedState {
  return { state, effects: alertsAmong(effects) };
}

/** The effects with the alerts in place of announcements. */
export function alertsAmong(effects: readonly (LogEffect | Announcement)[]): Effect[] {
  return effects.flatMap((effect) => (effect.kind === 'announcement' ? alertsOf(effect) : [effect]));
}

/** One alert to each target. */
function alertsOf({ state, decision, addressees, rule }: Announcement): Effect[] {
  if (addressees.length === 0) return [];
  const nth = decision.kind === 'notified' ? `n${state.notified}` : `${decision.seq}`;
  const ticket = decision.kind === 'notified' ? whole(state, decision.at) : factsOf(state, decision.at);
  const effects: Effect[] = [];
  for (const { deferredUntil, mention, channel, address } of addressees) {
    // Nobody will ever be there.
    if (deferredUntil === null) continue;
    const key = `${state.ticketId}:${nth}:${targetName({ channel, address })}`;
    const late = { ...(mention !== undefined && { mention }), ...(deferredUntil !== undefined && { deferredUntil }) };
    if (decision.kind === 'notified') {
      const { seq } = state;
      const alert: NotifiedAlert = { key, channel, address, decision, seq, when: rule!.when, ticket, ...late };
      effects.push({ kind: 'notified', alert });
    } else {
      const when = rule && { when: rule.when };
      const alert: TransitionAlert = { key, channel, address, transition: decision, ticket, ...when, ...late };
      effects.push({ kind: 'alert', alert });
    }
  }
  return effects;
}

function factsOf(ticket: TicketState, now: Instant): TicketFacts {
  const facts: TicketFacts = {
    status: ticket.status,
    customerTier: ticket.customerTier,
    createdAt: ticket.createdAt,
    slaDueAt: resolutionDueAt(ticket),
    slaBreachedAt: ticket.slaBreachedAt,
    customerReplyCount: ticket.customerReplyCount,
    sentimentScore: ticket.sentiment?.score ?? null,
  };
  if (ticket.clocks) facts.clocks = viewClocks(ticket, now);
  return facts;
}

/** Nothing else tells where the ticket stands, and who is on it. */
function whole(ticket: TicketState, now: Instant): TicketFacts {
  const { priority, assigneeGroup: group, held } = ticket;
  const acknowledged = isAcknowledged(ticket, now) ? ticket.acknowledged : null;
  return { ...factsOf(ticket, now), priority, group, acknowledged, held };
}
