/** Looking up whether a message was posted, by the alert key in its metadata. */
import type { WebClient } from '@slack/web-api';
import type { Message } from './ports.js';

/** Newest messages looked through: three pages of 200. The message in question is seconds to minutes old. */
const PAGES = 3;
const PAGE = 200;

/** Answers that say that we may not look, or not there. */
const CANNOT = new Set([
  'missing_scope',
  'not_allowed_token_type',
  'no_permission',
  'access_denied',
  'channel_not_found',
  'not_in_channel',
  'thread_not_found',
  'unknown_method',
  'method_deprecated',
]);

interface Posted {
  ts?: string | undefined;
  metadata?: { event_payload?: unknown } | undefined;
}

/** The message; null when it is not there. Other errors of Slack's are thrown as they are. */
export async function findPosted(
  client: WebClient,
  ids: Map<string, string>,
  message: Message,
  thread: string | undefined,
): Promise<{ ts: string } | null | 'cannot'> {
  try {
    const channel = await channelId(client, ids, message.address);
    let cursor: string | undefined;
    for (let page = 0; page < PAGES; page++) {
      const asked = { channel, limit: PAGE, include_all_metadata: true, ...(cursor ? { cursor } : {}) };
      const found = thread
        ? await client.conversations.replies({ ...asked, ts: thread })
        : await client.conversations.history(asked);
      if (!Array.isArray(found.messages)) return 'cannot';
      const hit = (found.messages as Posted[]).find((posted) => keyOf(posted) === message.key);
      if (hit?.ts) return { ts: hit.ts };
      cursor = found.response_metadata?.next_cursor;
      if (!cursor) break;
    }
    return null;
  } catch (error) {
    if (isNoWay(error)) return 'cannot';
    throw error;
  }
}

function keyOf({ metadata }: Posted): unknown {
  return (metadata?.event_payload as { key?: unknown } | undefined)?.key;
}

/** Posting takes a channel's name, reading only its id. A name we may not resolve is tried as it is. */
async function channelId(client: WebClient, ids: Map<string, string>, address: string): Promise<string> {
  const known = ids.get(address);
  if (known !== undefined || !address.startsWith('#')) return known ?? address;
  try {
    const { channels } = await client.conversations.list({ exclude_archived: true, limit: 1000 });
    const id = channels?.find(({ name }) => `#${name}` === address)?.id;
    if (id) ids.set(address, id);
    return id ?? address;
  } catch (error) {
    if (isNoWay(error)) return address;
    throw error;
  }
}

/** A refusal, or something in between that lets posts through only: asking again would not help. */
function isNoWay(error: unknown): boolean {
  const { data, statusCode } = error as { data?: { error?: unknown }; statusCode?: number };
  if (typeof data?.error === 'string') return CANNOT.has(data.error) || /[^a-z0-9_]/.test(data.error);
  return statusCode !== undefined && statusCode < 500;
}
