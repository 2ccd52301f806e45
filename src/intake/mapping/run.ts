/** What a delivery becomes by a mapping: pure but for the time that expressions may take. */
import { iso } from '../../domain/time/instant.js';
import type { Instant } from '../../domain/rules/policy.js';
import { BodyError, readBody } from '../body.js';
import { headersByName, type Headers } from '../signatures/headers.js';
import { Evaluation } from './evaluation.js';
import { UnreadableDeliveryError, type Told } from './facts.js';
import type { Mapping } from './load.js';
import { stepByStep, type Steps } from './steps.js';
import { identity, Telling, type TellOptions } from './telling.js';

export type { TellOptions } from './telling.js';

export interface WebhookDelivery {
  headers: Headers;
  body: Uint8Array;
  /** What stands in the URL after the name of the mapping: `['7']` of `/webhooks/chatwoot/7`. */
  path?: readonly string[];
  /** What stands after the `?` of the URL. */
  query?: string;
  receivedAt: Instant;
}

/** What a delivery becomes; whether it is genuine is not asked here. @throws UnreadableDeliveryError when it cannot be read */
export async function tell(mapping: Mapping, delivery: WebhookDelivery, options: TellOptions = {}): Promise<Told> {
  return stepByStep(telling(mapping, delivery, options));
}

function* telling(mapping: Mapping, delivery: WebhookDelivery, options: TellOptions): Steps<Told> {
  const headers = headersByName(delivery.headers);
  const evaluation = new Evaluation(
    bodyOf(mapping, delivery, headers),
    variables(mapping, delivery, headers),
    delivery.receivedAt,
  );
  for (const [name, expression] of Object.entries(mapping.let)) yield* evaluation.bind(name, expression);
  const dedupeKey = identity(yield* evaluation.value(mapping.delivery, 'delivery'), 'delivery');
  for (const [i, { when, because }] of mapping.ignore.entries()) {
    if (yield* evaluation.holds(when, `ignore[${i}].when`)) return { dedupeKey, facts: [], ignored: because };
  }
  return yield* new Telling(mapping, evaluation, options).tell(dedupeKey);
}

function bodyOf({ form }: Mapping, { body }: WebhookDelivery, headers: Record<string, string>): unknown {
  try {
    return readBody(body, headers['content-type'], { form });
  } catch (error) {
    if (error instanceof BodyError) throw new UnreadableDeliveryError(400, error.message, { cause: error });
    throw error;
  }
}

function variables(
  mapping: Mapping,
  { path = [], query = '', receivedAt }: WebhookDelivery,
  headers: Record<string, string>,
) {
  return {
    headers,
    path,
    query: Object.fromEntries(new URLSearchParams(query)),
    received_at: iso(receivedAt),
    settings: mapping.settings,
  };
}
