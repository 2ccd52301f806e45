/** Where the servers are: the environment first, else the local stack that is running. */
import type { StackRecord } from '../../local-stack/record.js';
import { loadConfig, type Config } from '../config/index.js';
import type { Terminal } from './terminal.js';

export interface CliSettings {
  config: Config;
  /** `host:port` of Temporal; undefined: by the SDK's own settings. */
  address?: string;
  namespace?: string;
}

/** Settings of Temporal's own that say where it is. */
const TEMPORAL_PLACES = ['TEMPORAL_ADDRESS', 'TEMPORAL_PROFILE', 'TEMPORAL_CONFIG_FILE'];

/** Whether the environment says where Temporal is. */
export function isTemporalElsewhere(env: Terminal['env']): boolean {
  return TEMPORAL_PLACES.some((name) => env[name]);
}

/** @throws ConfigError */
export async function readSettings({ env }: Pick<Terminal, 'env'>): Promise<CliSettings> {
  const elsewhere = isTemporalElsewhere(env);
  if (elsewhere && env['MONGODB_URI']) return { config: loadConfig(env) };
  const { readRunningStack } = await import('../../local-stack/record.js');
  const { mongodbUri, smtpUrl, ...temporal } = (await readRunningStack()) ?? {};
  return settingsOf({ mongodbUri, smtpUrl, ...(!elsewhere && temporal) }, env);
}

/** Settings for the servers of a stack. What the environment says wins. @throws ConfigError */
export function settingsOf(stack: Partial<StackRecord>, env: Terminal['env']): CliSettings {
  const config = loadConfig({
    MONGODB_URI: stack.mongodbUri,
    SMTP_URL: stack.smtpUrl,
    TEMPORAL_UI_URL: stack.temporalUiUrl,
    ...Object.fromEntries(Object.entries(env).filter(([, value]) => value)),
  });
  const { temporalAddress: address } = stack;
  const namespace = address === undefined ? undefined : env['TEMPORAL_NAMESPACE'] || stack.temporalNamespace;
  return { config, ...(address !== undefined && { address }), ...(namespace !== undefined && { namespace }) };
}
