/**
 * Rung's settings, read from the environment: pure, and all problems at once. The connection to Temporal (address,
 * namespace, key, TLS, profile) is the SDK's own business, through `@temporalio/envconfig`.
 */
import { CHANNEL_NAMES, CHANNELS, type ChannelName, type ChannelSettings } from '../channels/definitions.js';
import type { ChannelDefinition } from '../channels/definition.js';
import { OWN_SETTINGS, SETTINGS } from './settings.js';
import { readTree, type ValuesIn } from './tree.js';
import { INTAKE_SETTINGS, WEBHOOK_SECRET } from './intake.js';
import { isDeskVariable, readDesks, type DeskSettings } from './reconcile.js';
import { isWrong } from '../reading/scalar.js';
import type { Setting } from '../reading/setting.js';
import { nearest } from '../reading/spelling.js';

export type { LogLevel } from './settings.js';

/** What the settings say; each is described in `settings.ts`. */
export type Config = Omit<ValuesIn<typeof OWN_SETTINGS>, 'intake' | 'reconcile'> & {
  reconcile: ValuesIn<typeof OWN_SETTINGS>['reconcile'] & {
    /** By the variable with the address. */
    desks: Readonly<Record<string, DeskSettings>>;
  };
  intake: Omit<ValuesIn<typeof INTAKE_SETTINGS>, 'tokens'> & {
    /** All three are there, or none. */
    tokens?: TokenSettings;
  };
  /** The settings of each channel by their names in the environment. */
  channels: ChannelSettings;
  /** Who hears that Rung itself is in trouble, by channel. */
  operator: Partial<Record<ChannelName, string>>;
};

/** Whose tokens the intake takes, for whom they have to be, and where their keys are published. */
export type TokenSettings = Required<ValuesIn<typeof INTAKE_SETTINGS.tokens>>;

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
  readonly code = 'INVALID_SETTINGS';

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
    const text = env[name]?.trim() || (LOWER_CASE_TOO.test(name) && env[name.toLowerCase()]?.trim()) || setting.default;
    if (text === undefined) return undefined as D extends string ? T : T | undefined;
    const reading = /^(["']).*\1$/.test(text)
      ? { message: 'has quotes around it', expected: 'leave the quotes out; this environment keeps them' }
      : setting.read(text);
    if (isWrong(reading)) report(name, reading.message, reading.expected);
    // A wrong value is reported, and the whole thrown, before anybody can look at it.
    return (isWrong(reading) ? undefined : reading.value) as D extends string ? T : T | undefined;
  }

  const own = readTree(OWN_SETTINGS, read);
  const { name, buildId } = own.deployment;
  if ((name === undefined) !== (buildId === undefined)) {
    const [set, missing] = name === undefined ? [BUILD_ID, DEPLOYMENT] : [DEPLOYMENT, BUILD_ID];
    report(set, `is set without ${missing}`, 'set both');
  }
  const intake = { ...own.intake, tokens: completeTokens(own.intake.tokens) };
  const { desks, problems: ofDesks } = readDesks(env);
  problems.push(...ofDesks);
  const channels = readChannels();
  for (const name of misspelled(env)) report(name, 'is not a setting', `did you mean ${meant(name)!}?`);
  if (problems.length > 0) throw new ConfigError(problems);
  return { ...own, intake, reconcile: { ...own.reconcile, desks }, channels, operator: operatorsIn(channels) };

  /** A token without one of them could be anybody's, or for anybody. */
  function completeTokens(found: Partial<TokenSettings>): TokenSettings | undefined {
    const { issuer, audience, jwksUrl } = found;
    if (issuer !== undefined && audience !== undefined && jwksUrl !== undefined) return { issuer, audience, jwksUrl };
    const settings = Object.values(INTAKE_SETTINGS.tokens).map(({ name }) => name);
    const missing = settings.filter((name) => !env[name]?.trim());
    if (missing.length < settings.length) {
      for (const name of missing) report(name, 'is not set', 'the three of RUNG_JWT_… go together');
    }
    return undefined;
  }
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

const DEPLOYMENT = OWN_SETTINGS.deployment.name.name;
const BUILD_ID = OWN_SETTINGS.deployment.buildId.name;
const NAMES = Object.keys(SETTINGS);

/** Names of ours that look like one of the settings and are none; others are somebody else's business. */
function misspelled(env: Readonly<Record<string, string | undefined>>): string[] {
  return Object.keys(env).filter((name) => !NAMES.includes(name) && meant(name) !== undefined);
}

const PREFIX = 'RUNG_';

function meant(name: string): string | undefined {
  if (!name.startsWith(PREFIX) || WEBHOOK_SECRET.test(name) || isDeskVariable(name)) return undefined;
  const ours = NAMES.filter((known) => known.startsWith(PREFIX)).map((known) => known.slice(PREFIX.length));
  const word = nearest(name.slice(PREFIX.length), ours);
  return word && PREFIX + word;
}
