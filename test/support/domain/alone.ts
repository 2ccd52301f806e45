/** The plain way to run a timeline: each ticket by itself, from a list of its own, everything sorted at the end. */
import { decide } from '../../../src/domain/ladder/decide.js';
import type { Decision } from '../../../src/domain/ladder/decision.js';
import { applyFact } from '../../../src/domain/ticket/facts.js';
import type { Policy } from '../../../src/domain/rules/policy.js';
import { newTicketState } from '../../../src/domain/ticket/new-ticket.js';
import type { TicketState } from '../../../src/domain/ticket/ticket.js';
import { ask } from '../../../src/domain/simulation/simulation.js';
import type { TimelineEvent } from '../../../src/domain/simulation/timeline.js';
import { logged } from './telling.js';

export interface Alone {
  decisions: Decision[];
  tickets: TicketState[];
}

export function eachAlone(events: readonly TimelineEvent[], policy: Policy, hash: string): Alone {
  const sorted = [...events].sort((a, b) => a.at - b.at);
  const end = sorted.find((event) => 'type' in event && event.type === 'end')?.at ?? Infinity;
  const heard = sorted.filter(({ at }) => at <= end);
  const ids = new Set(heard.flatMap((event) => ('ticket' in event ? [event.ticket.ticketId] : [])));
  const lives = [...ids].map((id) => {
    const own = heard.filter((event) =>
      'ticketId' in event ? event.ticketId === id : 'ticket' in event && event.ticket.ticketId === id,
    );
    return lifeOf(own, end, policy, hash);
  });
  return {
    decisions: lives
      .flatMap(({ decisions }) => decisions)
      .sort((a, b) => a.at - b.at || (a.ticketId < b.ticketId ? -1 : a.ticketId > b.ticketId ? 1 : 0)),
    tickets: lives.map(({ ticket }) => ticket),
  };
}

function lifeOf(own: TimelineEvent[], end: number, policy: Policy, hash: string) {
  const decisions: Decision[] = [];
  let ticket: TicketState | undefined;
  let wakeAt: number | null = null;
  for (let next = 0; ;) {
    const now = Math.min(own[next]?.at ?? Infinity, wakeAt ?? Infinity);
    if (now === Infinity || now > end) return { decisions, ticket: ticket! };
    for (; own[next]?.at === now; next++) {
      const event = own[next]!;
      if ('fact' in event && ticket) {
        const { state, effects } = applyFact(ticket, event.fact, now);
        ticket = state;
        decisions.push(...logged(effects));
      } else if ('asked' in event && ticket) {
        const { state, effects } = ask(ticket, event.asked, now);
        ticket = state;
        decisions.push(...logged(effects));
      } else if ('ticket' in event && !ticket) {
        ticket = newTicketState(event.ticket, policy, hash, now);
        if (event.eventId !== undefined) ticket = { ...ticket, seenIds: [event.eventId] };
      }
    }
    if (!ticket) continue;
    const outcome = decide(ticket, now);
    ticket = outcome.state;
    wakeAt = outcome.nextWakeAt;
    decisions.push(...logged(outcome.effects));
  }
}
