/**
 * Rung's settings, read from the environment: pure, and all problems at once. The connection to Temporal (address,
 * namespace, key, TLS, profile) is the SDK's own business, through `@temporalio/envconfig`.
 */
import { WEBHOOK_SECRET } from './intake.js';
import { SETTINGS, type LogLevel, type Setting, type SettingName } from './settings.js';
import type { Milliseconds } from '../domain/rules/policy.js';
import { isWrong } from '../reading/scalar.js';
import { nearest } from '../reading/spelling.js';

export type { LogLevel } from './settings.js';

export interface Config {
  /** Has the database in its path. */
  mongodbUri: string;
  /** Without it mail goes to the console channel. */
  smtpUrl?: string;
  /** `rung@example.com` or `Rung <rung@example.com>`. */
  mailFrom: string;
  /** Without a token Slack alerts go to the console channel; at most one of `token` and `tokenFile` is there. */
  slack: {
    token?: string;
    tokenFile?: string;
    /** Ends with a slash. */
    apiUrl?: string;
  };
  /** Who hears that Rung itself is in trouble. */
  operator: {
    email?: string;
    slack?: string;
  };
  policyFile: string;
  taskQueue: string;
  /** Has `{ticketId}` where the ticket's id goes. */
  ticketUrl?: string;
  /** Does not end with a slash. */
  temporalUiUrl?: string;
  alerts: {
    slackPerSecond: number;
    emailPerSecond: number;
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
  /** `host:port` for Prometheus. */
  metricsAddress?: string;
  /** How many tickets a worker keeps in memory. Undefined: as many as the memory allows. */
  workflowCache?: number;
  intake: {
    /** `host:port`. */
    address: string;
    perSecond: number;
    proxies?: string[];
    /** A folder of mappings. */
    integrations?: string;
    /** All three are there, or none. */
    tokens?: { issuer: string; audience: string; jwksUrl: string };
  };
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

  function read<T, D extends string | undefined>(name: SettingName, setting: Setting<T, D>) {
    const text = env[name]?.trim() || setting.default;
    if (text === undefined) return undefined as D extends string ? T : T | undefined;
    const reading = /^(["']).*\1$/.test(text)
      ? { message: 'has quotes around it', expected: 'leave the quotes out; this environment keeps them' }
      : setting.read(text);
    if (isWrong(reading)) report(name, reading.message, reading.expected);
    // A wrong value is reported, and the whole thrown, before anybody can look at it.
    return (isWrong(reading) ? undefined : reading.value) as D extends string ? T : T | undefined;
  }

  function readTokens(): Config['intake']['tokens'] {
    const issuer = read('RUNG_JWT_ISSUER', SETTINGS.RUNG_JWT_ISSUER);
    const audience = read('RUNG_JWT_AUDIENCE', SETTINGS.RUNG_JWT_AUDIENCE);
    const jwksUrl = read('RUNG_JWT_JWKS', SETTINGS.RUNG_JWT_JWKS);
    if (issuer !== undefined && audience !== undefined && jwksUrl !== undefined) return { issuer, audience, jwksUrl };
    const parts = { RUNG_JWT_ISSUER: issuer, RUNG_JWT_AUDIENCE: audience, RUNG_JWT_JWKS: jwksUrl };
    const missing = Object.entries(parts).filter(([name]) => !env[name]?.trim());
    // A token without one of them could be anybody's, or for anybody.
    if (missing.length < 3)
      for (const [name] of missing) report(name, 'is not set', 'the three of RUNG_JWT_… go together');
    return undefined;
  }

  const config: Config = {
    temporalUiUrl: read('TEMPORAL_UI_URL', SETTINGS.TEMPORAL_UI_URL),
    mongodbUri: read('MONGODB_URI', SETTINGS.MONGODB_URI),
    smtpUrl: read('SMTP_URL', SETTINGS.SMTP_URL),
    mailFrom: read('MAIL_FROM', SETTINGS.MAIL_FROM),
    slack: {
      token: read('SLACK_BOT_TOKEN', SETTINGS.SLACK_BOT_TOKEN),
      tokenFile: read('SLACK_BOT_TOKEN_FILE', SETTINGS.SLACK_BOT_TOKEN_FILE),
      apiUrl: read('SLACK_API_URL', SETTINGS.SLACK_API_URL),
    },
    operator: {
      email: read('RUNG_OPERATOR_EMAIL', SETTINGS.RUNG_OPERATOR_EMAIL),
      slack: read('RUNG_OPERATOR_SLACK', SETTINGS.RUNG_OPERATOR_SLACK),
    },
    policyFile: read('RUNG_POLICY', SETTINGS.RUNG_POLICY),
    taskQueue: read('RUNG_TASK_QUEUE', SETTINGS.RUNG_TASK_QUEUE),
    ticketUrl: read('RUNG_TICKET_URL', SETTINGS.RUNG_TICKET_URL),
    alerts: {
      slackPerSecond: read('RUNG_SLACK_PER_SECOND', SETTINGS.RUNG_SLACK_PER_SECOND),
      emailPerSecond: read('RUNG_EMAIL_PER_SECOND', SETTINGS.RUNG_EMAIL_PER_SECOND),
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
    metricsAddress: read('RUNG_METRICS_ADDRESS', SETTINGS.RUNG_METRICS_ADDRESS),
    workflowCache: read('RUNG_WORKFLOW_CACHE', SETTINGS.RUNG_WORKFLOW_CACHE),
    intake: {
      address: read('RUNG_INTAKE_ADDRESS', SETTINGS.RUNG_INTAKE_ADDRESS),
      perSecond: read('RUNG_INTAKE_PER_SECOND', SETTINGS.RUNG_INTAKE_PER_SECOND),
      proxies: read('RUNG_INTAKE_PROXIES', SETTINGS.RUNG_INTAKE_PROXIES),
      integrations: read('RUNG_INTEGRATIONS', SETTINGS.RUNG_INTEGRATIONS),
      tokens: readTokens(),
    },
    logLevel: read('LOG_LEVEL', SETTINGS.LOG_LEVEL),
  };
  if (config.slack.token !== undefined && config.slack.tokenFile !== undefined) {
    report('SLACK_BOT_TOKEN_FILE', 'is set and so is SLACK_BOT_TOKEN', 'set one of them');
  }
  for (const name of misspelled(env)) report(name, 'is not a setting', `did you mean ${meant(name)!}?`);
  if (problems.length > 0) throw new ConfigError(problems);
  return config;
}

const NAMES = Object.keys(SETTINGS);

/** Names of ours that look like one of the settings and are none; others are somebody else's business. */
function misspelled(env: Readonly<Record<string, string | undefined>>): string[] {
  return Object.keys(env).filter(
    (name) => !NAMES.includes(name) && !WEBHOOK_SECRET.test(name) && meant(name) !== undefined,
  );
}

const PREFIX = 'RUNG_';

function meant(name: string): string | undefined {
  if (!name.startsWith(PREFIX)) return undefined;
  const ours = NAMES.filter((known) => known.startsWith(PREFIX)).map((known) => known.slice(PREFIX.length));
  const word = nearest(name.slice(PREFIX.length), ours);
  return word && PREFIX + word;
}
