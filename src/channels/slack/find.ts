/** Looking up whether a message was posted, by the alert keys in its metadata. */
import type { WebClient } from '@slack/web-api';
import { isThreadGone } from './failures.js';
import type { Instant } from '../../domain/rules/policy.js';
import type { Message } from '../port.js';

/** Messages looked through at most: three pages of 200. */
const PAGES = 3;
const PAGE = 200;

/** Pages of 1,000 channels that are looked through for a name, at most. */
const LIST_PAGES = 5;

/** How much older than our clock says the message may be: it may have been sent before, and Slack's clock is another one. */
const MARGIN_MS = 3_600_000;

/** Answers that say that we may not look, or not there. */
const CANNOT = new Set([
  'missing_scope',
  'not_allowed_token_type',
  'no_permission',
  'access_denied',
  'channel_not_found',
  'not_in_channel',
  'unknown_method',
  'method_deprecated',
]);

interface Posted {
  ts?: string | undefined;
  metadata?: { event_payload?: unknown } | undefined;
}

export interface Found {
  ts: string;
  /** It is a digest, with other alerts in it. */
  shared: boolean;
}

/** The message, in the thread or in a digest beside it; null when it is not there. Other errors of Slack's are thrown as they are. */
export async function findPosted(
  client: WebClient,
  ids: Map<string, string>,
  { message, thread, sentAt }: { message: Message; thread: string | undefined; sentAt: Instant },
): Promise<Found | null | 'cannot'> {
  try {
    const channel = await channelId(client, ids, message.address);
    const inThread = thread === undefined ? null : await repliesWith(client, channel, thread, message.key);
    const oldest = `${Math.floor((sentAt - MARGIN_MS) / 1000)}`;
    return (
      inThread ?? (await searched(message.key, (page) => client.conversations.history({ ...page, channel, oldest })))
    );
  } catch (error) {
    if (isNoWay(error)) return 'cannot';
    throw error;
  }
}

/** A thread whose first message was deleted has nothing in it any more. */
async function repliesWith(
  client: WebClient,
  channel: string,
  ts: string,
  key: string,
): Promise<Found | null | 'cannot'> {
  try {
    return await searched(key, (page) => client.conversations.replies({ ...page, channel, ts }));
  } catch (error) {
    if (isThreadGone(error)) return null;
    throw error;
  }
}

interface Page {
  limit: number;
  include_all_metadata: true;
  cursor?: string;
}

async function searched(
  key: string,
  read: (page: Page) => Promise<{ messages?: unknown; response_metadata?: { next_cursor?: string } }>,
): Promise<Found | null | 'cannot'> {
  let cursor: string | undefined;
  for (let page = 0; page < PAGES; page++) {
    const found = await read({ limit: PAGE, include_all_metadata: true, ...(cursor ? { cursor } : {}) });
    if (!Array.isArray(found.messages)) return 'cannot';
    for (const { ts, metadata } of found.messages as Posted[]) {
      const keys = keysOf(metadata?.event_payload);
      if (ts && keys.includes(key)) return { ts, shared: keys.length > 1 };
    }
    cursor = found.response_metadata?.next_cursor;
    if (!cursor) return null;
  }
  return 'cannot';
}

/** Of a message about one alert, or of a digest; of another app's message anything at all. */
function keysOf(payload: unknown): unknown[] {
  const { key, alerts } = (payload ?? {}) as { key?: unknown; alerts?: unknown };
  return Array.isArray(alerts) ? alerts.map((alert: { key?: unknown } | null) => alert?.key) : [key];
}

/** Posting takes a channel's name or a member's id, reading only the id of a conversation. One we may not find out is tried as it is. */
async function channelId(client: WebClient, ids: Map<string, string>, address: string): Promise<string> {
  const known = ids.get(address);
  if (known !== undefined) return known;
  const id = await idOf(client, address);
  if (id) ids.set(address, id);
  return id ?? address;
}

async function idOf(client: WebClient, address: string): Promise<string | null | undefined> {
  if (MEMBER.test(address)) return idOfDirectMessages(client, address);
  if (!address.startsWith('#')) return address;
  const id = await idOfName(client, address, 'public_channel,private_channel');
  // Who may not list private channels is not shown the others in that list either.
  return id === undefined ? idOfName(client, address, 'public_channel') : id;
}

const MEMBER = /^[UW]/;

/** Null: there is none. Undefined: we may not look. */
async function idOfName(client: WebClient, name: string, types: string): Promise<string | null | undefined> {
  let cursor: string | undefined;
  for (let page = 0; page < LIST_PAGES; page++) {
    const asked = { types, exclude_archived: true, limit: 1000, ...(cursor ? { cursor } : {}) };
    const list = await unlessNoWay(client.conversations.list(asked));
    if (!list) return undefined;
    const id = list.channels?.find((channel) => `#${channel.name}` === name)?.id;
    cursor = list.response_metadata?.next_cursor;
    if (id !== undefined || !cursor) return id ?? null;
  }
  return null;
}

/** The conversation in which the bot writes to a member; if there is none yet, Slack makes one, which nobody sees. */
async function idOfDirectMessages(client: WebClient, member: string): Promise<string | undefined> {
  return (await unlessNoWay(client.conversations.open({ users: member })))?.channel?.id;
}

async function unlessNoWay<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (isNoWay(error)) return undefined;
    throw error;
  }
}

/** A refusal, or something in between that lets posts through only: asking again would not help. */
function isNoWay(error: unknown): boolean {
  const { data, statusCode } = error as { data?: { error?: unknown }; statusCode?: number };
  if (typeof data?.error === 'string') return CANNOT.has(data.error) || /[^a-z0-9_]/.test(data.error);
  return statusCode !== undefined && statusCode < 500;
}
