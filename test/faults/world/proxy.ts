/** A TCP proxy on the loopback between a component and its server: slow, frozen, refusing, resetting, or losing replies. */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

interface Pair {
  client: Socket;
  upstream: Socket;
}

export class Proxy {
  /** Every piece of data is handed on this much later, in milliseconds. */
  delayMs = 0;
  /** New connections are reset. */
  refusing = false;
  /** Asked for every piece of a reply: true means that it is lost and the connection reset. */
  losesReply: () => boolean = () => false;
  /** How many replies were lost, and connections reset by {@link reset}. */
  lost = 0;
  private readonly pairs = new Set<Pair>();

  private constructor(
    private readonly server: Server,
    private readonly target: { host: string; port: number },
  ) {}

  /** @param host of the server behind it. Default: this machine. */
  static async start(port: number, host = '127.0.0.1'): Promise<Proxy> {
    const server = createServer();
    const proxy = new Proxy(server, { host, port });
    server.on('connection', (client) => proxy.join(client));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Resets every connection there is. */
  reset(): void {
    for (const pair of [...this.pairs]) this.cut(pair);
  }

  /** Resets what is there and refuses what comes, until `refusing` is false again. */
  down(): void {
    this.refusing = true;
    this.reset();
  }

  async close(): Promise<void> {
    this.reset();
    this.server.close();
    await once(this.server, 'close');
  }

  private join(client: Socket): void {
    if (this.refusing) return void client.resetAndDestroy();
    const upstream = connect({ ...this.target, noDelay: true });
    client.setNoDelay(true);
    const pair = { client, upstream };
    this.pairs.add(pair);
    const toServer = this.pipe(upstream);
    const toClient = this.pipe(client);
    client.on('data', toServer);
    upstream.on('data', (data: Buffer) => {
      if (!this.losesReply()) return toClient(data);
      this.lost++;
      this.cut(pair);
    });
    for (const socket of [client, upstream]) {
      socket.on('error', () => this.cut(pair));
      socket.on('close', () => this.cut(pair));
    }
  }

  /** Hands data on in order, each piece after the delay of the moment it came. */
  private pipe(to: Socket): (data: Buffer) => void {
    const waiting: { data: Buffer; due: number }[] = [];
    const flush = () => {
      while (waiting.length > 0 && waiting[0]!.due <= performance.now()) write(to, waiting.shift()!.data);
      if (waiting.length > 0) setTimeout(flush, Math.max(waiting[0]!.due - performance.now(), 1));
    };
    return (data) => {
      if (this.delayMs === 0 && waiting.length === 0) return write(to, data);
      waiting.push({ data, due: performance.now() + this.delayMs });
      if (waiting.length === 1) setTimeout(flush, this.delayMs);
    };
  }

  private cut(pair: Pair): void {
    if (!this.pairs.delete(pair)) return;
    pair.client.resetAndDestroy();
    pair.upstream.destroy();
  }
}

function write(to: Socket, data: Buffer): void {
  if (!to.destroyed) to.write(data);
}
