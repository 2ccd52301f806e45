/**
 * Rung's settings, read from the environment: pure, and all problems at once. The connection to Temporal (address,
 * namespace, key, TLS, profile) is the SDK's own business, through `@temporalio/envconfig`.
 */
import { CHANNEL_NAMES, CHANNELS, type ChannelName, type ChannelSettings } from '../channels/definitions.js';
import type { ChannelDefinition } from '../channels/definition.js';
import { SETTINGS, type LogLevel } from './settings.js';
import type { Milliseconds } from '../domain/rules/policy.js';
import { isWrong } from '../reading/scalar.js';
import type { Setting } from '../reading/setting.js';
import { nearest } from '../reading/spelling.js';

export type { LogLevel } from './settings.js';

export interface Config {
  /** Has the database in its path. */
  mongodbUri: string;
  /** The settings of each channel by their names in the environment. */
  channels: ChannelSettings;
  /** Who hears that Rung itself is in trouble, by channel. */
  operator: Partial<Record<ChannelName, string>>;
  policyFile: string;
  taskQueue: string;
  /** Has `{ticketId}` where the ticket's id goes. */
  ticketUrl?: string;
  /** Does not end with a slash. */
  temporalUiUrl?: string;
  alerts: {
    /** How long an alert waits where only a person can help. */
    park: Milliseconds;
    /** How long it is tried before somebody else is told. */
    giveUp: Milliseconds;
    /** Bound of one attempt to send. */
    timeout: Milliseconds;
  };
  audit: {
    /** 0: never. */
    every: Milliseconds;
    /** How long something has to look wrong before it is. */
    tolerance: Milliseconds;
    /** How many tickets the rolling pass compares in a minute at most. */
    perMinute: number;
    /** May hold a secret. */
    heartbeatUrl?: string;
  };
  /** How other machines are reached over HTTP. */
  network: {
    /** They may carry passwords. */
    proxies: { https?: string; http?: string; none?: readonly string[] };
    /** Private networks that webhooks may be sent to. */
    privateNetworks: readonly string[];
  };
  /** `host:port` for Prometheus. */
  metricsAddress?: string;
  /** How many tickets a worker keeps in memory. Undefined: as many as the memory allows. */
  workflowCache?: number;
  logLevel: LogLevel;
}

export interface ConfigProblem {
  /** Name of the variable. */
  name: string;
  /** What is wrong; never holds a secret's value. */
  message: string;
  /** What would be right. */
  expected: string;
}

/** The environment cannot be used. The message has every problem, one on a line. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(
    readonly problems: readonly ConfigProblem[],
    options?: ErrorOptions,
  ) {
    super(problems.map(({ name, message, expected }) => `${name}: ${message}; ${expected}`).join('\n'), options);
  }
}

/** Reads the settings. A variable that is empty counts as not set. @throws ConfigError with all problems. */
export function loadConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const problems: ConfigProblem[] = [];
  const report = (name: string, message: string, expected: string) => {
    problems.push({ name, message, expected });
  };

  function readChannels(): ChannelSettings {
    const values = CHANNEL_NAMES.map((channel) => {
      const { settings, alternatives = [] }: ChannelDefinition = CHANNELS[channel];
      const own = Object.entries(settings).map(([name, setting]) => [name, read(name, setting)] as const);
      const found = Object.fromEntries(own.filter(([, value]) => value !== undefined));
      for (const [one, other] of alternatives) {
        if (one in found && other in found) report(other, `is set and so is ${one}`, 'set one of them');
      }
      return [channel, found] as const;
    });
    return Object.fromEntries(values) as ChannelSettings;
  }

  function read<T, D extends string | undefined>(name: string, setting: Setting<T, D>) {
    const text =
      (env[name] ?? (LOWER_CASE_TOO.test(name) ? env[name.toLowerCase()] : undefined))?.trim() || setting.default;
    if (text === undefined) return undefined as D extends string ? T : T | undefined;
    const reading = /^(["']).*\1$/.test(text)
      ? { message: 'has quotes around it', expected: 'leave the quotes out; this environment keeps them' }
      : setting.read(text);
    if (isWrong(reading)) report(name, reading.message, reading.expected);
    // A wrong value is reported, and the whole thrown, before anybody can look at it.
    return (isWrong(reading) ? undefined : reading.value) as D extends string ? T : T | undefined;
  }

  const own: Omit<Config, 'channels' | 'operator'> = {
    temporalUiUrl: read('TEMPORAL_UI_URL', SETTINGS.TEMPORAL_UI_URL),
    mongodbUri: read('MONGODB_URI', SETTINGS.MONGODB_URI),
    policyFile: read('RUNG_POLICY', SETTINGS.RUNG_POLICY),
    taskQueue: read('RUNG_TASK_QUEUE', SETTINGS.RUNG_TASK_QUEUE),
    ticketUrl: read('RUNG_TICKET_URL', SETTINGS.RUNG_TICKET_URL),
    alerts: {
      park: read('RUNG_ALERT_PARK', SETTINGS.RUNG_ALERT_PARK),
      giveUp: read('RUNG_ALERT_GIVE_UP', SETTINGS.RUNG_ALERT_GIVE_UP),
      timeout: read('RUNG_ALERT_TIMEOUT', SETTINGS.RUNG_ALERT_TIMEOUT),
    },
    audit: {
      every: read('RUNG_AUDIT_EVERY', SETTINGS.RUNG_AUDIT_EVERY),
      tolerance: read('RUNG_AUDIT_TOLERANCE', SETTINGS.RUNG_AUDIT_TOLERANCE),
      perMinute: read('RUNG_AUDIT_PER_MINUTE', SETTINGS.RUNG_AUDIT_PER_MINUTE),
      heartbeatUrl: read('RUNG_HEARTBEAT_URL', SETTINGS.RUNG_HEARTBEAT_URL),
    },
    network: {
      proxies: {
        https: read('HTTPS_PROXY', SETTINGS.HTTPS_PROXY),
        http: read('HTTP_PROXY', SETTINGS.HTTP_PROXY),
        none: read('NO_PROXY', SETTINGS.NO_PROXY),
      },
      privateNetworks: read('RUNG_PRIVATE_NETWORKS', SETTINGS.RUNG_PRIVATE_NETWORKS) ?? [],
    },
    metricsAddress: read('RUNG_METRICS_ADDRESS', SETTINGS.RUNG_METRICS_ADDRESS),
    workflowCache: read('RUNG_WORKFLOW_CACHE', SETTINGS.RUNG_WORKFLOW_CACHE),
    logLevel: read('LOG_LEVEL', SETTINGS.LOG_LEVEL),
  };
  const channels = readChannels();
  for (const name of misspelled(env)) report(name, 'is not a setting', `did you mean ${meant(name)!}?`);
  if (problems.length > 0) throw new ConfigError(problems);
  return { ...own, channels, operator: operatorsIn(channels) };
}

function operatorsIn(channels: ChannelSettings): Config['operator'] {
  const addresses = CHANNEL_NAMES.map((channel) => {
    const values: Readonly<Record<string, unknown>> = channels[channel];
    return [channel, values[CHANNELS[channel].operator]] as const;
  });
  return Object.fromEntries(addresses.filter(([, address]) => address !== undefined));
}

/** Other programs take these in lower case, too. */
const LOWER_CASE_TOO = /_PROXY$/;

const NAMES = Object.keys(SETTINGS);

/** Names of ours that look like one of the settings and are none; others are somebody else's business. */
function misspelled(env: Readonly<Record<string, string | undefined>>): string[] {
  return Object.keys(env).filter((name) => !NAMES.includes(name) && meant(name) !== undefined);
}

const PREFIX = 'RUNG_';

/** Secrets of webhooks that come in, `RUNG_WEBHOOK_ZENDESK`: anybody names them. */
const INCOMING = /^RUNG_WEBHOOK_/;

function meant(name: string): string | undefined {
  if (!name.startsWith(PREFIX) || INCOMING.test(name)) return undefined;
  const ours = NAMES.filter((known) => known.startsWith(PREFIX)).map((known) => known.slice(PREFIX.length));
  const word = nearest(name.slice(PREFIX.length), ours);
  return word && PREFIX + word;
}
