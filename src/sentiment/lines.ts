/** Replies that come with a text: it is scored here if the policy says so, and goes no further, neither to Temporal nor to the database. */
import type { Policy } from '../domain/rules/policy.js';
import { scoreOfReply } from './reply.js';

/** Something that happened to a ticket, as a line of a timeline has it. */
export interface EventLine {
  type: string;
  ticketId: string;
  eventId: string;
  at: string;
  [key: string]: unknown;
}

export interface ScoredLines {
  /** Without any text, each score behind its reply. */
  plain: EventLine[];
  /** Where in `plain` each of the given lines is. */
  places: number[];
}

/** Whether what customers write is of use to a policy. */
export function scoresReplies({ sentiment }: Pick<Policy, 'sentiment'>): boolean {
  return sentiment !== undefined;
}

/** @param warn of a reply that could not be scored: it counts as a reply all the same */
export async function withScores(
  lines: readonly EventLine[],
  policy: Pick<Policy, 'sentiment'>,
  warn: (error: unknown) => void,
): Promise<ScoredLines> {
  const plain: EventLine[] = [];
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
