/** Somebody else's server that takes JSON, on a real HTTP server, with a script for its bad days. */
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the stub does instead of answering 200. */
export type Mishap =
  | { status: number; headers?: Record<string, string>; body?: string }
  /** The connection breaks after the request was taken. */
  | 'reset'
  /** It was taken, and no answer comes, ever. */
  | 'hang';

export interface Posted {
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

export class EndpointStub {
  /** Every request that arrived as a whole, in order. */
  readonly posts: Posted[] = [];
  private readonly script: Mishap[] = [];

  private constructor(private readonly server: Server) {}

  static async start(): Promise<EndpointStub> {
    const server = createServer();
    const stub = new EndpointStub(server);
    server.on('request', (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        stub.posts.push({ path: request.url!, headers: request.headers, body: Buffer.concat(chunks).toString() });
        const mishap = stub.script.shift();
        if (mishap === 'reset') return void request.socket.resetAndDestroy();
        if (mishap === 'hang') return;
        const { status, headers = {}, body = '' } = mishap ?? { status: 200 };
        response.writeHead(status, headers).end(body);
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return stub;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Its path is a secret. */
  get url(): string {
    return `http://127.0.0.1:${this.port}/s3cret-path?sig=s3cret-query`;
  }

  /** What goes wrong with the next requests, one each. */
  willFail(...mishaps: Mishap[]): this {
    this.script.push(...mishaps);
    return this;
  }

  /** Mishaps that never happened. */
  get leftOver(): number {
    return this.script.length;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}
