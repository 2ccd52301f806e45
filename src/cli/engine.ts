/** A command's way to the engine and to the database. Imported lazily: Temporal and MongoDB take a while to load. */
import { hasBegun } from '../client/begun.js';
import { connectClient } from '../client/connect.js';
import { EngineUnavailableError } from '../client/errors.js';
import { Rung } from '../client/rung.js';
import type { LoadedPolicy } from '../policy/load.js';
import { connectStore, type Store } from '../store/mongo.js';
import { Failure } from './failure.js';
import { IS_CHECKOUT } from './package.js';
import { isTemporalElsewhere, readSettings, type CliSettings } from './settings.js';
import type { Terminal } from './terminal.js';
import { workflowPage } from './web-ui.js';

export interface Engine {
  rung: Rung;
  /** The database; nothing connects before its first call. */
  store: Store;
  /** Whether a worker has taken a ticket on that was opened. */
  hasBegun(ticketId: string): Promise<boolean>;
  /** The page of a ticket in Temporal's Web UI; undefined when it is not known where that is. */
  webUi(ticketId: string): string | undefined;
}

/** How long connecting, and an answer of the engine, may take. */
const CONNECT_MS = 5_000;
const PATIENCE_MS = 10_000;

/**
 * Connects, lets a command do its work, and disconnects whatever comes.
 * @throws EngineUnavailableError, ConfigError
 */
export async function withEngine<T>(
  terminal: Terminal,
  work: (engine: Engine) => Promise<T>,
  policy?: LoadedPolicy,
): Promise<T> {
  const settings = await readSettings(terminal);
  const { config } = settings;
  const client = await connected(settings, terminal);
  const store = connectStore(config.mongodbUri);
  const { taskQueue, ticketUrl } = config;
  const rung = new Rung({
    ...{ client, taskQueue, timeoutMs: PATIENCE_MS },
    ...(policy && { policy, policies: () => store.policies.list() }),
    ...(ticketUrl !== undefined && { ticketUrl }),
  });
  try {
    return await work({
      rung,
      store,
      hasBegun: (ticketId) => client.withDeadline(Date.now() + PATIENCE_MS, () => hasBegun(client, ticketId)),
      webUi: (ticketId) => workflowPage(config.temporalUiUrl, client.options.namespace, ticketId),
    });
  } finally {
    await Promise.all([rung.close(), store.close()]);
  }
}

async function connected({ address, namespace }: CliSettings, { env }: Terminal) {
  try {
    return await connectClient({
      timeoutMs: CONNECT_MS,
      ...(address !== undefined && { address }),
      ...(namespace !== undefined && { namespace }),
    });
  } catch (error) {
    const nowhere = address === undefined && !isTemporalElsewhere(env);
    if (!nowhere || !(error instanceof EngineUnavailableError)) throw error;
    const remedy = IS_CHECKOUT
      ? 'start the local stack with `npm start`, or set TEMPORAL_ADDRESS'
      : 'set TEMPORAL_ADDRESS to a Temporal server, and MONGODB_URI to the database of its worker';
    throw new Failure(1, `there is no engine to talk to: ${remedy}`, { cause: error });
  }
}
