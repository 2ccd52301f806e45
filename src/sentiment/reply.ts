/** The score of a customer's reply, told as a fact beside it. The text goes no further than this. */
import { createHash } from 'node:crypto';
import type { Policy } from '../domain/rules/policy.js';
import { english } from './english.js';
import { LONGEST, type Scorers } from './scorer.js';

/** What Rung brings along. */
export const SCORERS: Scorers = { english };

export interface ReplyScore {
  score: number;
  /** The name of the scorer. */
  source: string;
  /** Made of the reply's, so that telling the reply again tells the score again, too. */
  eventId: string;
}

/**
 * Undefined: the policy asks for no scores, or there is nothing to say of the text.
 * @throws Error when the policy names a scorer that there is not
 */
export async function scoreOfReply(
  policy: Pick<Policy, 'sentiment'> | undefined,
  text: string,
  eventId: string,
  scorers: Scorers = SCORERS,
): Promise<ReplyScore | undefined> {
  const source = policy?.sentiment?.fromReplies;
  if (source === undefined) return undefined;
  const scorer = Object.hasOwn(scorers, source) ? scorers[source]! : undefined;
  if (!scorer) {
    const names = Object.keys(scorers).join(', ');
    throw new Error(`the policy has replies scored by ${source}, and there is no such scorer here; there is ${names}`);
  }
  const score = await scorer.score(text.slice(0, LONGEST));
  if (score === undefined || !(score >= -1 && score <= 1)) return undefined;
  return { score: score + 0, source, eventId: scoreId(eventId) };
}

/** 200 characters at most. */
function scoreId(eventId: string): string {
  const id = `${eventId}:sentiment`;
  return id.length <= 200 ? id : `sentiment:${createHash('sha256').update(eventId).digest('hex')}`;
}
