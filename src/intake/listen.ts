/** The intake as it runs: connected, listening, and with a log. */
import { hostname } from 'node:os';
import { pino, type Logger } from 'pino';
import { linkSettings, slackWayBack } from '../channels/back.js';
import { lazyClient } from '../client/connect.js';
import { PoliciesInUse } from '../client/policies-in-use.js';
import { Rung } from '../client/rung.js';
import type { Config } from '../config/index.js';
import { LatestPolicy, type LatestOptions } from '../policy/latest.js';
import { PolicyError } from '../reading/problems.js';
import { drainNow } from '../spill/index.js';
import { StoreError } from '../store/errors.js';
import type { ApiKey } from '../store/intake-port.js';
import { connectStore, type Store } from '../store/mongo.js';
import { buildIntake, type MoreRoutes } from './app.js';
import { waysBackWords } from './people/words.js';
import { connected, connectionWords, loadWebhooks } from './webhooks/webhook.js';

export interface ListenOptions {
  config: Config;
  /** `host:port` of Temporal, and its namespace. Default: the SDK's own settings. */
  address?: string;
  namespace?: string;
  policyFile: string;
  env: Readonly<Record<string, string | undefined>>;
  version: string;
  /** Gets the start-up lines and whatever the operator has to know. */
  say: (line: string) => void;
  /** Gets the log, a JSON object a line. Default: standard error. */
  log?: { write(line: string): void };
  /** Take any free port where the one of the settings is in use. Default: no. */
  anyPort?: true;
  more?: MoreRoutes[];
}

export interface Listening {
  /** `http://host:port`. */
  url: string;
  /** Whether nobody is let in without a key; not, as far as is known, while the database does not answer. */
  needsKey(): Promise<boolean>;
  /** The mappings whose deliveries can be believed: those with a secret. */
  connected: string[];
  /** Answers what it has begun to, then ends. */
  close(): Promise<void>;
}

/** The intake listens on an address that others reach, and there is no key. */
export class NoKeysError extends Error {
  override readonly name = 'NoKeysError';
}

/** How long Temporal, and the database, may take to answer one call: an answer of the intake is due within 3 s. */
const ENGINE_MS = 1_300;
const STORE_MS = 1_000;

/** Neither Temporal nor the database has to be there. @throws NoKeysError, MappingError, SecretsError, PolicyError, ConfigError */
export async function listen(options: ListenOptions): Promise<Listening> {
  const { config, address, namespace, policyFile, env, version, say, more, log } = options;
  const { host, port } = placeOf(config.intake.address);
  const logger = loggerFor(config.logLevel, log);
  const policy = await LatestPolicy.of(policyFile, { changed: noting(logger) });
  const webhooks = await loadWebhooks(env, config.intake.integrations);
  const { taskQueue, ticketUrl } = config;
  const client = lazyClient({
    ...(address !== undefined && { address }),
    ...(namespace !== undefined && { namespace }),
  });
  const store = connectStore(config.mongodbUri, { callMs: STORE_MS });
  const policies = () => store.policies.list();
  const rung = new Rung({
    ...{ client, taskQueue, timeoutMs: ENGINE_MS, policies },
    policy: () => policy.current,
    knows: async (ticketId) => (await store.store.load(ticketId)) !== null,
    ...(ticketUrl !== undefined && { ticketUrl }),
  });
  const close = () => Promise.allSettled([rung.close(), store.close()]);
  try {
    if (!isLoopback(host)) await needKeys(store, config, say);
    const { perSecond, proxies, tokens } = config.intake;
    const drain = () => drainNow(client, taskQueue);
    const slack = slackWayBack(config.channels.slack, config.network);
    const links = linkSettings(config.channels.email);
    // Whoever names a proxy, or an address for everybody, has others reach it through this machine.
    const openOnLoopback = isLoopback(host) && !proxies?.length && !links;
    const peoples = { ...(slack && { slack }), ...(links && { links }) };
    const access = { openOnLoopback, perSecond, ...(proxies && { proxies }), ...(tokens && { tokens }) };
    const policiesInUse = PoliciesInUse.listedBy(policies);
    const app = await buildIntake(
      { rung, store, policy, policiesInUse, webhooks, access, drain, logger, ...peoples },
      version,
      more,
    );
    await listenOn(app, host, port, options.anyPort ?? false);
    for (const line of [connectionWords(webhooks), ...waysBackWords(slack, links)]) say(line);
    // As it is known to whoever connects: the port may have been any.
    const { port: taken } = app.server.address() as { port: number };
    return {
      url: `http://${host.includes(':') ? `[${host}]` : host}:${taken}`,
      needsKey: async () => !openOnLoopback || (await keysOf(store)).length > 0,
      connected: connected(webhooks).map(({ mapping }) => mapping.name),
      close: async () => {
        await app.close();
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function listenOn(
  app: { listen(options: { host: string; port: number }): Promise<string> },
  host: string,
  port: number,
  anyPort: boolean,
): Promise<void> {
  try {
    await app.listen({ host, port });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    if (!anyPort)
      throw new Error(`${host}:${port} is in use; set RUNG_INTAKE_ADDRESS to another address`, { cause: error });
    await app.listen({ host, port: 0 });
  }
}

/** None while the database does not answer. */
async function keysOf({ apiKeys }: Store): Promise<ApiKey[]> {
  try {
    return await apiKeys.list();
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    return [];
  }
}

async function needKeys({ apiKeys }: Store, { intake }: Config, say: (line: string) => void): Promise<void> {
  if (intake.tokens) return;
  try {
    const now = Date.now();
    const usable = (await apiKeys.list()).some(
      ({ revokedAt, expiresAt }) => revokedAt === null && (expiresAt === null || expiresAt > now),
    );
    if (usable) return;
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    // Nobody gets in without a key all the same, and help desks do not wait for databases.
    say(`${error.message}; until it does, nobody can say who they are but by a webhook's signature`);
    return;
  }
  throw new NoKeysError(
    `others than this machine reach ${intake.address}, and there is no key that lets them in; make one with ` +
      '`rung key create`, or set RUNG_INTAKE_ADDRESS to an address of 127.0.0.1',
  );
}

/** Ids only: no texts, no addresses, no headers. */
function loggerFor(level: string, destination: ListenOptions['log']): Logger {
  const options = {
    level,
    base: { app: 'rung-intake', host: hostname() },
    redact: { paths: ['headers', 'body', '*.headers', '*.body', '*.authorization'], remove: true },
    serializers: { req: () => undefined, res: () => undefined, err: ({ name }: Error) => ({ name }) },
  };
  return destination ? pino(options, destination) : pino(options, process.stderr);
}

/** Places only: what stands there may be somebody's address. */
function noting(logger: Logger): LatestOptions['changed'] {
  return (wrong, { hash }) => {
    if (!wrong) return logger.info({ policy: hash }, 'new tickets get the policy as it is now');
    const problems =
      wrong instanceof PolicyError
        ? wrong.problems.map(({ line, column, path }) => `${line}:${column} ${path}`.trim())
        : [wrong.name];
    logger.error(
      { policy: hash, problems },
      'the policy file cannot be used: new tickets get the policy of before; `rung policy check` says what is wrong',
    );
  };
}

function placeOf(address: string): { host: string; port: number } {
  const [, host = '', port = ''] = /^\[?(.+?)\]?:(\d+)$/.exec(address) ?? [];
  return { host, port: Number(port) };
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host);
}
