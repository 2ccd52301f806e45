/** What a delivery would become: the core of `rung intake try`. */
import { parseInstant } from '../domain/time/instant.js';
import type { Instant } from '../domain/rules/policy.js';
import { UnreadableDeliveryError, type Told } from './mapping/facts.js';
import type { Mapping } from './mapping/load.js';
import { tell, type TellOptions } from './mapping/run.js';
import { refusalWords } from './secrets.js';
import { verify, type SignatureVerdict } from './signatures/index.js';

/** A delivery as somebody has written it down. */
export interface RecordedDelivery {
  headers: Record<string, string | string[]>;
  /** As it came; text is UTF-8. */
  rawBody: string;
  /** The path of the URL, with its query if it has one. */
  path?: string;
  /** When it came. */
  receivedAt?: Instant;
}

/** What would become of it. */
export interface Tried extends Partial<Told> {
  verified: boolean;
  /** Why it is not verified. */
  reason?: string;
  facts: Told['facts'];
  /** Why the delivery cannot be read, and what its sender would be answered. */
  refused?: { status: UnreadableDeliveryError['status']; because: string };
}

/** Reads a recorded delivery. @throws UnreadableDeliveryError 400 when it has another form */
export function readRecording(value: unknown): RecordedDelivery {
  const wrong = (what: string) => new UnreadableDeliveryError(400, what);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw wrong('must be a JSON object such as { "headers": {…}, "rawBody": "…" }');
  }
  const { headers, rawBody, path, receivedAt } = value as Record<string, unknown>;
  if (typeof rawBody !== 'string') throw wrong('rawBody must be a text: the body as it came, not read');
  if (typeof headers !== 'object' || headers === null || Array.isArray(headers))
    throw wrong('headers must be an object of texts');
  for (const [name, given] of Object.entries(headers)) {
    const isText = (one: unknown) => typeof one === 'string';
    if (!isText(given) && !(Array.isArray(given) && given.every(isText)))
      throw wrong(`headers: ${JSON.stringify(name)} must be a text`);
  }
  if (path !== undefined && typeof path !== 'string') throw wrong('path must be a text such as /webhooks/chatwoot/7');
  const at = receivedAt === undefined ? undefined : parseInstant(receivedAt);
  if (receivedAt !== undefined && at === undefined)
    throw wrong('receivedAt must be an instant such as 2026-01-05T09:00:00Z');
  return {
    headers: headers as RecordedDelivery['headers'],
    rawBody,
    ...(path !== undefined && { path }),
    ...(at !== undefined && { receivedAt: at }),
  };
}

/**
 * What a recorded delivery becomes. Its signature is judged at `receivedAt`, if the recording has one, else at `now`; one that
 * was signed anew since, at `now`. A delivery that is only too old is shown all the same, one that is not genuine is not.
 */
export async function tryDelivery(
  mapping: Mapping,
  recorded: RecordedDelivery,
  secrets: readonly string[],
  now: Instant,
  options: TellOptions = {},
): Promise<Tried> {
  const { headers, rawBody } = recorded;
  const receivedAt = recorded.receivedAt ?? now;
  const [route = '', query] = (recorded.path ?? '').split(/\?(.*)/s);
  const body = Buffer.from(rawBody, 'utf8');
  const judged = (at: Instant): SignatureVerdict => verify(mapping.schemes, { headers, body, query }, secrets, at);
  const verdicts = [judged(receivedAt), judged(now)];
  const verdict = verdicts.find(({ verified }) => verified) ?? verdicts[0]!;
  const said = verdict.verified
    ? { verified: true }
    : { verified: false, reason: `${verdict.reason}: ${refusalWords(mapping.name, verdict)}` };
  if (!verdict.verified && !['stale', 'future', 'no-secret'].includes(verdict.reason)) {
    return { ...said, facts: [], ignored: `it is not genuine: ${verdict.message}` };
  }
  try {
    return {
      ...said,
      ...(await tell(mapping, { headers, body, path: afterName(route, mapping.name), query, receivedAt }, options)),
    };
  } catch (error) {
    if (!(error instanceof UnreadableDeliveryError)) throw error;
    return { ...said, facts: [], refused: { status: error.status, because: error.message } };
  }
}

/** What stands in a path after the name of the mapping. */
function afterName(route: string, name: string): string[] {
  const parts = route.split('/').filter((one) => one !== '');
  const at = parts.indexOf(name);
  return at < 0 ? [] : parts.slice(at + 1);
}
