/** Connecting to the engine with the Temporal SDK's own settings. */
import {
  Client,
  type ClientInterceptors,
  type ClientPlugin,
  type ConnectionOptions,
  type ConnectionPlugin,
} from '@temporalio/client';
import type { DataConverter } from '@temporalio/common';
import { temporalSettings } from '../config/temporal.js';
import { OWN_POLICY_FILE } from '../policy/own-file.js';
import { refusal } from './calls.js';
import { lazyConnection } from './connection.js';
import { EngineUnavailableError } from './errors.js';
import type { RungOptions } from './options.js';
import { Rung } from './rung.js';

export interface ConnectOptions {
  /**
   * `host:port`. Default: the SDK's own settings (`TEMPORAL_ADDRESS`, `TEMPORAL_PROFILE` …), else 127.0.0.1:7233. A key,
   * TLS and the namespace are taken from those settings only for the very address that they name; without TLS, that is,
   * for any other. To reach a server that wants a key, name it in `TEMPORAL_ADDRESS` or in a profile.
   */
  address?: string;
  /** Default: that of the SDK's own settings, if the address is theirs; else `default`. */
  namespace?: string;
  /** The policy file for tickets opened through this client. Default: the one that comes with Rung. */
  policyFile?: string;
  /** Default: `rung-tickets`. */
  taskQueue?: string;
  /** As {@link RungOptions.knows}. Default: a run looks for a ticket that Temporal does not know. */
  knows?: RungOptions['knows'];
  /** How long connecting, and each answer, may take, in milliseconds. Default: 10,000. */
  timeoutMs?: number;
  /** How values are turned into what Temporal keeps, such as encrypted; workers have to have the same. Default: JSON. */
  dataConverter?: DataConverter;
  /** Around every call. Default: none. */
  interceptors?: ClientInterceptors;
  /** Temporal's plugins, for the connection and the client. Default: none. */
  plugins?: readonly (ConnectionPlugin | ClientPlugin)[];
}

/** Connects to Temporal. @throws EngineUnavailableError, EngineRefusedError, PolicyError, ConfigError */
export async function connect(options: ConnectOptions = {}): Promise<Rung> {
  const { policyFile = OWN_POLICY_FILE, taskQueue, knows, timeoutMs = 10_000 } = options;
  // What reads policies is large, and most of what asks for a client does not need it.
  const { loadPolicy } = await import('../policy/index.js');
  const policy = await loadPolicy(policyFile);
  const client = await connectClient(options);
  return new Rung({
    client,
    policy,
    timeoutMs,
    ...(taskQueue !== undefined && { taskQueue }),
    ...(knows && { knows }),
  });
}

/** A Temporal client by the SDK's own settings; what is given wins. @throws EngineUnavailableError, EngineRefusedError, ConfigError */
export async function connectClient(options: Omit<ConnectOptions, 'policyFile' | 'taskQueue'> = {}): Promise<Client> {
  const { address, namespace, timeoutMs = 10_000, dataConverter, interceptors, plugins = [] } = options;
  const settings = temporalSettings({
    ...(address !== undefined && { address }),
    ...(namespace !== undefined && { namespace }),
  });
  const connectionOptions: ConnectionOptions = {
    ...settings.connectionOptions,
    connectTimeout: timeoutMs,
    plugins: plugins as ConnectionPlugin[],
  };
  const connection = lazyConnection(connectionOptions);
  try {
    await connection.ensureConnected();
    return new Client({
      connection,
      namespace: settings.namespace,
      ...(dataConverter && { dataConverter }),
      ...(interceptors && { interceptors }),
    });
  } catch (cause) {
    // What is left open would keep a process from ending.
    await connection.close();
    const refused = refusal(cause);
    if (refused) throw refused;
    const where = connectionOptions.address ?? '127.0.0.1:7233';
    throw new EngineUnavailableError(`cannot reach Temporal at ${where}; is it running?`, { cause });
  }
}

/** Between two tries to connect to a Temporal that is down, in milliseconds. */
const RECONNECT = { 'grpc.initial_reconnect_backoff_ms': 200, 'grpc.max_reconnect_backoff_ms': 2_000 };

/** A Temporal client that connects with its first call, and as often as it takes: Temporal may be down. @throws ConfigError */
export function lazyClient({ address, namespace }: Pick<ConnectOptions, 'address' | 'namespace'> = {}): Client {
  const settings = temporalSettings({
    ...(address !== undefined && { address }),
    ...(namespace !== undefined && { namespace }),
  });
  const connection = lazyConnection({ ...settings.connectionOptions, channelArgs: RECONNECT });
  return new Client({ connection, namespace: settings.namespace });
}
