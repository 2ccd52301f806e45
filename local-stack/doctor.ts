/** What is right and wrong with this machine's set-up. It looks, and changes nothing. */
import { existsSync, readFileSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { cacheFolder, findOnPath } from './cache.js';
import { mayBeReached, SITES } from './downloads.js';
import { cachedFerretDB, cachedMongod, mongoAnswers } from './mongo.js';
import { isListening } from './ports.js';
import { readRunningStack, type StackRecord } from './record.js';
import { DATA, PACKAGE_ROOT } from './root.js';
import { USUAL_PORTS } from './stack.js';
import { cachedTemporal, temporalAnswers } from './temporal.js';
import { cachedTestServer } from './test-server.js';

/** One thing that was looked at. */
export interface Check {
  name: string;
  /** Whether nothing needs to be done about it. */
  ok: boolean;
  /** What was found. */
  detail: string;
  /** What to do. Undefined when it is right. */
  remedy?: string;
}

const ENOUGH_BYTES = 3 * 1024 ** 3;
const RUNNING = 'the running stack';

/** Looks at everything that a local stack needs; takes a few seconds at most. */
export async function diagnose(env: NodeJS.ProcessEnv = process.env, dataDir = DATA): Promise<Check[]> {
  const stack = await readRunningStack(dataDir);
  const servers = await Promise.all([temporal(env, stack), mongo(env, stack), testServer(env)]);
  return [
    node(),
    ...servers,
    tools(env),
    running(stack, dataDir),
    await ports(stack),
    await disk('Disk for data', dataDir),
    await disk('Disk for the cache', cacheFolder(env)),
  ];
}

function node(): Check {
  const name = 'Node.js';
  const detail = process.versions.node;
  const manifest = JSON.parse(readFileSync(join(PACKAGE_ROOT, 'package.json'), 'utf8')) as {
    engines: { node: string };
  };
  const needed = /[\d.]+/.exec(manifest.engines.node)![0];
  const ok = detail.localeCompare(needed, 'en', { numeric: true }) >= 0;
  return { name, ok, detail, ...(!ok && { remedy: `Install Node.js ${needed} or later.` }) };
}

async function temporal(env: NodeJS.ProcessEnv, stack?: StackRecord): Promise<Check> {
  const name = 'Temporal';
  const { TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE } = env;
  const namespace = TEMPORAL_NAMESPACE || stack?.temporalNamespace || 'default';
  if (TEMPORAL_ADDRESS) {
    // Keys and certificates are the SDK's business; here it only matters whether anybody is there.
    const secured = Object.keys(env).some((key) => key.startsWith('TEMPORAL_TLS') || key === 'TEMPORAL_API_KEY');
    const look = secured ? undefined : temporalAnswers({ address: TEMPORAL_ADDRESS, namespace });
    return answering(name, `TEMPORAL_ADDRESS, ${TEMPORAL_ADDRESS}`, look);
  }
  if (stack?.temporalAddress !== undefined) {
    const { temporalAddress: address } = stack;
    return answering(name, `${RUNNING}, ${address}`, temporalAnswers({ address, namespace }));
  }
  return wayOf(name, env, {
    there: [
      ['PATH', findOnPath('temporal', env)],
      ['the cache', cachedTemporal(cacheFolder(env))],
    ],
    site: SITES.temporal,
    tools: ['go'],
    remedy: 'Install the Temporal CLI (https://docs.temporal.io/cli), or Go 1.25 or later.',
  });
}

async function mongo(env: NodeJS.ProcessEnv, stack?: StackRecord): Promise<Check> {
  const name = 'MongoDB';
  const { MONGODB_URI } = env;
  if (MONGODB_URI) return answering(name, 'MONGODB_URI', mongoAnswers({ uri: MONGODB_URI }));
  if (stack?.mongodbUri !== undefined) return answering(name, RUNNING, mongoAnswers({ uri: stack.mongodbUri }));
  const cache = cacheFolder(env);
  return wayOf(name, env, {
    there: [
      ['PATH', findOnPath('mongod', env)],
      ['the cache', cachedMongod(cache)],
      ['the cache', cachedFerretDB(cache)],
    ],
    site: SITES.mongod,
    tools: ['go'],
    remedy: 'Install MongoDB (https://www.mongodb.com/docs/manual/installation/), or Go 1.22 or later.',
  });
}

/** Only some tests need it. */
async function testServer(env: NodeJS.ProcessEnv): Promise<Check> {
  const name = 'Time-skipping test server';
  if (process.arch !== 'x64')
    return { name, ok: true, detail: `there is none for ${process.arch}; its tests are left out` };
  const check = await wayOf(name, env, {
    there: [
      ['PATH', findOnPath('temporal-test-server', env)],
      ['the cache', cachedTestServer(cacheFolder(env))],
    ],
    site: SITES.temporal,
    tools: ['java', 'mvn'],
    remedy: 'Install Java 11 or later and Maven.',
  });
  return check.ok ? check : { ...check, ok: true, detail: `${check.detail}; its tests are left out` };
}

interface Ways {
  there: [from: string, program: string | undefined][];
  site: string;
  /** Programs that building it needs. */
  tools: string[];
  remedy: string;
}

async function wayOf(name: string, env: NodeJS.ProcessEnv, { there, site, tools, remedy }: Ways): Promise<Check> {
  const [from, program] = there.find(([, path]) => path !== undefined) ?? [];
  if (program !== undefined) return { name, ok: true, detail: `from ${from}: ${program}` };
  const missing = tools.filter((tool) => findOnPath(tool, env) === undefined);
  const build = `built with ${tools.join(' and ')}`;
  if (await mayBeReached(site, env))
    return { name, ok: true, detail: `not here yet; downloaded from ${site} when needed` };
  if (missing.length === 0)
    return { name, ok: true, detail: `not here yet; ${build} when needed, which takes minutes` };
  const detail = `not here; ${site} cannot be reached, and it cannot be ${build}: no ${missing.join(', no ')} on PATH`;
  return { name, ok: false, detail, remedy };
}

async function answering(name: string, where: string, looking: Promise<string> | undefined): Promise<Check> {
  try {
    return { name, ok: true, detail: looking ? `${await looking}, by ${where}` : `by ${where}` };
  } catch (error) {
    const detail = `nothing usable by ${where}: ${(error as Error).message}`;
    return { name, ok: false, detail, remedy: 'Start that server, or correct the address, or leave it out.' };
  }
}

/** They are needed only where a server can be had in no other way, which is said there. */
function tools(env: NodeJS.ProcessEnv): Check {
  const found = ['go', 'java', 'mvn'].map((tool) => `${tool}: ${findOnPath(tool, env) ?? 'not on PATH'}`);
  return { name: 'Build tools', ok: true, detail: found.join(', ') };
}

function running(stack: StackRecord | undefined, dataDir: string): Check {
  const name = 'Local stack';
  if (!stack) return { name, ok: true, detail: 'does not run' };
  return { name, ok: true, detail: `runs: process ${stack.pid}, since ${stack.startedAt}, data in ${dataDir}` };
}

/** A port that is taken does no harm: another one is used then. */
async function ports(stack?: StackRecord): Promise<Check> {
  const name = 'Ports';
  if (stack) return { name, ok: true, detail: 'in use by the running stack' };
  const usual = Object.values(USUAL_PORTS);
  const listening = await Promise.all(usual.map((port) => isListening(port)));
  const taken = usual.filter((_, i) => listening[i]);
  const detail = taken.length === 0 ? `${usual.join(', ')} are free` : `${taken.join(', ')} taken; others will be used`;
  return { name, ok: true, detail };
}

async function disk(name: string, folder: string): Promise<Check> {
  let there = folder;
  while (!existsSync(there)) there = dirname(there);
  const { bavail, bsize } = await statfs(there);
  const free = bavail * bsize;
  const detail = `${(free / 1024 ** 3).toFixed(1)} GiB free at ${folder}`;
  const ok = free >= ENOUGH_BYTES;
  return { name, ok, detail, ...(!ok && { remedy: 'Make room: building the servers takes about 3 GiB.' }) };
}
