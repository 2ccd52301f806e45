/** What follows from each of Slack's errors: wait (a 429), suspend, give up, or send again. The driver's are recognised by their codes. */
import {
  failure,
  GIVE_UP,
  GIVE_UP_MESSAGE,
  UNCONFIRMED,
  SUSPEND,
  RETRY,
  RETRY_LOOK_FIRST,
  rootMessage,
  waitFor,
  type FailureMeaning,
} from '../failures.js';
import { NOT_SENT } from '../../http/request.js';
import { DeliveryError } from '../port.js';

/** Errors that Slack names. A name that is not in this list (HTML from a proxy, too) is never final. */
const SLACK: Record<string, FailureMeaning> = {
  invalid_auth: SUSPEND,
  not_authed: SUSPEND,
  account_inactive: SUSPEND,
  token_revoked: SUSPEND,
  token_expired: SUSPEND,
  missing_scope: SUSPEND,
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

interface SlackErrorShape {
  code?: string;
  message?: string;
  statusCode?: number;
  retryAfter?: number;
  data?: { error?: unknown; response_metadata?: { retryAfter?: number } };
  original?: unknown;
  cause?: unknown;
}

/** @param clean takes secrets out of a text */
export function slackFailure(error: unknown, clean: (text: string) => string): DeliveryError {
  if (error instanceof DeliveryError) return error;
  const { code, message, statusCode, retryAfter, data, original } = error as SlackErrorShape;
  const failed = (text: string, verdict: FailureMeaning) => failure(clean(`Slack: ${text}`), verdict);

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
      return failed(rootMessage(original), (original as SlackErrorShape).code === NOT_SENT ? RETRY : UNCONFIRMED);
    default:
      // A 429 without a usable Retry-After is reported as an error without a code.
      return failed(message ?? String(error), /^Retry header did not/.test(message ?? '') ? RETRY : UNCONFIRMED);
  }
}

/** A newer token may be accepted. */
export function isTokenRefusal(error: unknown): boolean {
  return TOKEN_REFUSALS.has(String((error as SlackErrorShape).data?.error));
}

/** For whoever does not wait: what Slack has refused by its name stays refused, unless the name says that Slack is in trouble. */
export function isWorthAnotherTry(error: unknown): boolean {
  const name = (error as SlackErrorShape).data?.error;
  return typeof name !== 'string' || ['fatal_error', 'internal_error', 'service_unavailable'].includes(name);
}

/** The first message of the thread was deleted: certainly not taken, and fine without the thread. */
export function isThreadGone(error: unknown): boolean {
  return ['thread_not_found', 'cannot_reply_to_message'].includes(String((error as SlackErrorShape).data?.error));
}

/** What stands in the blocks is refused: certainly not taken. */
export function areBlocksRefused(error: unknown): boolean {
  return ['invalid_blocks', 'invalid_blocks_format', 'msg_blocks_too_long'].includes(
    String((error as SlackErrorShape).data?.error),
  );
}

/** Only an identifier is worth showing; anything else is a page of somebody else's. */
function named(error: string): string {
  return /^[a-z0-9_]{1,60}$/.test(error) ? error : 'the answer was not Slack’s (a proxy in between?)';
}
