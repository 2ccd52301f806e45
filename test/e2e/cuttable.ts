/** A way to a server on this machine that can be cut, and mended. */
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { once } from 'node:events';

export class CuttableWay {
  private server: Server | undefined;
  private readonly open = new Set<Socket>();
  private port = 0;

  /** @param to `host:port` */
  constructor(private readonly to: string) {}

  get address(): string {
    return `127.0.0.1:${this.port}`;
  }

  /** On the same port each time. */
  async mend(): Promise<void> {
    const [host, port] = this.to.split(':') as [string, string];
    const server = createServer((here) => {
      const there = connect(Number(port), host);
      for (const socket of [here, there]) {
        this.open.add(socket);
        socket
          .on('error', () => undefined)
          .on('close', () => {
            this.open.delete(socket);
            here.destroy();
            there.destroy();
          });
      }
      here.pipe(there).pipe(here);
    });
    this.server = server.listen(this.port, '127.0.0.1');
    await once(server, 'listening');
    this.port = (server.address() as AddressInfo).port;
  }

  /** Whoever comes is refused, and all connections end. */
  cut(): void {
    this.server?.close();
    this.server = undefined;
    for (const socket of this.open) socket.destroy();
  }
}
