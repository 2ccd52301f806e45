/** What happens at six help desks, as stories: to each ticket fourteen things, a delivery each. */
import type { Random } from '../../../bench/random.js';
import { DESKS, type Desk, type Event } from '../../intake/http/desks.js';
import type { Step, Story } from '../tickets/story.js';

/** Of a ticket at one of the six. */
export interface DeskStory extends Story {
  desk: Desk;
  /** Its number there. */
  n: number;
}

/** Twelve at each help desk: 1,008 deliveries. */
export const DESK_TICKETS = 12 * DESKS.length;

const SECOND = 1_000;
const MESSAGES = 12;
/** All but the agent's one. */
export const REPLIES = MESSAGES - 1;

const OPENED_WITHIN = 45 * SECOND;
/** What happens last: how the ticket ends. */
export const CLOSED = 'closed';

/** @param scenario a number from 0 to 9: tickets of other scenarios and seeds are on the same servers */
export function deskStories(scenario: number) {
  return (random: Random, name: string): DeskStory => {
    const [seed, number] = /-(\d+)-(\d+)$/.exec(name)!.slice(1).map(Number) as [number, number];
    const desk = DESKS[(number - 1) % DESKS.length]!;
    const n = ((seed % 1_000) * 10 + scenario) * 10_000 + number;
    const openAfter = random.between(0, OPENED_WITHIN);
    return { desk, n, ticket: ticketOf(desk, n), openAfter, steps: stepsOf(random, openAfter) };
  };
}

/** As the mapping opens it, as far as rules ask for that. */
function ticketOf({ name, ticketId }: Desk, n: number): Story['ticket'] {
  const customerTier = name === 'zammad' ? 'enterprise' : 'standard';
  return { ticketId: ticketId(n), status: 'open', priority: 'normal', customerTier, slaHours: 24 };
}

function stepsOf(random: Random, openAfter: number): Step[] {
  const ofAgent = random.whole(2, MESSAGES);
  let after = openAfter;
  const next = () => (after += random.between(2 * SECOND, 4 * SECOND));
  const messages = Array.from({ length: MESSAGES }, (_, i): Step => {
    return { after: next(), id: `${i + 1}`, tells: i + 1 === ofAgent ? 'agent' : 'customer' };
  });
  return [...messages, { after: next(), id: CLOSED, tells: 'change', changes: { status: CLOSED } }];
}

/** What the help desk sends of it. */
export function eventOf({ id, tells }: Step): Event {
  return tells === 'customer' || tells === 'agent' ? { kind: tells, message: Number(id) } : { kind: 'closed' };
}
