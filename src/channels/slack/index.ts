/** Slack by its settings. */
import type { SetUp } from '../set-up.js';
import { slackChannel } from './adapter.js';
import type { slack } from './definition.js';
import { fixedToken, tokenFile } from './token.js';

export const setUpSlack: SetUp<typeof slack> = (settings, { sendMs, network }) => {
  const { SLACK_BOT_TOKEN, SLACK_BOT_TOKEN_FILE, SLACK_API_URL: apiUrl, RUNG_SLACK_PER_SECOND: perSecond } = settings;
  const token =
    SLACK_BOT_TOKEN_FILE !== undefined
      ? tokenFile(SLACK_BOT_TOKEN_FILE)
      : SLACK_BOT_TOKEN && fixedToken(SLACK_BOT_TOKEN);
  if (!token) return { printed: 'Slack alerts are printed here (no SLACK_BOT_TOKEN)' };
  return {
    channel: slackChannel({ token, ...(apiUrl !== undefined && { apiUrl }), sendMs, proxies: network.proxies }),
    said: `Slack alerts go to ${apiUrl ?? 'Slack'}, ${perSecond} a second to a channel at most`,
    perSecond,
  };
};
