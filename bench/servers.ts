/** The servers a bench runs against: its own, on the loopback interface, gone when it ends. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startStack, type Stack } from '../dev/stack.js';

export interface Servers {
  address: string;
  /** What they are and where they come from, a line for each. */
  said: string[];
  /** An empty folder for whatever the bench writes. */
  folder: string;
  /** Names of the servers' processes, by their ids. */
  names: ReadonlyMap<number, string>;
  mongodbUri(database: string): string;
  stop(): Promise<void>;
}

const SERVERS = ['temporal', 'mongo'] as const;
/** Any port that is free. */
const ANY = { temporal: 0, ui: 0, mongo: 0 };

/**
 * @param dbFile keep Temporal's data in a file, as `npm start` does; else it is in memory.
 * @param env of this process; servers that it names are not used: a bench must not meet anybody's tickets.
 */
export async function startServers(
  dbFile: boolean,
  env: NodeJS.ProcessEnv,
  log: (line: string) => void,
): Promise<Servers> {
  const folder = await mkdtemp(join(tmpdir(), 'rung-bench-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  const said: string[] = [];
  const options = {
    servers: SERVERS,
    env: withoutServers(env),
    ui: false,
    ports: ANY,
    log: (line: string) => void (said.push(line), log(line)),
  };
  let stack: Stack<(typeof SERVERS)[number]>;
  try {
    stack = await startStack(dbFile ? { ...options, dataDir: join(folder, 'stack') } : { ...options, ephemeral: true });
  } catch (error) {
    await remove();
    throw error;
  }
  const { temporal, mongo, origins } = stack;
  return {
    address: temporal.address,
    said: [
      `Temporal's data is ${dbFile ? 'in a file (WAL)' : 'in memory'}`,
      ...said.filter((line) => line.includes(' at ')),
    ],
    folder,
    names: new Map([
      [origins.temporal.pid!, 'Temporal'],
      [origins.mongo.pid!, 'database'],
    ]),
    mongodbUri: (database) => withDatabase(mongo.uri, database),
    async stop() {
      await stack.stop();
      await remove();
    },
  };
}

function withoutServers(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^(TEMPORAL|MONGODB)_/.test(name)));
}

function withDatabase(uri: string, database: string): string {
  return uri.replace(/^(mongodb:\/\/[^/?]+)\/?[^?]*/, `$1/${database}`);
}
