/**
 * The one place that says what an error of a channel means: what to do about it, and whether the message may have been
 * taken all the same. Drivers are recognised by the codes in their errors; nothing here imports one.
 */
import { DeliveryError, type Reaction, type Taken } from './port.js';

/** `code` of an error that broke a request before any of it was sent. */
export const NOT_SENT = 'RUNG_NOT_SENT';

interface Verdict {
  reaction: Reaction;
  taken: Taken;
}

const RETRY: Verdict = { reaction: { kind: 'retry' }, taken: 'no' };
const RETRY_LOOK_FIRST: Verdict = { reaction: { kind: 'retry' }, taken: 'unlikely' };
const IN_DOUBT: Verdict = { reaction: { kind: 'retry' }, taken: 'maybe' };
const PARK: Verdict = { reaction: { kind: 'park' }, taken: 'no' };
const GIVE_UP: Verdict = { reaction: { kind: 'give-up' }, taken: 'no' };
const GIVE_UP_MESSAGE: Verdict = { reaction: { kind: 'give-up', of: 'message' }, taken: 'no' };

/** Errors that Slack names. A name that is not in this list (HTML from a proxy, too) is never final. */
const SLACK: Record<string, Verdict> = {
  invalid_auth: PARK,
  not_authed: PARK,
  account_inactive: PARK,
  token_revoked: PARK,
  token_expired: PARK,
  missing_scope: PARK,
  channel_not_found: GIVE_UP,
  not_in_channel: GIVE_UP,
  is_archived: GIVE_UP,
  msg_too_long: GIVE_UP_MESSAGE,
  msg_blocks_too_long: GIVE_UP_MESSAGE,
  metadata_too_large: GIVE_UP_MESSAGE,
  no_text: GIVE_UP_MESSAGE,
  invalid_blocks: GIVE_UP_MESSAGE,
  ratelimited: RETRY,
  rate_limited: RETRY,
  message_limit_exceeded: RETRY,
  service_unavailable: RETRY,
  // Documented as "some aspect of the operation may have succeeded".
  fatal_error: RETRY_LOOK_FIRST,
  internal_error: RETRY_LOOK_FIRST,
};

/** Refusals that a newer token may mend. */
const TOKEN_REFUSALS = new Set(['invalid_auth', 'not_authed', 'account_inactive', 'token_revoked', 'token_expired']);

/** The longest time we let a provider tell us to wait, and the shortest: 15 min and 1 s. */
export const LONGEST_WAIT_MS = 900_000;
export const SHORTEST_WAIT_MS = 1_000;

interface SlackErrorShape {
  code?: string;
  message?: string;
  statusCode?: number;
  retryAfter?: number;
  data?: { error?: unknown; response_metadata?: { retryAfter?: number } };
  original?: unknown;
  cause?: unknown;
}

export function slackFailure(error: unknown, clean: (text: string) => string): DeliveryError {
  if (error instanceof DeliveryError) return error;
  const { code, message, statusCode, retryAfter, data, original } = error as SlackErrorShape;
  const failed = (text: string, { reaction, taken }: Verdict) =>
    new DeliveryError(shown(clean(`Slack: ${text}`)), reaction, taken);

  switch (code) {
    case 'slack_webapi_rate_limited_error':
      return failed('rate limited', { reaction: waitFor(retryAfter), taken: 'no' });
    case 'slack_webapi_platform_error': {
      const name = String(data?.error);
      const verdict = Object.hasOwn(SLACK, name) ? SLACK[name] : undefined;
      if (!verdict) return failed(named(name), RETRY_LOOK_FIRST);
      const wait = data?.response_metadata?.retryAfter;
      return failed(name, verdict === RETRY ? { reaction: waitFor(wait), taken: 'no' } : verdict);
    }
    case 'slack_webapi_http_error':
      // 503 is the one answer of a server that says it has not even begun.
      return failed(`HTTP ${statusCode}`, statusCode! >= 500 && statusCode !== 503 ? RETRY_LOOK_FIRST : RETRY);
    case 'slack_webapi_request_error':
      return failed(rootMessage(original), (original as SlackErrorShape).code === NOT_SENT ? RETRY : IN_DOUBT);
    default:
      // A 429 without a usable Retry-After is reported as an error without a code.
      return failed(message ?? String(error), /^Retry header did not/.test(message ?? '') ? RETRY : IN_DOUBT);
  }
}

export function isTokenRefusal(error: unknown): boolean {
  return TOKEN_REFUSALS.has(String((error as SlackErrorShape).data?.error));
}

/** The first message of the thread was deleted: certainly not taken, and fine without the thread. */
export function isThreadGone(error: unknown): boolean {
  return ['thread_not_found', 'cannot_reply_to_message'].includes(String((error as SlackErrorShape).data?.error));
}

/** Only an identifier is worth showing; anything else is a page of somebody else's. */
function named(error: string): string {
  return /^[a-z0-9_]{1,60}$/.test(error) ? error : 'the answer was not Slack’s (a proxy in between?)';
}

interface MailErrorShape {
  code?: string;
  command?: string;
  message?: string;
  response?: string;
  responseCode?: number;
  permanent?: boolean;
}

/** @param handedOver the server had asked for the message's text when it failed. */
export function mailFailure(error: unknown, handedOver: boolean, clean: (text: string) => string): DeliveryError {
  if (error instanceof DeliveryError) return error;
  const shape = error as MailErrorShape;
  const { reaction, taken } = mailVerdict(shape, handedOver);
  return new DeliveryError(shown(clean(`mail: ${shape.message ?? String(error)}`)), reaction, taken);
}

function mailVerdict({ code, command, responseCode, permanent }: MailErrorShape, handedOver: boolean): Verdict {
  if (handedOver && responseCode === undefined) return IN_DOUBT;
  if (code === 'EAUTH' || code === 'ENOAUTH' || code === 'EOAUTH2') return responseCode && !permanent ? RETRY : PARK;
  if (command === 'MAIL FROM' && permanent) return PARK; // the sender is refused, or a login is wanted: our settings
  if (permanent && command === 'RCPT TO') return GIVE_UP;
  if (permanent && command === 'DATA') return GIVE_UP_MESSAGE;
  if (code === 'EMESSAGE' && responseCode === undefined) return GIVE_UP_MESSAGE; // larger than the server allows
  if (code === 'EENVELOPE' && command === 'API') return GIVE_UP; // an address that cannot be written into a command
  return RETRY;
}

/** A provider's "come back in n seconds"; a number that makes no sense is a plain retry. */
export function waitFor(seconds: number | undefined): Reaction {
  if (seconds === undefined || Number.isNaN(seconds) || seconds < 0) return { kind: 'retry' };
  return { kind: 'retry-at', afterMs: Math.min(Math.max(seconds * 1000, SHORTEST_WAIT_MS), LONGEST_WAIT_MS) };
}

function rootMessage(error: unknown): string {
  return chain(error).at(-1)?.message || String(error);
}

/** An error and what is behind it; of several addresses tried, the last one counts. */
function chain(error: unknown): Error[] {
  const links: Error[] = [];
  let link: unknown = error;
  while (link instanceof Error && links.length < 10) {
    links.push(link);
    link = link.cause ?? (link as { errors?: unknown[] }).errors?.at(-1);
  }
  return links;
}

/** One line of at most 300 characters. */
function shown(text: string): string {
  // eslint-disable-next-line no-control-regex -- what a server answers is not ours
  const line = text.replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ').trim();
  return line.length > 300 ? `${line.slice(0, 299)}…` : line;
}
