/** An instant that lies ahead: written out, or as a length of time from now. */
import { readInstant } from '../../client/form.js';
import type { Instant } from '../../domain/rules/policy.js';
import { iso, type IsoInstant } from '../../domain/time/instant.js';
import { readDuration } from '../../reading/duration.js';

/** Reads `2026-01-05T09:00:00Z` or `2h`. @param name what messages call it @throws InvalidRequestError */
export function instantAhead(text: string, name: string, now: Instant): IsoInstant {
  const length = readDuration(text);
  return iso('value' in length ? now + length.value : readInstant(text, name));
}
