/** Slack as the workers see it: the stub of the other tests behind a gate that misbehaves for as long as a scenario wants. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { SlackStub } from '../../support/slack-stub.js';
import type { Arrival } from './arrival.js';

/** What happens instead of a proper answer; `taken`: the request is carried out all the same. */
export type SlackTrouble = { taken?: boolean } & (
  | { status: number; retryAfter?: string }
  | { html: string }
  | { error: string }
  | { reset: true }
  /** No answer until {@link Slack.letGo}, which breaks the connection. */
  | { hang: true }
);

export interface SlackRequest {
  method: string;
  args: Record<string, string>;
}

const POST = 'chat.postMessage';

export class Slack {
  /** Asked before every request. */
  trouble: (request: SlackRequest) => SlackTrouble | undefined = () => undefined;
  readonly arrivals: Arrival[] = [];
  /** Requests that something went wrong with. */
  troubled = 0;
  /** Answers to posts are this much later, in milliseconds; the messages are taken at once. */
  delayMs = 0;
  /** Posts that were taken and whose answers are still to come. */
  waiting = 0;
  private readonly hanging = new Set<ServerResponse>();

  private constructor(
    private readonly server: Server,
    readonly stub: SlackStub,
  ) {}

  static async start(): Promise<Slack> {
    const server = createServer();
    const slack = new Slack(server, await SlackStub.start());
    server.on('request', (request, response) => void slack.answer(request, response));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return slack;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/api/`;
  }

  /** Requests that wait for an answer that will not come. */
  get hung(): number {
    return this.hanging.size;
  }

  /** Trouble with posts only. */
  troublesPosts(trouble: (request: SlackRequest) => SlackTrouble | undefined): void {
    this.trouble = (request) => (request.method === POST ? trouble(request) : undefined);
  }

  /** All is well again; what still hangs is broken off. */
  heal(): void {
    this.trouble = () => undefined;
    this.delayMs = 0;
    this.letGo();
  }

  letGo(): void {
    for (const response of this.hanging) response.socket?.destroy();
    this.hanging.clear();
  }

  async close(): Promise<void> {
    this.letGo();
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
    await this.stub.close();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const body: Buffer[] = [];
      for await (const chunk of request) body.push(chunk as Buffer);
      const text = Buffer.concat(body).toString();
      const method = request.url!.replace('/api/', '');
      const args = Object.fromEntries(new URLSearchParams(text));
      const trouble = this.trouble({ method, args });
      if (!trouble) {
        const answer = await this.carryOut(request, method, text, args, true);
        if (method === POST) await this.slowly();
        return send(response, answer);
      }
      this.troubled++;
      if (trouble.taken) await this.carryOut(request, method, text, args, false);
      this.misbehave(trouble, response);
    } catch {
      response.socket?.destroy(); // the worker was killed in the middle of its request
    }
  }

  private async slowly(): Promise<void> {
    this.waiting++;
    await sleep(this.delayMs);
    this.waiting--;
  }

  private misbehave(trouble: SlackTrouble, response: ServerResponse): void {
    if ('reset' in trouble) return void response.socket?.resetAndDestroy();
    if ('hang' in trouble) {
      response.once('close', () => this.hanging.delete(response));
      return void this.hanging.add(response);
    }
    if ('html' in trouble) return send(response, { status: 200, body: trouble.html, type: 'text/html' });
    if ('error' in trouble) return send(response, { status: 200, body: { ok: false, error: trouble.error } });
    const headers: Record<string, string> =
      trouble.retryAfter === undefined ? {} : { 'retry-after': trouble.retryAfter };
    const body = trouble.status === 429 ? { ok: false, error: 'ratelimited' } : 'trouble';
    send(response, { status: trouble.status, body, headers });
  }

  private async carryOut(
    request: IncomingMessage,
    method: string,
    body: string,
    args: Record<string, string>,
    answered: boolean,
  ): Promise<Answer> {
    const { authorization = '', 'content-type': type = 'application/x-www-form-urlencoded' } = request.headers;
    const headers = { authorization, 'content-type': type };
    const reply = await fetch(`${this.stub.url}${method}`, { method: 'POST', headers, body });
    const answer = (await reply.json()) as { ok: boolean };
    if (method === POST && answer.ok) {
      const target = `slack:${args['channel']}`;
      for (const key of keysOf(args['metadata'])) this.arrivals.push({ key, target, at: Date.now(), answered });
    }
    return { status: reply.status, body: answer };
  }
}

/** The alerts that a message is about: one, or those of a digest. */
function keysOf(metadata = '{}'): string[] {
  const { event_payload } = JSON.parse(metadata) as { event_payload?: { key?: string; alerts?: { key: string }[] } };
  return event_payload?.alerts?.map(({ key }) => key) ?? [event_payload?.key ?? ''];
}

interface Answer {
  status: number;
  body: object | string;
  headers?: Record<string, string>;
  type?: string;
}

function send(response: ServerResponse, { status, body, headers = {}, type }: Answer): void {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const named = type ?? (typeof body === 'string' ? 'text/plain' : 'application/json');
  response.writeHead(status, { 'content-type': named, ...headers });
  response.end(text);
}
