/** Every setting by its name in the environment: what it means, its default, how it is read. */
import type { Milliseconds } from '../domain/rules/policy.js';
import { isEmail, readEmail, readSlackTarget } from '../reading/addresses.js';
import { readDuration } from '../reading/duration.js';
import { readText } from '../reading/names.js';
import type { Reading } from '../reading/scalar.js';
import { INTAKE_SETTINGS } from './intake.js';
import {
  readHeartbeatUrl,
  readHostAndPort,
  readMongodbUri,
  readSlackApiUrl,
  readSmtpUrl,
  readTemporalUiUrl,
  readTicketUrl,
} from './urls.js';

export interface Setting<T, D extends string | undefined = string | undefined> {
  /** What it is for, as `.env.example` and docs/configuration.md say it. */
  means: string;
  /** What is taken when it is not set, in the form it would have there. */
  default: D;
  /** A value for `.env.example` where there is no default. */
  example?: string;
  read: (text: string) => Reading<T>;
}

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

function required<T>(means: string, fallback: string, read: Setting<T>['read']): Setting<T, string> {
  return { means, default: fallback, read };
}

function optional<T>(means: string, example: string, read: Setting<T>['read']): Setting<T, undefined> {
  return { means, default: undefined, example, read };
}

export const SETTINGS = {
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
  SMTP_URL: optional(
    'The mail server; without it mail goes to the console channel.',
    'smtp://user:password@mail.example.com:587',
    readSmtpUrl,
  ),
  MAIL_FROM: required('The sender of mail.', 'Rung <rung@localhost>', readSender),
  SLACK_BOT_TOKEN: optional(
    'The bot token of the Slack app; without a token Slack alerts go to the console channel.',
    'xoxb-your-token',
    readSlackToken,
  ),
  SLACK_BOT_TOKEN_FILE: optional(
    'A file that holds the bot token, instead of SLACK_BOT_TOKEN; it is read again when the token is refused.',
    '/run/secrets/slack_bot_token',
    (text) => readText(text, 'the path of a file'),
  ),
  SLACK_API_URL: optional(
    "Base of Slack's Web API, for stubs and proxies; without it Slack's own.",
    'https://slack.com/api/',
    readSlackApiUrl,
  ),
  RUNG_OPERATOR_EMAIL: optional(
    'Who hears by mail that Rung itself is in trouble: a refused token, alerts that cannot be delivered.',
    'oncall@example.com',
    readEmail,
  ),
  RUNG_OPERATOR_SLACK: optional(
    'The Slack channel that hears that Rung itself is in trouble.',
    '#rung-operators',
    readSlackTarget,
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
  RUNG_SLACK_PER_SECOND: required(
    'How many messages a worker sends to one Slack channel per second at most; more alerts than that share one.',
    '1',
    readRate,
  ),
  RUNG_EMAIL_PER_SECOND: required(
    'How many mails a worker sends to one address per second at most; more alerts than that share one.',
    '1',
    readRate,
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
  ...INTAKE_SETTINGS,
  LOG_LEVEL: required('The least severe messages that are logged.', 'info', readLogLevel),
};

export type SettingName = keyof typeof SETTINGS;

function readSender(text: string): Reading<string> {
  const named = /^(?:[^"<>,;:@\p{C}]+|"[^"\\\p{C}]+") ?<([^<>]+)>$/u.exec(text);
  return isEmail(named?.[1] ?? text)
    ? { value: text }
    : { message: 'is not a sender', expected: 'one address such as rung@example.com or Rung <rung@example.com>' };
}

function readSlackToken(text: string): Reading<string> {
  if (text.startsWith('xapp-'))
    return { message: 'is an app-level token', expected: 'the bot token, which starts with xoxb-' };
  return /^[\x21-\x7e]+$/.test(text)
    ? { value: text }
    : { message: 'has characters that no token has', expected: 'the bot token, which starts with xoxb-' };
}

function readRate(text: string): Reading<number> {
  const rate = /^\d+(\.\d+)?$/.test(text) ? Number(text) : NaN;
  return rate >= 0.01 && rate <= 1000
    ? { value: rate }
    : { message: `${JSON.stringify(text)} is not a rate`, expected: 'a number from 0.01 to 1000' };
}

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
