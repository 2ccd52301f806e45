/** Slack's Web API as far as Rung uses it, on a real HTTP server, with a script for its bad days. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';

/** What the stub does instead of answering a request properly. */
export type Mishap =
  /** Answers with this status; `retryAfter` is the header as it is written. */
  | { status: number; retryAfter?: string }
  /** A page of a proxy's, with status 200. */
  | { html: string }
  /** `ok: false` with this error. */
  | { error: string; retryAfter?: string }
  /** The connection breaks; with `taken`, after the request was carried out. */
  | { reset: true; taken?: boolean }
  /** No answer, ever; with `taken`, the request was carried out. */
  | { hang: true; taken?: boolean }
  /** Carried out, and answered properly, after so many milliseconds. */
  | { slowly: number }
  /** Carried out, but answered with this status. */
  | { taken: true; status: number };

export interface SlackCall {
  method: string;
  args: Record<string, string>;
  token: string;
}

export interface SlackMessage {
  /** The channel's name as it was posted to. */
  channel: string;
  ts: string;
  thread_ts?: string;
  text: string;
  blocks: { type: string }[];
  metadata?: { event_type: string; event_payload: Record<string, unknown> };
  args: Record<string, string>;
}

/** Channels exist whether anything was ever posted to them or not. */
const CHANNELS = ['#tier2-queue', '#tier3-queue', '#escalations'];

/** Of the first message, in seconds: Slack's clock is about ours. */
const EPOCH = Math.floor(Date.now() / 1000);

export class SlackStub {
  /** Every request, in order. */
  readonly calls: SlackCall[] = [];
  /** Every message that was taken, in order. */
  readonly messages: SlackMessage[] = [];
  /** Every answer that was sent to a response address, in order. */
  readonly answers: { path: string; body: Record<string, unknown> }[] = [];
  /** Envelopes that were acknowledged by Socket Mode, by their ids. */
  readonly acknowledged = new Map<string, unknown>();
  /** Connections by Socket Mode, the latest last; closed ones are not taken out. */
  readonly sockets: WebSocket[] = [];
  /** Tokens that are accepted. */
  readonly tokens = new Set(['xoxb-good', 'xapp-good']);
  /** What a response address answers. */
  answerStatus = 200;
  private readonly socketServer = new WebSocketServer({ noServer: true });
  /** Scopes the app lacks: the methods that need them answer `missing_scope`. */
  readonly missingMethods = new Set<string>();
  /** Of the others, whoever lists channels is not told unless they ask. */
  readonly privateChannels = new Set<string>();
  /** How many channels a list has on a page at most, whatever is asked for: Slack may give fewer. */
  listedAtOnce = 1000;
  /** Channels that do not exist. */
  readonly noChannels = new Set<string>();
  private readonly script: { method: string; mishap: Mishap }[] = [];

  private constructor(private readonly server: Server) {}

  static async start(): Promise<SlackStub> {
    const server = createServer();
    const stub = new SlackStub(server);
    server.on('request', (request, response) => void stub.answer(request, response));
    server.on('upgrade', (request, socket, head) => {
      stub.socketServer.handleUpgrade(request, socket, head, (opened) => stub.connect(opened));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return stub;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/api/`;
  }

  /** Where answers to a click are sent. */
  get responseUrl(): string {
    return new URL('/actions/T1/1/x', this.url).href;
  }

  /** Sends an envelope by the latest connection, as Socket Mode does. @returns its id */
  sendEnvelope(type: 'interactive' | 'slash_commands', payload: object): string {
    const envelope_id = `e-${this.acknowledged.size}-${Math.random().toString(36).slice(2)}`;
    this.sockets.at(-1)!.send(JSON.stringify({ type, envelope_id, payload, accepts_response_payload: true }));
    return envelope_id;
  }

  private connect(socket: WebSocket): void {
    this.sockets.push(socket);
    socket.on('error', () => undefined);
    socket.on('message', (data) => {
      const { envelope_id, payload } = JSON.parse((data as Buffer).toString()) as {
        envelope_id: string;
        payload: unknown;
      };
      this.acknowledged.set(envelope_id, payload);
    });
    socket.send(JSON.stringify({ type: 'hello', num_connections: 1 }));
  }

  /** What goes wrong with the next requests of a method, one each. */
  willFail(method: string, ...mishaps: Mishap[]): this {
    this.script.push(...mishaps.map((mishap) => ({ method, mishap })));
    return this;
  }

  callsOf(method: string): SlackCall[] {
    return this.calls.filter((call) => call.method === method);
  }

  /** Mishaps that never happened. */
  get leftOver(): number {
    return this.script.length;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.terminate();
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body: Buffer[] = [];
    for await (const chunk of request) body.push(chunk as Buffer);
    if (request.url!.startsWith('/actions/')) {
      const said = JSON.parse(Buffer.concat(body).toString()) as Record<string, unknown>;
      if (this.answerStatus === 200) this.answers.push({ path: request.url!, body: said });
      return reply(response, this.answerStatus, 'ok');
    }
    const method = request.url!.replace('/api/', '');
    const args = Object.fromEntries(new URLSearchParams(Buffer.concat(body).toString()));
    const call = { method, args, token: (request.headers.authorization ?? '').replace('Bearer ', '') };
    this.calls.push(call);

    const turn = this.script.findIndex((step) => step.method === method);
    if (turn < 0) return reply(response, 200, this.carryOut(call));
    const { mishap } = this.script.splice(turn, 1)[0]!;
    if ('taken' in mishap && mishap.taken) this.carryOut(call);
    if ('slowly' in mishap) {
      await new Promise((resolve) => setTimeout(resolve, mishap.slowly));
      return reply(response, 200, this.carryOut(call));
    }
    if ('reset' in mishap) return void request.socket.resetAndDestroy();
    if ('hang' in mishap) return;
    if ('html' in mishap) return reply(response, 200, mishap.html);
    const retryAfter = 'retryAfter' in mishap ? mishap.retryAfter : undefined;
    const headers: Record<string, string> = retryAfter === undefined ? {} : { 'retry-after': retryAfter };
    if ('error' in mishap) return reply(response, 200, { ok: false, error: mishap.error }, headers);
    reply(response, mishap.status, mishap.status === 429 ? { ok: false, error: 'ratelimited' } : 'oops', headers);
  }

  private carryOut({ method, args, token }: SlackCall): object {
    if (!this.tokens.has(token)) return { ok: false, error: 'invalid_auth' };
    if (this.missingMethods.has(method)) return { ok: false, error: 'missing_scope' };
    switch (method) {
      case 'auth.test':
        return {
          ...{ ok: true, url: 'https://example.slack.com/', team: 'Example', user: 'rung' },
          ...{ team_id: 'T0HOME', bot_id: 'B1' },
        };
      case 'apps.connections.open':
        return { ok: true, url: this.url.replace(/^http/, 'ws').replace('/api/', '/link/?ticket=1') };
      case 'chat.update':
        return this.change(args);
      case 'chat.postMessage':
        return this.post(args);
      case 'conversations.list':
        return this.list(args);
      case 'conversations.open':
        return { ok: true, channel: { id: idOf(args['users']!) } };
      case 'conversations.history':
        return this.read(args, (message) => message.thread_ts === undefined);
      case 'conversations.replies':
        return this.read(args, ({ ts, thread_ts }) => ts === args['ts'] || thread_ts === args['ts']);
      default:
        return { ok: false, error: 'unknown_method' };
    }
  }

  private post(args: Record<string, string>): object {
    const { channel = '', text = '', thread_ts, metadata } = args;
    if (this.noChannels.has(channel)) return { ok: false, error: 'channel_not_found' };
    const message: SlackMessage = {
      channel,
      ts: `${EPOCH + this.messages.length}.000100`,
      text,
      blocks: JSON.parse(args['blocks'] ?? '[]') as { type: string }[],
      args,
      ...(thread_ts ? { thread_ts } : {}),
      ...(metadata ? { metadata: JSON.parse(metadata) as SlackMessage['metadata'] & object } : {}),
    };
    this.messages.push(message);
    return { ok: true, channel: idOf(channel), ts: message.ts, message: { text } };
  }

  private change({ channel = '', ts = '', text = '', blocks }: Record<string, string>): object {
    const message = this.messages.find((one) => one.ts === ts && [one.channel, idOf(one.channel)].includes(channel));
    if (!message) return { ok: false, error: 'message_not_found' };
    Object.assign(message, { text, blocks: JSON.parse(blocks ?? '[]') as { type: string }[] });
    return { ok: true, channel, ts, text };
  }

  /** Channels only, without what members are sent; private ones if they are asked for and may be. */
  private list({ types = 'public_channel', limit = '100', cursor = '0' }: Record<string, string>): object {
    const withPrivate = types.includes('private_channel');
    if (withPrivate && this.missingMethods.has('private channels')) return { ok: false, error: 'missing_scope' };
    const all = this.channels().filter(
      (name) => name.startsWith('#') && (withPrivate || !this.privateChannels.has(name)),
    );
    const page = all.slice(Number(cursor), Number(cursor) + Math.min(Number(limit), this.listedAtOnce));
    const next = Number(cursor) + page.length;
    return {
      ok: true,
      channels: page.map((name) => ({ id: idOf(name), name: name.replace('#', '') })),
      response_metadata: { next_cursor: next < all.length ? String(next) : '' },
    };
  }

  /** Slack reads by id only: a name is `channel_not_found`. */
  private read(
    { channel, limit = '100', cursor = '0', oldest = '0', include_all_metadata }: Record<string, string>,
    wanted: (m: SlackMessage) => boolean,
  ) {
    const name = this.channels().find((known) => idOf(known) === channel);
    if (!name) return { ok: false, error: 'channel_not_found' };
    const all = this.messages
      .filter((message) => message.channel === name && Number(message.ts) > Number(oldest) && wanted(message))
      .reverse();
    const page = all.slice(Number(cursor), Number(cursor) + Number(limit));
    const next = Number(cursor) + page.length;
    return {
      ok: true,
      messages: page.map(({ ts, text, metadata }) => ({
        ts,
        text,
        ...(include_all_metadata === 'true' ? { metadata } : {}),
      })),
      response_metadata: { next_cursor: next < all.length ? String(next) : '' },
    };
  }

  private channels(): string[] {
    return [...new Set([...CHANNELS, ...this.messages.map(({ channel }) => channel)])];
  }
}

/** The id of a channel, as `chat.postMessage` answers it. */
export function idOf(name: string): string {
  return `C${Buffer.from(name).toString('hex').toUpperCase()}`;
}

function reply(
  response: ServerResponse,
  status: number,
  body: object | string,
  headers: Record<string, string> = {},
): void {
  const type = typeof body === 'string' ? 'text/html' : 'application/json';
  response.writeHead(status, { 'content-type': type, ...headers });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}
