/** Replies that come with a text: it is scored here if the policy says so, and goes no further, neither to Temporal nor to the database. */
import type { TicketLine } from '../client/tell-line.js';
import type { Policy } from '../domain/rules/policy.js';
import { scoreOfReply } from '../sentiment/reply.js';

export interface Scored {
  /** Without any text, each score behind its reply. */
  plain: TicketLine[];
  /** Where in `plain` each of the given lines is. */
  places: number[];
}

/** @param warn of a reply that could not be scored: it counts as a reply all the same */
export async function withScores(
  lines: readonly TicketLine[],
  policy: Policy,
  warn: (error: unknown) => void,
): Promise<Scored> {
  const plain: TicketLine[] = [];
  const places: number[] = [];
  for (const line of lines) {
    places.push(plain.length);
    const { text, ...rest } = line;
    if (line.type !== 'customer_replied' || text === undefined) {
      plain.push(line);
      continue;
    }
    plain.push(rest);
    const { ticketId, at, eventId } = line;
    try {
      const score = typeof text === 'string' ? await scoreOfReply(policy, text, eventId) : undefined;
      if (score) plain.push({ type: 'sentiment_scored', ticketId, at, ...score });
    } catch (error) {
      warn(error);
    }
  }
  return { plain, places };
}
