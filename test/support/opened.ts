/**
 * What tests open through the support code, until it is closed. A test file that leaves a worker running or a connection
 * open fails at its end: `runtime.ts` asks for it, which begins anew with each file, where files share a process, too.
 */
import {
  Connection,
  defaultGrpcRetryOptions,
  makeGrpcRetryInterceptor,
  type ConnectionOptions,
} from '@temporalio/client';
import { NativeConnection, Worker, type NativeConnectionOptions, type WorkerOptions } from '@temporalio/worker';
import { MongoClient } from 'mongodb';

/** Something that has to come to an end, and whether it has. */
interface Opened {
  what: string;
  open(): boolean;
}

export class Register {
  private readonly entries = new Set<Opened>();

  /** Keeps something in mind until it is over. */
  add(what: string, open: () => boolean): void {
    this.entries.add({ what, open });
  }

  /** The same for something with a `close`. */
  closable<T extends { close(...args: never[]): Promise<void> }>(what: string, opened: T): T {
    let open = true;
    const close = opened.close.bind(opened);
    opened.close = async (...args: never[]) => {
      await close(...args);
      open = false;
    };
    this.add(what, () => open);
    return opened;
  }

  /** What is open; each is told once. */
  leaks(): string[] {
    const leaked = [...this.entries].filter(({ open }) => open()).map(({ what }) => what);
    this.entries.clear();
    return leaked;
  }

  /** @throws when something is open */
  assertEmpty(): void {
    const leaked = this.leaks();
    if (leaked.length > 0) throw new Error(leaked.map((what) => `left open: ${what}`).join('\n'));
  }
}

const register = new Register();

/** Opens a connection of a client; calls that are under way when it is closed are left open. @param into who judges; default: the end of the file */
export async function openConnection(options: ConnectionOptions, into = register): Promise<Connection> {
  const underWay = new Set<unknown>();
  into.add(`calls on a connection to ${options.address}`, () => underWay.size > 0);
  const interceptors = [noting(underWay), makeGrpcRetryInterceptor(defaultGrpcRetryOptions())];
  return into.closable(`connection to ${options.address}`, await Connection.connect({ ...options, interceptors }));
}

type Interceptor = NonNullable<ConnectionOptions['interceptors']>[number];

/** Keeps the calls that have not ended. */
function noting(underWay: Set<unknown>): Interceptor {
  return (options, nextCall) => {
    const call = nextCall(options) as ReturnType<Interceptor>;
    const start = call.start.bind(call);
    call.start = (metadata, listener) => {
      underWay.add(call);
      start(metadata, {
        ...listener,
        onReceiveStatus(status) {
          underWay.delete(call);
          listener?.onReceiveStatus?.(status);
        },
      });
    };
    return call;
  };
}

/** Opens a connection of workers. @param into who judges; default: the end of the file */
export async function openNativeConnection(
  options: NativeConnectionOptions,
  into = register,
): Promise<NativeConnection> {
  return into.closable(`native connection to ${options.address}`, await NativeConnection.connect(options));
}

/** Creates a worker; it has to be run, and to have stopped in the end. */
export async function createWorker(options: WorkerOptions): Promise<Worker> {
  const worker = await Worker.create(options);
  register.add(`worker on ${options.taskQueue}`, () => !['STOPPED', 'FAILED'].includes(worker.getState()));
  return worker;
}

/** A client of MongoDB; it connects with its first call. */
export function mongoClient(uri: string): MongoClient {
  return register.closable(`MongoDB client of ${uri}`, new MongoClient(uri));
}

/** @throws when something is open */
export function assertNothingOpen(): void {
  register.assertEmpty();
}
