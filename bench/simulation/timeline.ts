/** A timeline of many tickets, in the order of time, that follows from a seed. */
import { Random } from '../random.js';

export interface TimelinePlan {
  tickets: number;
  /** Lines of each ticket, its creation included; 2 at least. */
  events: number;
  seed: number;
}

const HOUR = 3_600_000;
const BEGINS = Date.parse('2026-01-05T00:00:00Z');
/** Over so long tickets are opened. */
const MONTH = 30 * 24 * HOUR;
/** From one event of a ticket to its next, on average. */
const PAUSE = 4 * HOUR;

interface Line {
  at: number;
  text: string;
}

/** Its lines, in batches. Those of tickets that are over are not held. */
export function* timeline({ tickets, events, seed }: TimelinePlan): Generator<string[]> {
  const random = new Random(seed);
  // By the hour: lines of tickets that have been opened, not yet told.
  const hours = new Map<number, Line[]>();
  let told = Math.floor(BEGINS / HOUR);
  const upTo = function* (hour: number): Generator<string[]> {
    for (; told < hour && hours.size > 0; told++) {
      const lines = hours.get(told);
      if (!lines) continue;
      hours.delete(told);
      yield lines.sort((a, b) => a.at - b.at).map(({ text }) => text);
    }
  };
  for (let nth = 0; nth < tickets; nth++) {
    const opened = BEGINS + Math.floor((MONTH * nth) / tickets);
    yield* upTo(Math.floor(opened / HOUR));
    for (const line of lifeOf(`T-${nth + 1}`, opened, events, random)) {
      const hour = Math.floor(line.at / HOUR);
      const lines = hours.get(hour);
      if (lines) lines.push(line);
      else hours.set(hour, [line]);
    }
  }
  yield* upTo(Infinity);
}

/** Opened, a talk of replies, scores and changes, and resolved. */
function* lifeOf(ticketId: string, opened: number, events: number, random: Random): Generator<Line> {
  let told = 0;
  const line = (at: number, what: object): Line => ({
    at,
    text: JSON.stringify({ at: new Date(at).toISOString(), ticketId, eventId: `${ticketId}-${++told}`, ...what }),
  });
  const ticket = {
    status: 'open',
    priority: random.pick(['low', 'normal', 'normal', 'high']),
    customerTier: random.pick(['standard', 'standard', 'enterprise']),
    slaHours: random.pick([4, 8, 24, 48]),
  };
  yield line(opened, { type: 'created', ticket });
  let at = opened;
  for (let nth = 2; nth < events; nth++) {
    at += Math.ceil(-Math.log(1 - random.next()) * PAUSE);
    yield line(at, happening(random));
  }
  yield line(at + HOUR, ending(random));
}

function happening(random: Random): object {
  const p = random.next();
  if (p < 0.35) return { type: 'customer_replied' };
  if (p < 0.6) return { type: 'agent_replied' };
  if (p < 0.85) return { type: 'sentiment_scored', score: Math.round(random.between(-1, 1) * 100) / 100 };
  if (p < 0.97) return { type: 'ticket_changed', status: random.pick(['open', 'open', 'pending']) };
  return { type: 'ticket_changed', priority: random.pick(['normal', 'high', 'urgent']) };
}

function ending(random: Random): object {
  return random.chance(0.6) ? { type: 'resolution_confirmed' } : { type: 'ticket_changed', status: 'resolved' };
}
