/** Socket Mode: Slack sends clicks and `/rung` over a connection that we open, so that no public address is needed. */
import { setTimeout as sleep } from 'node:timers/promises';
import { SocketModeClient } from '@slack/socket-mode';
import { EnvHttpProxyAgent } from 'undici';
import type { Milliseconds } from '../../domain/rules/policy.js';
import type { Proxies } from '../../http/proxies.js';
import { fetchOnce } from './fetch.js';
import type { TokenSource } from './token.js';
import { SILENT, withoutToken } from './web-client.js';

/** How long a connection may take to come about. */
const CONNECT_MS: Milliseconds = 20_000;
/** The pause before another try, doubled each time. */
const FIRST_PAUSE: Milliseconds = 500;
const LONGEST_PAUSE: Milliseconds = 60_000;
/** How long the peer may take to say goodbye. */
const GOODBYE_MS: Milliseconds = 1_000;

export interface SocketOptions {
  /** The app-level token; read for each connection. */
  token: TokenSource;
  apiUrl?: string;
  proxies?: Proxies;
  /** Takes what was sent; what it returns is the answer, and acknowledges it. Never rejects. */
  received: (kind: 'interactive' | 'slash_commands', body: unknown) => Promise<object | undefined>;
  /** Told of what an operator should know, without secrets. */
  say: (line: string) => void;
}

export interface Socket {
  close(): Promise<void>;
}

/**
 * Keeps one connection, for as long as the process lives. The client's own way of connecting again can end the process by a rejection that
 * nobody handles (3.1.0), so each connection has a client of its own.
 */
export function openSocket(options: SocketOptions): Socket {
  const stopped = new AbortController();
  let current: SocketModeClient | undefined;

  async function keep(): Promise<void> {
    let failures = 0;
    while (!stopped.signal.aborted) {
      try {
        current = await clientFor(options);
        const ended = endOf(current);
        await connected(current);
        if (failures > 0) options.say('Slack is connected by Socket Mode again');
        failures = 0;
        await ended;
      } catch (error) {
        if (stopped.signal.aborted) break;
        if (failures++ === 0) options.say(`Slack cannot be connected by Socket Mode: ${reasonOf(error)}; trying again`);
      }
      const pause = failures === 0 ? 0 : Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (failures - 1));
      await sleep(pause, undefined, { signal: stopped.signal }).catch(() => undefined);
    }
  }

  const kept = keep();
  return {
    async close() {
      stopped.abort();
      if (current) await goodbye(current);
      await Promise.race([kept, sleep(GOODBYE_MS, undefined, { ref: false })]);
    },
  };
}

async function clientFor({ token, apiUrl, proxies = {}, received, say }: SocketOptions): Promise<SocketModeClient> {
  const client = new SocketModeClient({
    appToken: await token(),
    autoReconnectEnabled: false,
    logger: SILENT,
    clientOptions: {
      ...(apiUrl !== undefined && { slackApiUrl: apiUrl }),
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
      timeout: CONNECT_MS / 2,
      allowAbsoluteUrls: false,
      fetch: fetchOnce(proxies),
    },
    ...dispatcherFor(proxies),
  });
  guard(client, say);
  for (const kind of ['interactive', 'slash_commands'] as const) {
    client.on(kind, ({ ack, body }: { ack: (answer?: object) => Promise<void>; body: unknown }) => {
      received(kind, body)
        .then((answer) => ack(answer))
        .catch((error: unknown) => say(`Slack could not be answered by Socket Mode: ${reasonOf(error)}`));
    });
  }
  return client;
}

/** What the client's own listeners throw or reject with, at a frame that is no envelope for one, would end the process. */
function guard(client: SocketModeClient, say: SocketOptions['say']): void {
  client.on('error', () => undefined);
  const listeners = client.listeners('ws_message') as ((...frame: unknown[]) => unknown)[];
  client.removeAllListeners('ws_message');
  const heard = async (frame: unknown[]) => {
    for (const listener of listeners) await listener(...frame);
  };
  client.on('ws_message', (...frame: unknown[]) => {
    heard(frame).catch(() => say('Slack has sent something by Socket Mode that cannot be read'));
  });
}

/** The client's default is made for being ended by force; a proxy is worth more than that. */
function dispatcherFor({ https, http, none = [] }: Proxies) {
  const proxy = https ?? http;
  if (proxy === undefined) return {};
  const noProxy = [...none, 'localhost', '127.0.0.1', '::1'].join(',');
  return { dispatcher: new EnvHttpProxyAgent({ httpsProxy: proxy, httpProxy: http ?? proxy, noProxy }) };
}

async function connected(client: SocketModeClient): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no connection within ${CONNECT_MS / 1000} s`)), CONNECT_MS);
  });
  const started = client.start();
  started.catch(() => undefined);
  try {
    await Promise.race([started, late]);
  } catch (error) {
    await goodbye(client);
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

function endOf(client: SocketModeClient): Promise<void> {
  return new Promise((resolve) => client.once('disconnected', () => resolve()));
}

/** The second time ends it by force: the client would wait 30 s. */
async function goodbye(client: SocketModeClient): Promise<void> {
  for (let n = 0; n < 2; n++) {
    const ended = client.disconnect().then(
      () => true,
      () => true,
    );
    if (await Promise.race([ended, sleep(GOODBYE_MS, false, { ref: false })])) return;
  }
}

function reasonOf(error: unknown): string {
  const { message, data } = (error ?? {}) as { message?: string; data?: { error?: unknown } };
  const name = typeof data?.error === 'string' && /^[a-z0-9_]{1,60}$/.test(data.error) ? data.error : undefined;
  return withoutToken('\n')(name ?? message ?? 'the connection was closed');
}
