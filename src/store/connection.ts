/** One client of a MongoDB server: bounded in every phase, connecting when it is first needed, as often as it takes. */
import { MongoClient, type CommandStartedEvent, type MongoClientOptions } from 'mongodb';
import { storeError, StoreError, withoutSecrets } from './errors.js';
import { within } from '../waiting/within.js';

export class Connection {
  readonly client: MongoClient;
  private connecting: Promise<unknown> | undefined;

  /** @throws StoreError `misconfigured` when the URI cannot be used. */
  constructor(
    private readonly uri: string,
    private readonly callMs: number,
    /** Told of each command as the driver sends it. Default: nobody is. */
    commandStarted?: (command: CommandStartedEvent) => void,
  ) {
    try {
      this.client = new MongoClient(uri, { ...limits(callMs), monitorCommands: commandStarted !== undefined });
      if (commandStarted) this.client.on('commandStarted', commandStarted);
    } catch (error) {
      const reason = withoutSecrets(uri)((error as Error).message);
      throw new StoreError('misconfigured', `MONGODB_URI cannot be used: ${reason}`);
    }
  }

  /** The same port with every method bounded, and its errors in one sentence without secrets. */
  guard<T extends object>(port: T, callMs = this.callMs): T {
    const methods = Object.entries(port).map(([name, method]: [string, (...args: unknown[]) => Promise<unknown>]) => [
      name,
      (...args: unknown[]) => this.call(() => method(...args), callMs),
    ]);
    return Object.fromEntries(methods) as T;
  }

  /** Documents of a cursor; each batch is bounded by the driver's limits. */
  async *stream<T>(cursor: () => AsyncIterable<T>): AsyncIterable<T> {
    try {
      await this.call(() => Promise.resolve(), this.callMs);
      yield* cursor();
    } catch (error) {
      throw storeError(error, this.uri);
    }
  }

  /** For good. A connection that is just being made is waited for: it would outlive the end otherwise. */
  async close(): Promise<void> {
    await this.connecting?.catch(() => undefined);
    await this.client.close();
  }

  private async call<T>(operation: () => Promise<T>, callMs: number): Promise<T> {
    try {
      return await within(callMs, this.ready().then(operation));
    } catch (error) {
      throw storeError(error, this.uri);
    }
  }

  /** The driver connects by itself only once: after a first attempt that failed, every operation would fail for ever. */
  private ready(): Promise<unknown> {
    this.connecting ??= this.client.connect().catch((error: unknown) => {
      this.connecting = undefined;
      throw error;
    });
    return this.connecting;
  }
}

function limits(callMs: number): MongoClientOptions {
  return {
    // Shorter than the call as a whole, so that what is reported is why, not only that it took too long.
    serverSelectionTimeoutMS: 0.6 * callMs,
    connectTimeoutMS: 0.6 * callMs,
    socketTimeoutMS: callMs,
    waitQueueTimeoutMS: callMs,
    ignoreUndefined: true,
    writeConcern: { w: 'majority', wtimeoutMS: callMs },
    readPreference: 'primary',
    appName: 'rung',
  };
}
