/** What happens to a ticket, told in one word; a watch fills in the id and the time. */
import type { Fact, TicketChanges } from '../../../src/domain/ticket/facts.js';

/** A fact whose id and time may still be open. `at` is told as time since the watch began: `-2h`, `18h`. */
export interface Told {
  at?: string;
  id?: string;
}

type WithoutIdAndTime = Fact extends infer F ? (F extends Fact ? Omit<F, 'eventId' | 'at'> : never) : never;
export type Telling = Told & { fact: WithoutIdAndTime };

export const customerReply = (told: Told = {}): Telling => ({ ...told, fact: { type: 'customer_replied' } });
export const agentReply = (told: Told = {}): Telling => ({ ...told, fact: { type: 'agent_replied' } });
export const confirmation = (told: Told = {}): Telling => ({ ...told, fact: { type: 'resolution_confirmed' } });
export const score = (value: number, told: Told = {}): Telling => ({
  ...told,
  fact: { type: 'sentiment_scored', score: value },
});
export const change = (changes: TicketChanges, told: Told = {}): Telling => ({
  ...told,
  fact: { type: 'ticket_changed', ...changes },
});
