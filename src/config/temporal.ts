/** Where Temporal is and what it takes to get in, by the SDK's own settings: the environment, else a profile. */
import { loadClientConfigProfile, toClientOptions, type ClientConfigProfile } from '@temporalio/envconfig';
import { ConfigError } from './index.js';

export interface TemporalPlace {
  /** `host:port`. */
  address?: string;
  namespace?: string;
}

/**
 * The settings to connect with. A key, certificates and a namespace are for the server they come with: an address that
 * is given, and is not the one that the SDK's settings name, takes nothing from them.
 *
 * @throws ConfigError when the SDK's settings cannot be used
 */
export function temporalSettings({ address, namespace }: TemporalPlace = {}) {
  const profile = profileFor(address);
  const { connectionOptions, ...found } = profile ? toClientOptions(profile) : { connectionOptions: {} };
  return {
    connectionOptions: { ...connectionOptions, ...(address !== undefined && { address }) },
    namespace: namespace ?? (found.namespace || 'default'),
  };
}

/** Undefined: there is none for this address. */
function profileFor(address: string | undefined): ClientConfigProfile | undefined {
  try {
    const profile = loadClientConfigProfile();
    return address === undefined || profile.address === address ? profile : undefined;
  } catch (cause) {
    // Settings that cannot be read name no address.
    if (address !== undefined) return undefined;
    throw unusable(cause as Error);
  }
}

function unusable(cause: Error): ConfigError {
  const [, profile] = /^Profile '(.*)' not found/.exec(cause.message) ?? [];
  const problem =
    profile === undefined
      ? {
          name: "Temporal's profile file",
          message: `cannot be read: ${cause.message.trimEnd()}`,
          expected: 'mend it, or name another one in TEMPORAL_CONFIG_FILE',
        }
      : {
          name: 'TEMPORAL_PROFILE',
          message: `there is no profile ${JSON.stringify(profile)}`,
          expected: "name one of Temporal's profile file (TEMPORAL_CONFIG_FILE says which), or leave it out",
        };
  return new ConfigError([problem], { cause });
}
