/** The client of Slack's Web API as we use it: one request a call, nothing repeated by itself, nothing logged. */
import { WebClient, type Logger, type LogLevel } from '@slack/web-api';
import type { Proxies } from '../../http/proxies.js';
import { fetchOnce } from './fetch.js';

export function webClient(
  token: string,
  slackApiUrl: string | undefined,
  timeout: number,
  proxies?: Proxies,
): WebClient {
  return new WebClient(token, {
    ...(slackApiUrl ? { slackApiUrl } : {}),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout,
    allowAbsoluteUrls: false,
    fetch: fetchOnce(proxies),
    logger: SILENT,
  });
}

/** What goes wrong is thrown, and logged by whoever asked, once and without the request. */
export const SILENT: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  setLevel: () => undefined,
  getLevel: () => 'error' as LogLevel,
  setName: () => undefined,
};

/** A function that takes a token, and whatever looks like one, out of a text. */
export function withoutToken(token: string): (text: string) => string {
  return (text) => text.replaceAll(token, '***').replace(/\bx(?:ox[a-z]|app)(?:-[\w-]+|\.[\w.-]+)/g, '***');
}
