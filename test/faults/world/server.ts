/** A server of the local stack that may be killed, frozen and started again on the same data and port. */
import { cacheFolder, type Workshop } from '../../../local-stack/cache.js';
import { startSupervisor, type Supervisor } from '../../../local-stack/supervisor.js';
import { mongoServer } from '../../../local-stack/mongo.js';
import type { Started } from '../../../local-stack/ready.js';
import { temporalServer } from '../../../local-stack/temporal.js';
import { SEARCH_ATTRIBUTES } from '../../../src/workflows/contract.js';

type Launch = (workshop: Workshop, port: number | undefined) => Promise<{ started: Started<unknown>; port: number }>;

export class Server {
  private pid = 0;
  private running = false;
  private ended: Promise<unknown> = Promise.resolve();
  private supervisor: Supervisor | undefined;
  private portNumber = 0;

  private constructor(
    readonly name: string,
    private readonly launch: Launch,
  ) {}

  /** Temporal's development server with its database in a file of this folder. */
  static temporal(folder: string): Promise<Server> {
    return Server.start('Temporal', async (workshop, port) => {
      const options = { data: folder, logs: folder, namespace: 'default', ui: false };
      const searchAttributes = Object.values(SEARCH_ATTRIBUTES);
      const ports = port === undefined ? undefined : { temporal: port, ui: 0 };
      const started = await temporalServer(workshop, { ...options, searchAttributes, ...(ports && { ports }) });
      return { started, port: Number(started.place.address.split(':').at(-1)) };
    });
  }

  /** MongoDB, or what stands for it on this machine, with its data in this folder. */
  static mongo(folder: string): Promise<Server> {
    return Server.start('MongoDB', async (workshop, port) => {
      const started = await mongoServer(workshop, {
        data: folder,
        logs: folder,
        ...(port !== undefined && { port }),
      });
      return { started, port: Number(new URL(started.place.uri).port) };
    });
  }

  private static async start(name: string, launch: Launch): Promise<Server> {
    const server = new Server(name, launch);
    await server.up();
    return server;
  }

  get port(): number {
    return this.portNumber;
  }

  /** SIGKILL, and waits until it is gone. */
  async kill(): Promise<void> {
    process.kill(this.pid, 'SIGKILL');
    await this.ended;
    await this.supervisor?.close();
  }

  async restart(): Promise<void> {
    const before = this.portNumber;
    await this.up(before);
    if (this.portNumber !== before) throw new Error(`${this.name} came back on port ${this.portNumber}, not ${before}`);
  }

  /** It runs, frozen or not. */
  get alive(): boolean {
    return this.running;
  }

  freeze(): void {
    process.kill(this.pid, 'SIGSTOP');
  }

  thaw(): void {
    process.kill(this.pid, 'SIGCONT');
  }

  async stop(): Promise<void> {
    await this.supervisor?.close();
  }

  private async up(port?: number): Promise<void> {
    this.supervisor = startSupervisor();
    const workshop = {
      supervisor: this.supervisor,
      cache: cacheFolder(process.env),
      env: ownEnvironment(),
      log: console.error,
    };
    const { started, port: taken } = await this.launch(workshop, port);
    if (!started.child) throw new Error(`${this.name} is not ours to break`);
    this.pid = started.child.pid;
    this.running = true;
    this.ended = started.child.exited.then(() => (this.running = false));
    this.portNumber = taken;
  }
}

/** Addresses in the environment are of servers that somebody uses, and settings are for the scenarios to choose. */
export function ownEnvironment(): NodeJS.ProcessEnv {
  const foreign = /^(TEMPORAL_|RUNG_|MONGODB_URI$|SMTP_URL$|MAIL_FROM$|SLACK_|LOG_LEVEL$)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
}
