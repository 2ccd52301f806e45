/** The database of a lane: a server of its own, which may be broken, or one that runs already. */
import { Server } from './server.js';

const LOOPBACK = '127.0.0.1';
const USUAL_PORT = 27_017;

export class Database {
  private constructor(
    private readonly address: URL,
    private readonly server?: Server,
  ) {}

  /** MongoDB, or what stands for it on this machine, with its data in this folder. */
  static async own(folder: string): Promise<Database> {
    const server = await Server.mongo(folder);
    return new Database(new URL(`mongodb://${LOOPBACK}:${server.port}`), server);
  }

  /** @throws Error of one sentence where the address is not that of one server. */
  static running(uri: string): Database {
    if (!/^mongodb:\/\/([^@/?]+@)?[^@/?,]+(\/|$)/.test(uri) || !URL.canParse(uri)) {
      throw new Error('--mongodb takes the address of one server, such as mongodb://127.0.0.1:27017/');
    }
    return new Database(new URL(uri));
  }

  /** It was there before the suite, and is there after it. */
  get isShared(): boolean {
    return this.server === undefined;
  }

  /** @throws Error where the server is somebody else's. */
  get own(): Server {
    if (!this.server) throw new Error('the database runs already: it is not ours to break');
    return this.server;
  }

  get host(): string {
    return this.address.hostname;
  }

  get port(): number {
    return Number(this.address.port || USUAL_PORT);
  }

  get alive(): boolean {
    return this.server?.alive ?? true;
  }

  /**
   * For `MONGODB_URI`; straight to this one server, since a replica set would tell its own address, past a proxy.
   * @param proxy the port of one on the loopback interface. Default: none.
   */
  uri(name: string, proxy?: number): string {
    const uri = new URL(this.address);
    if (proxy !== undefined) uri.host = `${LOOPBACK}:${proxy}`;
    if (uri.username !== '' && !uri.searchParams.has('authSource')) {
      uri.searchParams.set('authSource', uri.pathname.slice(1) || 'admin');
    }
    uri.pathname = `/${name}`;
    uri.searchParams.set('directConnection', 'true');
    return uri.href;
  }

  /** One that ran already goes on. */
  async stop(): Promise<void> {
    await this.server?.stop();
  }
}
