/** Connecting to the engine with the Temporal SDK's own settings. */
import { Client, Connection, type ConnectionOptions } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { loadPolicy } from '../policy/index.js';
import { EngineUnavailableError } from './errors.js';
import { Rung } from './rung.js';

export interface ConnectOptions {
  /** `host:port`. Default: the SDK's own settings (`TEMPORAL_ADDRESS`, `TEMPORAL_PROFILE` …), else 127.0.0.1:7233. */
  address?: string;
  /** Default: the SDK's own settings, else `default`. */
  namespace?: string;
  /** The policy file for tickets opened through this client. Default: `policies/default.yaml`. */
  policyFile?: string;
  /** Default: `rung-tickets`. */
  taskQueue?: string;
  /** How long connecting, and each answer, may take, in milliseconds. Default: 10,000. */
  timeoutMs?: number;
}

/** Connects to Temporal. @throws EngineUnavailableError, PolicyError */
export async function connect(options: ConnectOptions = {}): Promise<Rung> {
  const { policyFile = 'policies/default.yaml', taskQueue, timeoutMs = 10_000 } = options;
  const policy = await loadPolicy(policyFile);
  const client = await connectClient(options);
  return new Rung({ client, policy, timeoutMs, ...(taskQueue !== undefined && { taskQueue }) });
}

/** A Temporal client by the SDK's own settings; what is given wins. @throws EngineUnavailableError */
export async function connectClient({ address, namespace, timeoutMs = 10_000 }: ConnectOptions = {}): Promise<Client> {
  const settings = loadClientConnectConfig();
  const connectionOptions: ConnectionOptions = {
    ...settings.connectionOptions,
    ...(address !== undefined && { address }),
    connectTimeout: timeoutMs,
  };
  try {
    const connection = await Connection.connect(connectionOptions);
    return new Client({ connection, namespace: namespace ?? settings.namespace ?? 'default' });
  } catch (cause) {
    const where = connectionOptions.address ?? '127.0.0.1:7233';
    throw new EngineUnavailableError(`cannot reach Temporal at ${where}; is it running?`, { cause });
  }
}
