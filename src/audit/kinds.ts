/** Every kind of drift that an audit can find, with its words. */
import { CHANNEL_NAMES, channelNamed } from '../channels/definitions.js';
import { DRIFT, refusalBy, type DriftKind } from '../domain/audit/drift.js';

const REFUSALS = CHANNEL_NAMES.map((channel) => ({ kind: refusalBy(channel), words: channelNamed(channel)!.refused }));

/** One of each channel. */
export const REFUSED: readonly DriftKind[] = REFUSALS.map(({ kind }) => kind);

export const KINDS: readonly DriftKind[] = [...(Object.keys(DRIFT) as (keyof typeof DRIFT)[]), ...REFUSED];

/** What has happened, in a sentence. */
export function wordsOf(kind: DriftKind): string {
  const words: Partial<Record<string, string>> = DRIFT;
  return words[kind] ?? REFUSALS.find((refusal) => refusal.kind === kind)?.words ?? kind;
}
