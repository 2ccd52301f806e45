/** Every setting by its name in the environment: what it means, its default, how it is read. */
import { CHANNELS, type ChannelName } from '../channels/definitions.js';
import type { Milliseconds } from '../domain/rules/policy.js';
import { readDuration } from '../reading/duration.js';
import { readText } from '../reading/names.js';
import type { Reading } from '../reading/scalar.js';
import { optional, required } from '../reading/setting.js';
import {
  readHeartbeatUrl,
  readHostAndPort,
  readMongodbUri,
  readProxyUrl,
  readTemporalUiUrl,
  readTicketUrl,
} from './urls.js';
import { readNetworks } from './networks.js';

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Rung's own; each channel has more. */
export const OWN_SETTINGS = {
  TEMPORAL_UI_URL: optional(
    "Base of links to Temporal's Web UI; without it alerts carry no such link.",
    'http://localhost:8233',
    readTemporalUiUrl,
  ),
  MONGODB_URI: required(
    'Where tickets, log and alerts are kept; the database is in the path.',
    'mongodb://127.0.0.1:27017/rung',
    readMongodbUri,
  ),
  RUNG_POLICY: required('The policy file for new tickets.', 'policies/default.yaml', (text) =>
    readText(text, 'the path of a policy file'),
  ),
  RUNG_TASK_QUEUE: required('The Temporal task queue of the workers.', 'rung-tickets', (text) =>
    readText(text, 'a name such as rung-tickets'),
  ),
  RUNG_TICKET_URL: optional(
    "Template of links to the help desk; {ticketId} stands for the ticket's id.",
    'https://desk.example.com/tickets/{ticketId}',
    readTicketUrl,
  ),
  RUNG_ALERT_PARK: required(
    'How long an alert waits between attempts where only a person can help: after refused credentials, and when nobody could be told instead.',
    '5m',
    (text) => readBetween(text, 1000, 'from 1s on'),
  ),
  RUNG_ALERT_GIVE_UP: required(
    'For how long an alert is tried at its target before somebody else is told instead.',
    '15m',
    (text) => readBetween(text, 1000, 'from 1s on'),
  ),
  RUNG_ALERT_TIMEOUT: required('How long one attempt to send an alert may take.', '10s', (text) =>
    readBetween(text, 1000, 'from 1s to 12s: an attempt as a whole has 20s', 12_000),
  ),
  RUNG_AUDIT_EVERY: required(
    'How often tickets, workflows and alerts are compared with each other; off: never.',
    '1m',
    (text) => (text === 'off' ? { value: 0 } : readBetween(text, 1000, 'from 1s on, or off')),
  ),
  RUNG_AUDIT_TOLERANCE: required(
    'How long something has to look wrong before the audit repairs or reports it.',
    '1m',
    (text) => readBetween(text, 1000, 'from 1s on'),
  ),
  RUNG_AUDIT_PER_MINUTE: required(
    'How many open tickets the rolling pass of the audits compares in a minute at most; it takes a tenth of the time of the database at most.',
    '1000',
    readCount,
  ),
  RUNG_HEARTBEAT_URL: optional(
    'Called (GET) after each audit that found nothing wrong, as healthchecks.io and the like want it.',
    'https://hc-ping.com/your-check',
    readHeartbeatUrl,
  ),
  HTTPS_PROXY: optional(
    'The proxy for https addresses, such as those of Slack; mail and the database are not asked through it. Also read as https_proxy.',
    'http://squid.example.com:3128',
    readProxyUrl,
  ),
  HTTP_PROXY: optional(
    'The proxy for http addresses. Also read as http_proxy.',
    'http://squid.example.com:3128',
    readProxyUrl,
  ),
  NO_PROXY: optional(
    'Hosts that are asked without the proxy, separated by commas; a domain stands for all hosts in it. Also read as no_proxy.',
    'example.com,10.1.2.3',
    (text) => ({ value: text.split(/[\s,]+/).filter((entry) => entry !== '') }),
  ),
  RUNG_PRIVATE_NETWORKS: optional(
    'Private networks that webhooks may be sent to, separated by commas; without it none.',
    '10.1.0.0/16',
    readNetworks,
  ),
  RUNG_METRICS_ADDRESS: optional(
    'Where a worker shows its metrics to Prometheus; without it nowhere.',
    '127.0.0.1:9464',
    readHostAndPort,
  ),
  RUNG_WORKFLOW_CACHE: optional(
    'How many tickets a worker keeps in memory; without it, as many as there is room for.',
    '2000',
    readCount,
  ),
  LOG_LEVEL: required('The least severe messages that are logged.', 'info', readLogLevel),
};

type SettingsOfChannels = UnionToIntersection<(typeof CHANNELS)[ChannelName]['settings']>;
type UnionToIntersection<U> = (U extends unknown ? (one: U) => void : never) extends (all: infer I) => void ? I : never;

export const SETTINGS = {
  ...OWN_SETTINGS,
  ...Object.values(CHANNELS).reduce((all, { settings }) => ({ ...all, ...settings }), {}),
} as typeof OWN_SETTINGS & SettingsOfChannels;

export type SettingName = keyof typeof SETTINGS;

function readCount(text: string): Reading<number> {
  const count = /^\d{1,7}$/.test(text) ? Number(text) : NaN;
  return count >= 1 && count <= 1_000_000
    ? { value: count }
    : { message: `${JSON.stringify(text)} is not a number of tickets`, expected: 'a whole number from 1 to 1000000' };
}

function readBetween(text: string, least: Milliseconds, expected: string, most = Infinity): Reading<Milliseconds> {
  const length = readDuration(text);
  if ('message' in length) return length;
  return length.value >= least && length.value <= most
    ? length
    : { message: `${JSON.stringify(text)} is out of range`, expected };
}

function readLogLevel(text: string): Reading<LogLevel> {
  const level = LOG_LEVELS.find((one) => one === text.toLowerCase());
  return level
    ? { value: level }
    : { message: `${JSON.stringify(text)} is not a level`, expected: LOG_LEVELS.join(', ') };
}
