/** Running a policy over a timeline in virtual time, with the same `decide` that production uses. */
import { decide } from './decide.js';
import type { Decision, Effect } from './decision.js';
import { applyFact, type Fact } from './facts.js';
import type { Instant, Policy } from './policy.js';
import { newTicketState, type NewTicket, type TicketState } from './ticket.js';

/** One line of a timeline. */
export type TimelineEvent =
  | { at: Instant; type: 'created'; ticket: NewTicket; eventId?: string }
  | { at: Instant; ticketId: string; fact: Fact }
  /** Virtual time stops here, this instant included. */
  | { at: Instant; type: 'end' };

export interface Simulated {
  /** In time order, then by ticket id, then in the order they were taken. */
  decisions: Decision[];
  /** Facts for tickets that were never created. */
  refused: { ticketId: string; at: Instant; event: string }[];
  /** How each ticket stands at the end. */
  tickets: TicketState[];
}

/** Runs until the `end` line, or until nothing is left to wait for. Events of one instant keep their order. */
export function simulate(events: TimelineEvent[], policy: Policy, policyHash: string): Simulated {
  const byTicket = new Map<string, TimelineEvent[]>();
  let end: Instant = Infinity;
  for (const event of [...events].sort((a, b) => a.at - b.at)) {
    if (event.at > end) break;
    if ('type' in event && event.type === 'end') end = event.at;
    else {
      const id = 'fact' in event ? event.ticketId : event.ticket.ticketId;
      const own = byTicket.get(id);
      if (own) own.push(event);
      else byTicket.set(id, [event]);
    }
  }
  const lives = [...byTicket].map(([ticketId, own]) => live(ticketId, own, end, policy, policyHash));
  return {
    decisions: lives
      .flatMap((life) => life.decisions)
      .sort((a, b) => a.at - b.at || (a.ticketId < b.ticketId ? -1 : a.ticketId > b.ticketId ? 1 : 0)),
    refused: lives.flatMap((life) => life.refused).sort((a, b) => a.at - b.at),
    tickets: lives.flatMap((life) => life.ticket ?? []),
  };
}

interface Life {
  decisions: Decision[];
  refused: Simulated['refused'];
  ticket: TicketState | undefined;
}

/** One ticket's life: tickets do not know of each other, so each is run on its own. */
function live(ticketId: string, events: TimelineEvent[], end: Instant, policy: Policy, policyHash: string): Life {
  const decisions: Decision[] = [];
  const refused: Simulated['refused'] = [];
  let ticket: TicketState | undefined;
  let wakeAt: Instant | null = null;
  const log = (effects: Effect[]) => {
    for (const effect of effects) if (effect.kind === 'log') decisions.push(effect.entry.decision);
  };

  for (let next = 0; ;) {
    const now: Instant = Math.min(events[next]?.at ?? Infinity, wakeAt ?? Infinity);
    if (now === Infinity || now > end) return { decisions, refused, ticket };
    for (; events[next]?.at === now; next++) {
      const event = events[next]!;
      if ('ticket' in event) {
        ticket ??= created(event, policy, policyHash, now);
      } else if ('fact' in event && ticket) {
        const applied = applyFact(ticket, event.fact, now);
        ticket = applied.state;
        log(applied.effects);
      } else if ('fact' in event) {
        refused.push({ ticketId, at: now, event: event.fact.type });
      }
    }
    if (!ticket) continue;
    const outcome = decide(ticket, now);
    ticket = outcome.state;
    wakeAt = outcome.nextWakeAt;
    log(outcome.effects);
  }
}

function created(
  event: Extract<TimelineEvent, { ticket: NewTicket }>,
  policy: Policy,
  hash: string,
  now: Instant,
): TicketState {
  const ticket = newTicketState(event.ticket, policy, hash, now);
  return event.eventId === undefined ? ticket : { ...ticket, seenIds: [event.eventId] };
}
