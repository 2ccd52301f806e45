/** Slack's settings. */
import { readText } from '../../reading/names.js';
import type { ScalarReading } from '../../reading/scalar.js';
import { optional, readRate, required } from '../../reading/setting.js';
import { webUrl } from '../../reading/web-address.js';
import { SLACK_BACK_SETTINGS } from './back-settings.js';
import { readSlackTarget } from './target.js';

export const SLACK_SETTINGS = {
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
  RUNG_OPERATOR_SLACK: optional(
    'The Slack channel that hears that Rung itself is in trouble.',
    '#rung-operators',
    readSlackTarget,
  ),
  RUNG_SLACK_PER_SECOND: required(
    'How many messages a worker sends to one Slack channel per second at most; more alerts than that share one.',
    '1',
    readRate,
  ),
  ...SLACK_BACK_SETTINGS,
};

function readSlackToken(text: string): ScalarReading<string> {
  if (text.startsWith('xapp-'))
    return { message: 'is an app-level token', expected: 'the bot token, which starts with xoxb-' };
  return /^[\x21-\x7e]+$/.test(text)
    ? { value: text }
    : { message: 'has characters that no token has', expected: 'the bot token, which starts with xoxb-' };
}

/** The base of Slack's Web API, with the slash at its end that the client wants. */
function readSlackApiUrl(text: string): ScalarReading<string> {
  const url = webUrl(text, 'https://slack.com/api/');
  return url instanceof URL ? { value: `${url.origin}${url.pathname}`.replace(/\/*$/, '/') } : url;
}
