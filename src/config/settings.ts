/** Every setting by its name in the environment: what it means, its default, how it is read. */
import { CHANNELS } from '../channels/definitions.js';
import type { Milliseconds } from '../domain/rules/policy.js';
import { DURATION, readDuration } from '../reading/duration.js';
import { readText } from '../reading/names.js';
import type { ScalarReading } from '../reading/scalar.js';
import { optional, required, type Settings } from '../reading/setting.js';
import { inTree, named } from './tree.js';
import { readHosts, readNetworks } from './networks.js';
import { INTAKE_SETTINGS } from './intake.js';
import {
  readHeartbeatUrl,
  readHostAndPort,
  readMongodbUri,
  readProxyUrl,
  readTemporalUiUrl,
  readTicketUrl,
} from './urls.js';

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Rung's own, in the form of `Config`; each channel has more. */
export const OWN_SETTINGS = {
  /** Does not end with a slash. */
  temporalUiUrl: named(
    'TEMPORAL_UI_URL',
    optional(
      "Base of links to Temporal's Web UI; without it alerts carry no such link.",
      'http://localhost:8233',
      readTemporalUiUrl,
    ),
  ),
  /** Has the database in its path. */
  mongodbUri: named(
    'MONGODB_URI',
    required(
      'Where tickets, log and alerts are kept; the database is in the path.',
      'mongodb://127.0.0.1:27017/rung',
      readMongodbUri,
    ),
  ),
  policyFile: named(
    'RUNG_POLICY',
    required('The policy file for new tickets.', 'policies/default.yaml', (text) =>
      readText(text, 'the path of a policy file'),
    ),
  ),
  taskQueue: named(
    'RUNG_TASK_QUEUE',
    required('The Temporal task queue of the workers.', 'rung-tickets', (text) =>
      readText(text, 'a name such as rung-tickets'),
    ),
  ),
  /** Templates, as `linkTemplates` reads them. */
  ticketUrl: named(
    'RUNG_TICKET_URL',
    optional(
      "Template of links to the help desk; {ticketId} stands for the ticket's id, {1}, {2} and so on for its parts. Several help " +
        'desks, with blanks between them: zendesk=https://acme.zendesk.com/agent/tickets/{1} is for ids that begin with zendesk/.',
      'https://desk.example.com/tickets/{ticketId}',
      readTicketUrl,
    ),
  ),
  alerts: {
    /** How long an alert waits where only a person can help. */
    suspend: named(
      'RUNG_ALERT_PARK',
      required(
        'How long an alert waits between attempts where only a person can help: after refused credentials, and when nobody could be told instead.',
        '5m',
        (text) => readBetween(text, 1000, `${DURATION}, from 1s on`),
      ),
    ),
    /** How long it is tried before somebody else is told. */
    giveUp: named(
      'RUNG_ALERT_GIVE_UP',
      required('For how long an alert is tried at its target before somebody else is told instead.', '15m', (text) =>
        readBetween(text, 1000, `${DURATION}, from 1s on`),
      ),
    ),
    /** Bound of one attempt to send. */
    timeout: named(
      'RUNG_ALERT_TIMEOUT',
      required('How long one attempt to send an alert may take.', '10s', (text) =>
        readBetween(text, 1000, `${DURATION}, from 1s to 12s: an attempt as a whole has 20s`, 12_000),
      ),
    ),
  },
  audit: {
    /** 0: never. */
    every: named(
      'RUNG_AUDIT_EVERY',
      required('How often tickets, workflows and alerts are compared with each other; off: never.', '1m', (text) =>
        text === 'off' ? { value: 0 } : readBetween(text, 1000, `${DURATION}, from 1s on, or off`),
      ),
    ),
    /** How long something has to look wrong before it is. */
    tolerance: named(
      'RUNG_AUDIT_TOLERANCE',
      required('How long something has to look wrong before the audit repairs or reports it.', '1m', (text) =>
        readBetween(text, 1000, `${DURATION}, from 1s on`),
      ),
    ),
    /** How many tickets the rolling pass compares in a minute at most. */
    perMinute: named(
      'RUNG_AUDIT_PER_MINUTE',
      required(
        'How many open tickets the rolling pass of the audits compares in a minute at most; it takes a tenth of the time of the database at most.',
        '1000',
        readCount,
      ),
    ),
    /** May hold a secret. */
    heartbeatUrl: named(
      'RUNG_HEARTBEAT_URL',
      optional(
        'Called (GET) after each audit that found nothing wrong, as healthchecks.io and the like want it.',
        'https://hc-ping.com/your-check',
        readHeartbeatUrl,
      ),
    ),
  },
  reconcile: {
    /** 0: never. */
    every: named(
      'RUNG_RECONCILE_EVERY',
      required(
        "How often the APIs of help desks are asked for what no webhook has told; off: never. RUNG_RECONCILE_<NAME> has a help desk's address, RUNG_RECONCILE_<NAME>_TOKEN or RUNG_RECONCILE_<NAME>_TOKEN_FILE the token.",
        '5m',
        (text) => (text === 'off' ? { value: 0 } : readBetween(text, 60_000, `${DURATION}, from 1m on, or off`)),
      ),
    ),
  },
  /** `host:port` for Prometheus. */
  metricsAddress: named(
    'RUNG_METRICS_ADDRESS',
    optional(
      'Where a worker shows its metrics to Prometheus, and answers /healthz and /readyz; without it nowhere.',
      '127.0.0.1:9464',
      readHostAndPort,
    ),
  ),
  /** `host:port` for probes. */
  healthAddress: named(
    'RUNG_HEALTH_ADDRESS',
    optional('Where a worker answers /healthz and /readyz and nothing else.', '127.0.0.1:9465', readHostAndPort),
  ),
  /** How other machines are reached over HTTP. */
  network: {
    proxies: {
      /** May hold a password. */
      https: named(
        'HTTPS_PROXY',
        optional(
          'The proxy for https addresses: Slack, webhooks, the heartbeat. Temporal, the database and mail are not asked through it. Also read as https_proxy.',
          'http://outbound.example.com:3128',
          readProxyUrl,
        ),
      ),
      /** May hold a password. */
      http: named(
        'HTTP_PROXY',
        optional(
          'The proxy for http addresses. Also read as http_proxy.',
          'http://outbound.example.com:3128',
          readProxyUrl,
        ),
      ),
      none: named(
        'NO_PROXY',
        optional(
          'Hosts that are asked without the proxy, separated by commas; a domain stands for all hosts in it. Also read as no_proxy.',
          'example.com,10.1.2.3',
          readHosts,
        ),
      ),
    },
    /** Private networks that webhooks may be sent to. */
    privateNetworks: named(
      'RUNG_PRIVATE_NETWORKS',
      required('Private networks that webhooks may be sent to, separated by commas.', '', readNetworks),
    ),
  },
  /** The workers are versioned when both are there. */
  deployment: {
    name: named(
      'TEMPORAL_DEPLOYMENT_NAME',
      optional(
        "The worker deployment of Temporal that the workers belong to; with TEMPORAL_WORKER_BUILD_ID it turns worker versioning on. Temporal's Worker Controller sets both.",
        'rung',
        readDeploymentName,
      ),
    ),
    buildId: named(
      'TEMPORAL_WORKER_BUILD_ID',
      optional('Which version of that deployment this is.', '0.1.0-1', (text) =>
        readText(text, 'an id such as 0.1.0-1'),
      ),
    ),
  },
  /** How many tickets a worker keeps in memory. Undefined: as many as the memory allows. */
  workflowCache: named(
    'RUNG_WORKFLOW_CACHE',
    optional('How many tickets a worker keeps in memory; without it, as many as there is room for.', '2000', readCount),
  ),
  intake: INTAKE_SETTINGS,
  logLevel: named('LOG_LEVEL', required('The least severe messages that are logged.', 'info', readLogLevel)),
};

/** All settings, of Rung and of its channels, by their names in the environment. */
export const SETTINGS: Settings = Object.assign(
  {},
  inTree(OWN_SETTINGS),
  ...Object.values(CHANNELS).map(({ settings }) => settings),
) as Settings;

function readCount(text: string): ScalarReading<number> {
  const count = /^\d{1,7}$/.test(text) ? Number(text) : NaN;
  return count >= 1 && count <= 1_000_000
    ? { value: count }
    : { message: `${JSON.stringify(text)} is not a number of tickets`, expected: 'a whole number from 1 to 1000000' };
}

function readBetween(
  text: string,
  least: Milliseconds,
  expected: string,
  most = Infinity,
): ScalarReading<Milliseconds> {
  const length = readDuration(text);
  if ('message' in length) return /no unit/.test(length.message) ? length : { ...length, expected };
  return length.value >= least && length.value <= most
    ? length
    : { message: `${JSON.stringify(text)} is out of range`, expected };
}

/** Temporal puts a dot between it and the build id. */
function readDeploymentName(text: string): ScalarReading<string> {
  const expected = 'a name without dots, such as rung';
  return text.includes('.') ? { message: 'has a dot in it', expected } : readText(text, expected);
}

function readLogLevel(text: string): ScalarReading<LogLevel> {
  const level = LOG_LEVELS.find((one) => one === text.toLowerCase());
  return level
    ? { value: level }
    : { message: `${JSON.stringify(text)} is not a level`, expected: LOG_LEVELS.join(', ') };
}
