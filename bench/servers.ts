/** The servers a bench runs against: its own, on the loopback interface and gone when it ends, or those named on the command line. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startStack, type Stack } from '../local-stack/stack.js';
import type { BenchOptions } from './options.js';
import { withDatabase } from './uri.js';

export interface Servers {
  address: string;
  /** Undefined: there is no database. */
  mongodbUri?: (database: string) => string;
  /** What they are and where they come from, a line for each. */
  said: string[];
  /** An empty folder for whatever the bench writes. */
  folder: string;
  /** Names of the processes of servers that were started here, by their ids. */
  names: ReadonlyMap<number, string>;
  stop(): Promise<void>;
}

/** Any port that is free. */
const ANY = { temporal: 0, ui: 0, mongo: 0 };

/** @param env of this process; servers that it names are not used: a bench must not meet anybody's tickets. */
export async function startServers(
  { temporal, mongodb, store, dbFile }: Pick<BenchOptions, 'temporal' | 'mongodb' | 'store' | 'dbFile'>,
  env: NodeJS.ProcessEnv,
  log: (line: string) => void,
): Promise<Servers> {
  const folder = await mkdtemp(join(tmpdir(), 'rung-bench-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  const lines: string[] = [];
  const wanted = {
    temporal: temporal === undefined,
    mongo: mongodb === undefined && store === 'mongodb',
  };
  const options = {
    servers: (['temporal', 'mongo'] as const).filter((name) => wanted[name]),
    env: withoutServers(env),
    ui: false,
    ports: ANY,
    log: (line: string) => void (lines.push(line), log(line)),
  };
  let stack: Partial<Stack<'temporal' | 'mongo'>> | undefined;
  if (options.servers.length > 0) {
    try {
      stack = await startStack(
        dbFile ? { ...options, dataDir: join(folder, 'stack') } : { ...options, ephemeral: true },
      );
    } catch (error) {
      await remove();
      throw error;
    }
  }
  const uri = mongodb ?? stack?.mongo?.uri;
  const pids = { Temporal: stack?.origins?.temporal?.pid, database: stack?.origins?.mongo?.pid };
  return {
    address: temporal ?? stack!.temporal!.address,
    ...(uri !== undefined && { mongodbUri: (database) => withDatabase(uri, database) }),
    said: [
      ...(wanted.temporal ? [`Temporal's data is ${dbFile ? 'in a file (WAL)' : 'in memory'}`] : []),
      ...lines.filter((line) => line.includes(' at ')),
      ...(temporal === undefined ? [] : [`Temporal at ${temporal} runs already: its processor time is not seen`]),
      ...(mongodb === undefined ? [] : ['the database runs already: its processor time is not seen']),
    ],
    folder,
    names: new Map(Object.entries(pids).flatMap(([name, pid]) => (pid === undefined ? [] : [[pid, name]]))),
    async stop() {
      await stack?.stop?.();
      await remove();
    },
  };
}

/** An environment without the servers that it names. */
export function withoutServers(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^(TEMPORAL|MONGODB)_/.test(name)));
}
