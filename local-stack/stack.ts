/**
 * The local stack: Temporal with its Web UI, MongoDB and a mail catcher, on this machine and for as long as this
 * process lives.
 *
 *     const stack = await startStack({ log: console.error });                               // data in .rung/, child
 *     const stack = await startStack({ ephemeral: true, servers: ['temporal', 'mongo'] });  // in a temporary folder
 *     stack.temporal.address; stack.mongo.uri; stack.origins.mongo.from;
 *     await stack.stop();
 *
 *     await readRunningStack();     // where the stack of another terminal is
 *     await resetStack();           // removes its data
 *
 * Every server is had in the first way that works: an address in the environment, a program on PATH, the cache of this
 * user, a download, a build from a package registry. When this process ends, by whatever death, the servers end within
 * 5 s.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { SEARCH_ATTRIBUTES } from '../src/workflows/contract.js';
import { cacheFolder, type Workshop } from './cache.js';
import { startSupervisor } from './supervisor.js';
import { startMail } from './mail.js';
import { mongoServer } from './mongo.js';
import type { Origin, Places, ServerName } from './places.js';
import { lockDataDir, publishStack, withdrawStack, type StackRecord } from './record.js';
import type { Started } from './ready.js';
import { DATA } from './root.js';
import { temporalServer, type SearchAttribute } from './temporal.js';

export type { Origin, Places, ServerName } from './places.js';
export { readRunningStack, resetStack, type StackRecord } from './record.js';

/** Ports that are tried first; where one is taken, a free one is used. */
export interface StackPorts {
  temporal: number;
  ui: number;
  mongo: number;
  smtp: number;
  web: number;
}

/** The usual ports of these servers. */
export const USUAL_PORTS = { temporal: 7233, ui: 8233, mongo: 27017, smtp: 1025, web: 1080 } satisfies StackPorts;

export interface StackOptions<S extends ServerName> {
  /** Default: all of them. */
  servers?: readonly S[];
  /** Folder of the data; it also gets logs and `stack.json`. Default: `.rung` of the project. */
  dataDir?: string;
  /** Data in memory or in a temporary folder that goes with the stack; any ports; no `stack.json`. Default: false. */
  ephemeral?: boolean;
  /** Whether Temporal's Web UI is wanted. Default: unless `ephemeral`. */
  ui?: boolean;
  /** More of Temporal's dynamic configuration: `key=value`. Default: none. */
  dynamicConfig?: readonly string[];
  /** Registered with Temporal. Default: the ones of Rung. */
  searchAttributes?: readonly SearchAttribute[];
  /** Default: {@link USUAL_PORTS}, or any if `ephemeral`. */
  ports?: Partial<StackPorts>;
  /** Gets the lines that say what comes from where, and what takes long. Default: nobody. */
  log?: (line: string) => void;
  /** Default: this process's environment. */
  env?: NodeJS.ProcessEnv;
  /** Gives the start up: what was started is ended, and the promise rejects with the signal's reason. */
  signal?: AbortSignal;
}

/** A stack that runs: the place of each server that was asked for. */
export type Stack<S extends ServerName = ServerName> = Pick<Places, S> & {
  dataDir: string;
  origins: Record<S, Origin>;
  /** Ends all that was started here, within 5 s. May be called again. */
  stop(): Promise<void>;
};

/**
 * Starts the servers. The first start on a machine may take minutes, the next ones a few seconds.
 * @throws StackRunningError when one runs already on this folder, NoWayError when a server cannot be had.
 */
export async function startStack<S extends ServerName = ServerName>(options: StackOptions<S> = {}): Promise<Stack<S>> {
  const { env = process.env, ephemeral = false, signal } = options;
  const wanted: readonly ServerName[] = options.servers ?? ['temporal', 'mongo', 'mail'];
  const dataDir = ephemeral ? await mkdtemp(join(tmpdir(), 'rung-')) : resolve(options.dataDir ?? DATA);
  const supervisor = startSupervisor();
  let over = false;
  const log = (line: string) => over || options.log?.(line);
  const workshop: Workshop = { supervisor, cache: cacheFolder(env), env, log };
  const giveUp = () => void supervisor.close();
  signal?.addEventListener('abort', giveUp);
  try {
    signal?.throwIfAborted();
    if (ephemeral) await supervisor.removeAtExit(dataDir);
    else await lockDataDir(supervisor, dataDir);
    const start = starters(workshop, options, dataDir);
    await mkdir(join(dataDir, 'logs'), { recursive: true });
    const started = await Promise.all(wanted.map(async (name) => ({ name, ...(await start[name]()) })));

    const places = Object.fromEntries(started.map(({ name, place }) => [name, place])) as Pick<Places, S>;
    const origins = Object.fromEntries(
      started.map(({ name, from, child }) => [name, { from, ...(child && { pid: child.pid }) }]),
    ) as Record<S, Origin>;
    const stop = async () => {
      if (!over && !ephemeral) await withdrawStack(dataDir);
      over = true;
      await supervisor.close();
    };
    for (const { name, child } of started) {
      void child?.exited.then((end) =>
        log(`${TITLES[name]} has ended by itself (${end.signal ?? `status ${end.code}`}); see ${child.log}`),
      );
    }
    signal?.throwIfAborted();
    if (!ephemeral) await publishStack(dataDir, recordOf(places));
    return { ...places, dataDir, origins, stop };
  } catch (error) {
    over = true;
    await supervisor.close();
    if (ephemeral) await rm(dataDir, { recursive: true, force: true });
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener('abort', giveUp);
  }
}

function recordOf({ temporal, mongo, mail }: Partial<Places>): StackRecord {
  return {
    pid: process.pid,
    startedAt: new Date().toISOString(),
    temporalAddress: temporal?.address,
    temporalNamespace: temporal?.namespace,
    temporalUiUrl: temporal?.uiUrl,
    mongodbUri: mongo?.uri,
    smtpUrl: mail?.smtpUrl,
    inboxUrl: mail?.webUrl,
  };
}

const TITLES = { temporal: 'Temporal', mongo: 'MongoDB', mail: 'The mail catcher' } as const;

type Starters = { [N in ServerName]: () => Promise<Started<Places[N]> & { from: string }> };

function starters(workshop: Workshop, options: StackOptions<ServerName>, dataDir: string): Starters {
  const { env, log } = workshop;
  const { ephemeral = false, ui = !ephemeral, searchAttributes = Object.values(SEARCH_ATTRIBUTES) } = options;
  const ports = ephemeral && !options.ports ? undefined : { ...USUAL_PORTS, ...options.ports };
  const logs = join(dataDir, 'logs');
  const data = ephemeral ? undefined : dataDir;
  return {
    async temporal() {
      const namespace = env.TEMPORAL_NAMESPACE || 'default';
      const temporal = await temporalServer(workshop, {
        ...{ data, logs, namespace, searchAttributes, ui, ports },
        ...(options.dynamicConfig && { dynamicConfig: options.dynamicConfig }),
      });
      const { place, from, product = 'Temporal' } = temporal;
      log(`${product} at ${place.address}, from ${from}${place.uiUrl ? `; its Web UI is ${place.uiUrl}` : ''}`);
      return temporal;
    },
    async mongo() {
      const mongo = await mongoServer(workshop, { data: dataDir, logs, port: ports?.mongo });
      const { place, from, product } = mongo;
      log(product === undefined ? `MongoDB from ${from}` : `${product} at ${place.uri}, from ${from}`);
      return mongo;
    },
    async mail() {
      const mail = await startMail(workshop, { data: dataDir, logs, ports });
      const { place, from } = mail;
      log(place.webUrl ? `Mail is caught; its inbox is ${place.webUrl}` : `Mail goes where ${from} says`);
      return mail;
    },
  };
}
