/** MongoDB: a real `mongod` as a replica set of one member, or FerretDB where that cannot be had. */
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { MongoClient, MongoServerError } from 'mongodb';
import { buildFerretDB, BUILDS, BUILT_PROGRAMS } from './builds.js';
import { findIn, findOnPath, type Workshop } from './cache.js';
import { downloadMongod, DOWNLOADS } from './downloads.js';
import type { Program } from './supervisor.js';
import type { MongoPlace } from './places.js';
import { choosePort, LOOPBACK, portAnswers } from './ports.js';
import { startUntilReady, type Started } from './ready.js';
import { firstThatWorks, WayFailedError } from './ways.js';

export interface MongoOptions {
  /** Folder that has the folders of the data. */
  data: string;
  /** Folder of the server's log. */
  logs: string;
  /** Undefined: any. */
  port?: number;
}

const DATABASE = 'rung';
const REPLICA_SET = 'rung';
const ALREADY_INITIALIZED = 23;
const REMEDY =
  'Install MongoDB (https://www.mongodb.com/docs/manual/installation/) so that `mongod` is on PATH, or Go 1.22 or ' +
  'later, or set MONGODB_URI to a server that runs.';

/** Starts the server, or uses the one of the environment. @throws NoWayError */
export async function mongoServer(
  workshop: Workshop,
  options: MongoOptions,
): Promise<Started<MongoPlace> & { from: string }> {
  const { env, cache } = workshop;
  if (env.MONGODB_URI) return { place: { uri: env.MONGODB_URI }, from: 'MONGODB_URI' };
  type Start = typeof startMongod;
  const way = (from: string, start: Start, find: () => string | undefined | Promise<string>) => ({
    from,
    take: async () => {
      const program = await find();
      const sought = start === startMongod ? 'mongod' : 'FerretDB';
      if (program === undefined) throw new WayFailedError(`there is no \`${sought}\``);
      return start(workshop, program, options);
    },
  });
  return firstThatWorks(
    'MongoDB',
    [
      way('PATH', startMongod, () => findOnPath('mongod', env)),
      way('the cache', startMongod, () => cachedMongod(cache)),
      way('the cache', startFerretDB, () => cachedFerretDB(cache)),
      way('a download', startMongod, () => downloadMongod(workshop)),
      way('go build', startFerretDB, () => buildFerretDB(workshop)),
    ],
    REMEDY,
  );
}

/** The program that an earlier start left in the cache. */
export function cachedMongod(cache: string): string | undefined {
  return findIn(join(cache, DOWNLOADS.mongod), 'mongod');
}

/** The program that an earlier start left in the cache. */
export function cachedFerretDB(cache: string): string | undefined {
  return findIn(join(cache, BUILDS.ferretdb), BUILT_PROGRAMS.ferretdb);
}

interface Plan extends Program {
  host: string;
  port: number;
}

async function startMongod(workshop: Workshop, command: string, options: MongoOptions): Promise<Started<MongoPlace>> {
  const { supervisor, env, log } = workshop;
  const dbpath = join(options.data, 'mongodb');
  if (existsSync(join(options.data, 'ferretdb'))) {
    log('MongoDB starts with data of its own: what FerretDB kept here is not in it');
  }
  await mkdir(dbpath, { recursive: true });
  const plan = async (): Promise<Plan> => {
    const port = await choosePort(supervisor, options.port);
    return {
      command,
      args: [
        ...['--dbpath', dbpath, '--port', `${port}`, '--bind_ip', LOOPBACK, '--replSet', REPLICA_SET, '--quiet'],
        ...(process.platform === 'win32' ? [] : ['--nounixsocket']),
      ],
      env,
      log: join(options.logs, 'mongodb.log'),
      host: `${LOOPBACK}:${port}`,
      port,
    };
  };
  return startUntilReady(supervisor, plan, async ({ host, port }) => {
    await portAnswers(port);
    await beReplicaSet(host);
    const uri = `mongodb://${host}/${DATABASE}?replicaSet=${REPLICA_SET}`;
    return { place: { uri }, product: await mongoAnswers({ uri }) };
  });
}

/** The port may be another one than at the last start, so the member's address is set each time. */
async function beReplicaSet(host: string): Promise<void> {
  await withMongo(`mongodb://${host}/?directConnection=true`, async (client) => {
    const admin = client.db('admin');
    const config = { _id: REPLICA_SET, members: [{ _id: 0, host }] };
    try {
      await admin.command({ replSetInitiate: config });
    } catch (error) {
      if (!(error instanceof MongoServerError) || error.code !== ALREADY_INITIALIZED) throw error;
      const { config: known } = (await admin.command({ replSetGetConfig: 1 })) as unknown as {
        config: { version: number; members: { host: string }[] };
      };
      if (known.members[0]?.host === host) return;
      const next = { ...known, version: known.version + 1, members: [{ ...known.members[0], host }] };
      await admin.command({ replSetReconfig: next, force: true });
    } finally {
      // Else it waits 15 s at its end for other members to take over. Old versions do not know it.
      await admin.command({ setParameter: 1, shutdownTimeoutMillisForSignaledShutdown: 100 }).catch(() => undefined);
    }
  });
}

async function startFerretDB(workshop: Workshop, command: string, options: MongoOptions): Promise<Started<MongoPlace>> {
  const { supervisor, env } = workshop;
  const plan = async (): Promise<Plan> => {
    const port = await choosePort(supervisor, options.port);
    const host = `${LOOPBACK}:${port}`;
    const args = ['-listen', host, '-data', join(options.data, 'ferretdb')];
    return { command, args, env, log: join(options.logs, 'mongodb.log'), host, port };
  };
  return startUntilReady(supervisor, plan, async ({ host, port }) => {
    await portAnswers(port);
    const uri = `mongodb://${host}/${DATABASE}`;
    return { place: { uri }, product: await mongoAnswers({ uri }) };
  });
}

/** Rejects unless a primary answers. Resolves with what it is: `MongoDB 8.0.4`. */
export async function mongoAnswers({ uri }: MongoPlace): Promise<string> {
  return withMongo(uri, async (client) => {
    await client.db().command({ ping: 1 }, { readPreference: 'primary' });
    const { version, ferretdbVersion } = (await client.db().command({ buildInfo: 1 })) as Record<string, string>;
    return ferretdbVersion === undefined ? `MongoDB ${version}` : `FerretDB (as MongoDB ${version})`;
  });
}

async function withMongo<T>(uri: string, work: (client: MongoClient) => Promise<T>): Promise<T> {
  const client = new MongoClient(uri, { serverSelectionTimeoutMS: 2_000, connectTimeoutMS: 2_000 });
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}
