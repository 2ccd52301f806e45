/** One delivery of a help desk: verified, mapped, accepted. */
import type { TicketLine } from '../../client/tell-line.js';
import { TICKET_CHANGES } from '../../domain/forms/messages.js';
import { InvalidRequestError } from '../../client/errors.js';
import type { Instant } from '../../domain/rules/policy.js';
import type { Accepted, NotAccepted } from '../../spill/keep.js';
import { unavailable } from '../http/errors.js';
import { HttpProblem } from '../http/problem.js';
import { UnreadableDeliveryError, type FactLine, type Told } from '../mapping/facts.js';
import { tell, type WebhookDelivery } from '../mapping/run.js';
import { refusalWords } from '../secrets.js';
import { verify, type Headers, type SignatureVerdict, type Verified } from '../signatures/index.js';
import type { Receiving } from '../receiving.js';
import type { Replays } from './replays.js';
import type { Webhook } from './webhook.js';

/** A delivery as it came over the wire. */
export interface Incoming {
  /** Names and values in turn, as they came. */
  rawHeaders: readonly string[];
  body: Uint8Array;
  /** What stands in the address after the name of the webhook. */
  path: readonly string[];
  query: string;
  receivedAt: Instant;
  /** Until then Temporal is waited for. */
  until: Instant;
}

/** What became of it. */
export interface AcceptedDelivery {
  /** Facts that are safe: told to their ticket, or kept for it. */
  accepted: number;
  /** How many of them wait in the database. */
  kept: number;
  /** Facts that the engine cannot use. */
  refused: number;
  /** Why it became nothing, if it did. */
  ignored?: string;
  /** What was left out of it, and why. */
  warnings?: string[];
  ticketId?: string;
  /** The ticket was opened by it. */
  opened?: true;
}

export interface AcceptDeps {
  receiving: Receiving;
  replays: Replays;
}

/** @throws HttpProblem 401 when it is not genuine, 400 or 422 when it cannot be read, 503 when it is not safe anywhere */
export async function acceptDelivery(
  webhook: Webhook,
  incoming: Incoming,
  deps: AcceptDeps,
): Promise<AcceptedDelivery> {
  const headers = pairs(incoming.rawHeaders);
  const { signedAt } = await verified(webhook, incoming, headers);
  const told = await mapped(webhook, { ...incoming, headers }, deps.receiving.looksAtTexts);
  const facts = told.facts.filter(saysSomething);
  const warnings = told.warnings && { warnings: told.warnings };
  if (facts.length === 0)
    return {
      accepted: 0,
      kept: 0,
      refused: 0,
      ignored: told.ignored ?? 'nothing in it is of use to Rung',
      ...warnings,
    };

  const { receivedAt } = incoming;
  const deliveryId = `${webhook.mapping.name}\n${told.dedupeKey}`;
  const replay = await deps.replays.judge(deliveryId, latest(facts), signedAt, receivedAt);
  if (replay === 'known') return { accepted: 0, kept: 0, refused: 0, ignored: 'it was accepted before', ...warnings };
  // What only sets something is judged by its time, however late it comes; what counts is not.
  const counted =
    replay === 'too-old' ? facts.filter(({ type }) => type === 'created' || type === 'ticket_changed') : facts;
  const delivered = await accepted(counted, told.opens as TicketLine | undefined, incoming, deps.receiving);
  deps.replays.remember(deliveryId, signedAt, receivedAt);
  return { ...delivered, ticketId: facts[0]!.ticketId, ...warnings };
}

async function verified({ mapping, secrets }: Webhook, incoming: Incoming, headers: Headers): Promise<Verified> {
  const { body, query, receivedAt } = incoming;
  const judged = (): SignatureVerdict => verify(mapping.schemes, { headers, body, query }, secrets.current, receivedAt);
  let verdict = judged();
  if (!verdict.verified && (await secrets.changed())) verdict = judged();
  if (verdict.verified) return verdict;
  throw new HttpProblem('not-authenticated', `the delivery is not genuine: ${refusalWords(mapping.name, verdict)}`);
}

async function mapped({ mapping }: Webhook, delivery: WebhookDelivery, texts: boolean): Promise<Told> {
  try {
    return await tell(mapping, delivery, { texts });
  } catch (error) {
    if (!(error instanceof UnreadableDeliveryError)) throw error;
    if (error.status === 503) throw unavailable(error.message, error);
    const kind = error.status === 400 ? 'invalid-request' : 'invalid-content';
    throw new HttpProblem(kind, error.message, {}, { cause: error });
  }
}

async function accepted(
  facts: readonly FactLine[],
  opens: TicketLine | undefined,
  { until }: Incoming,
  receiving: Receiving,
): Promise<AcceptedDelivery> {
  const lines = facts as unknown as TicketLine[];
  const outcomes = await receiving.acceptAll(lines, { until, remember: true, ...(opens && { opens }) });
  const refusals = outcomes.flatMap((one) => ('refused' in one ? [one.refused] : []));
  const lost = refusals.find((error) => !(error instanceof InvalidRequestError));
  // Sent again, what is safe already changes nothing.
  if (lost) throw lost;
  const safe = outcomes.filter((one): one is Accepted => !isRefused(one));
  if (safe.length === 0 && refusals[0]) throw refusals[0];
  return {
    accepted: safe.length,
    kept: safe.filter((one) => 'kept' in one).length,
    refused: refusals.length,
    ...(safe.some((one) => 'told' in one && (one.told === 'opened' || one.opened)) && { opened: true }),
  };
}

function isRefused(one: Accepted | NotAccepted): one is NotAccepted {
  return 'refused' in one;
}

/** A change of what only the help desk keeps is nothing to the engine. */
function saysSomething(fact: FactLine): boolean {
  return fact.type !== 'ticket_changed' || Object.keys(TICKET_CHANGES).some((key) => Object.hasOwn(fact, key));
}

function latest(facts: readonly FactLine[]): Instant {
  return Math.max(...facts.map(({ at }) => Date.parse(at)));
}

function pairs(raw: readonly string[]): [name: string, value: string][] {
  return Array.from({ length: raw.length / 2 }, (_, i) => [raw[2 * i]!, raw[2 * i + 1]!]);
}
