/** Tells the story's facts to the engine, each at its instant, as a help desk would. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { FactReceipt, Rung } from '../src/client/index.js';
import type { Fact } from '../src/domain/ticket/facts.js';
import { iso } from '../src/domain/time/instant.js';
import { quickened, type Pace } from './pace.js';
import { ticketIdIn, type FactEvent, type StoryEvent } from './script.js';

export interface Teller {
  rung: Rung;
  pace: Pace;
  /** The id under which this run tells a ticket of the story. */
  idOf: (storyId: string) => string;
  /** Hears of each fact as it is told. */
  heard: (event: StoryEvent) => void;
  /** Hears of a fact that a closed ticket ignored. */
  ignored: (event: FactEvent) => void;
  stopped: AbortSignal;
}

/** Tells everything that happens, instant by instant. Facts about one ticket keep their order. */
export async function tellAll(events: StoryEvent[], teller: Teller): Promise<void> {
  const inOrder = [...events].sort((a, b) => a.at - b.at);
  for (let from = 0; from < inOrder.length;) {
    const { at } = inOrder[from]!;
    const together = inOrder.slice(from).filter((event) => event.at === at);
    from += together.length;
    await sleep(Math.max(0, teller.pace.onTheWall(at) - Date.now()), undefined, { signal: teller.stopped });
    for (const event of together) teller.heard(event);
    const tickets = [...new Set(together.map(ticketIdIn))];
    await Promise.all(
      tickets.map(async (id) => {
        for (const event of together) if (ticketIdIn(event) === id) await tell(event, teller);
      }),
    );
  }
}

async function tell(event: StoryEvent, { rung, pace, idOf, ignored }: Teller): Promise<void> {
  if ('fact' in event) {
    const at = iso(pace.onTheWall(event.at));
    const { outcome } = await tellFact(rung, idOf(event.ticketId), event.fact, at);
    if (outcome === 'ignored') ignored(event);
    return;
  }
  const { ticket } = event;
  await rung.openTicket({
    ...ticket,
    ticketId: idOf(ticket.ticketId),
    slaHours: quickened(ticket.slaHours),
    createdAt: iso(pace.onTheWall(ticket.createdAt ?? event.at)),
    lastActivityAt: iso(pace.onTheWall(ticket.lastActivityAt ?? ticket.createdAt ?? event.at)),
  });
}

function tellFact(rung: Rung, ticketId: string, fact: Fact, at: string): Promise<FactReceipt> {
  switch (fact.type) {
    case 'customer_replied':
      return rung.customerReplied(ticketId, { at });
    case 'agent_replied':
      return rung.agentReplied(ticketId, { at });
    case 'sentiment_scored':
      return rung.sentimentScored(ticketId, fact.score, { at });
    case 'resolution_confirmed':
      return rung.confirmResolution(ticketId, { at });
    case 'ticket_changed': {
      const { type: _type, eventId: _eventId, at: _at, slaHours, ...changes } = fact;
      const length = slaHours === undefined ? {} : { slaHours: quickened(slaHours) };
      return rung.ticketChanged(ticketId, { ...changes, ...length }, { at });
    }
  }
}
