/** A help desk's API on loopback: routes of a test, limits, and bad days. */
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Asked {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
}

export interface Answer {
  status?: number;
  headers?: Record<string, string>;
  body?: unknown;
}

export class ApiStub {
  readonly asked: Asked[] = [];
  private readonly mishaps: (Answer | 'reset')[] = [];

  private constructor(private readonly server: Server) {}

  /** @param now the clock of the help desk */
  static async start(answer: (asked: Asked) => Answer | undefined, now: () => number): Promise<ApiStub> {
    const server = createServer();
    const stub = new ApiStub(server);
    server.on('request', (request, response) => {
      const url = new URL(request.url!, 'http://stub');
      const asked = { method: request.method!, path: url.pathname, query: url.searchParams, headers: request.headers };
      stub.asked.push(asked);
      const mishap = stub.mishaps.shift();
      if (mishap === 'reset') return void request.socket.resetAndDestroy();
      const { status = 200, headers = {}, body } = mishap ?? answer(asked) ?? { status: 404, body: {} };
      const text = typeof body === 'string' ? body : JSON.stringify(body ?? null);
      response.writeHead(status, { date: new Date(now()).toUTCString(), ...headers }).end(text);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return stub;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** What the next requests get instead. */
  willAnswer(...mishaps: (Answer | 'reset')[]): void {
    this.mishaps.push(...mishaps);
  }

  paths(): string[] {
    return this.asked.map(({ path }) => path);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}
