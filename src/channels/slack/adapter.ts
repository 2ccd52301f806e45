/** Alerts through Slack's Web API. Nothing is repeated in here: the activity knows what a repetition may cost. */
import type { Instant } from '../../domain/rules/policy.js';
import type { WebClient } from '@slack/web-api';
import { areBlocksRefused, isThreadGone, isTokenRefusal, slackFailure } from './failures.js';
import { DeliveryError, type DigestChannel, type Message, type Receipt } from '../port.js';
import type { Proxies } from '../../http/proxies.js';
import { slackBlocks, slackText } from './blocks.js';
import { buttonsOf } from './buttons.js';
import { digestRequest, digestRoom } from './digest.js';
import { findPosted } from './find.js';
import type { TokenSource } from './token.js';
import { webClient, withoutToken } from './web-client.js';

export interface SlackOptions {
  token: TokenSource;
  /** Default: Slack's own. For stubs and proxies. */
  apiUrl?: string;
  /** Limit of one post in milliseconds. Default: 10 000. */
  sendMs?: number;
  /** Limit of one request of a look-up in milliseconds. Default: 3000. */
  findMs?: number;
  /** Default: Slack is asked directly. */
  proxies?: Proxies;
  /** Alerts have buttons. Default: they have none, since nobody takes their clicks. */
  buttons?: boolean;
}

/** `event_type` of the metadata on every message; its payload is `{ key: <alert key> }`, a digest's `{ alerts: [{ key }, …] }`. */
const ALERT_EVENT = 'rung_alert';

interface Clients {
  token: string;
  post: WebClient;
  find: WebClient;
}

export function slackChannel({
  token: source,
  apiUrl,
  sendMs = 10_000,
  findMs = 3_000,
  proxies,
  buttons = false,
}: SlackOptions): DigestChannel {
  let current: Clients | undefined;
  /** Slack's ids of the channels that were posted to, by the name we know. */
  const ids = new Map<string, string>();

  async function call<T>(request: (clients: Clients) => Promise<T>): Promise<T> {
    current ??= await connected();
    try {
      return await request(current);
    } catch (error) {
      const refused = current.token;
      if (!isTokenRefusal(error)) throw slackFailure(error, withoutToken(refused));
      current = await connected();
      if (current.token === refused) throw slackFailure(error, withoutToken(refused));
    }
    const { token } = current;
    return request(current).catch((error: unknown) => {
      throw slackFailure(error, withoutToken(token));
    });
  }

  async function connected(): Promise<Clients> {
    const token = await source().catch((error: unknown) => {
      const { code } = error as NodeJS.ErrnoException;
      throw new DeliveryError(
        `Slack: the token cannot be read (${code ?? 'unknown error'})`,
        { kind: 'suspend' },
        'no',
      );
    });
    if (!token) throw new DeliveryError('Slack: the token is empty', { kind: 'suspend' }, 'no');
    return { token, post: webClient(token, apiUrl, sendMs, proxies), find: webClient(token, apiUrl, findMs, proxies) };
  }

  async function send(message: Message): Promise<Receipt> {
    const inThread = threadOf(message);
    const posted = await call(async ({ post }) => {
      const inPlace = async (request: ReturnType<typeof requestOf>) => {
        if (inThread === undefined) return post.chat.postMessage(request);
        try {
          return await post.chat.postMessage({ ...request, thread_ts: inThread });
        } catch (error) {
          if (!isThreadGone(error)) throw error;
          return { ...(await post.chat.postMessage(request)), alone: true };
        }
      };
      const added = buttons ? buttonsOf(message) : undefined;
      return inPlace(requestOf(message, added)).catch((error: unknown) => {
        // No alert is lost over its buttons.
        if (!added || !areBlocksRefused(error)) throw error;
        return inPlace(requestOf(message));
      });
    });
    const ts = named(posted, message.address);
    return { providerId: ts, thread: inThread === undefined || 'alone' in posted ? ts : inThread };
  }

  async function sendDigest(messages: readonly Message[]): Promise<Receipt> {
    const { address } = messages[0]!;
    const metadata = metadataOf({ alerts: messages.map(({ key }) => ({ key })) });
    const request = { channel: address, ...digestRequest(messages), metadata, ...QUIET };
    return { providerId: named(await call(({ post }) => post.chat.postMessage(request)), address) };
  }

  /** The id of a message that was posted; that of its channel is kept for look-ups. */
  function named({ ts, channel }: { ts?: string; channel?: string }, address: string): string {
    if (!ts) throw new DeliveryError('Slack: the answer names no message', { kind: 'retry' }, 'maybe');
    if (channel) ids.set(address, channel);
    return ts;
  }

  async function find(message: Message, sentAt: Instant): Promise<Receipt | null | 'cannot'> {
    const thread = threadOf(message);
    const posted = await call((clients) => findPosted(clients.find, ids, { message, thread, sentAt }));
    if (posted === null || posted === 'cannot') return posted;
    const answersTo = thread ?? (posted.shared ? undefined : posted.ts);
    return { providerId: posted.ts, ...(answersTo === undefined ? {} : { thread: answersTo }) };
  }

  return { send, find, room: digestRoom, sendDigest };
}

const QUIET = { unfurl_links: false, unfurl_media: false };

function metadataOf<P>(event_payload: P) {
  return { event_type: ALERT_EVENT, event_payload };
}

function requestOf({ address, content, key }: Message, added?: ReturnType<typeof buttonsOf>) {
  const links = content.links.filter((link) => !added?.links.includes(link));
  return {
    channel: address,
    text: slackText(content),
    blocks: [...slackBlocks({ ...content, links }), ...(added ? [added.block] : [])],
    metadata: metadataOf({ key }),
    ...QUIET,
  };
}

/** A thread may also stem from another channel that stood in for Slack. */
function threadOf({ thread }: Message): string | undefined {
  return thread !== undefined && /^\d+\.\d+$/.test(thread) ? thread : undefined;
}
