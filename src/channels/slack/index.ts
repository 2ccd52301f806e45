/** Slack by its settings. */
import type { SetUp } from '../set-up.js';
import { slackChannel } from './adapter.js';
import { botToken, takesClicks } from './credentials.js';
import type { slack } from './definition.js';

export const setUpSlack: SetUp<typeof slack> = (settings, { sendMs, network }) => {
  const { SLACK_API_URL: apiUrl, RUNG_SLACK_PER_SECOND: perSecond } = settings;
  const token = botToken(settings);
  if (!token) return { printed: 'Slack alerts are printed here (no SLACK_BOT_TOKEN)' };
  const buttons = takesClicks(settings);
  const api = apiUrl !== undefined && { apiUrl };
  return {
    channel: slackChannel({ token, ...api, sendMs, proxies: network.proxies, buttons }),
    said: `Slack alerts go to ${apiUrl ?? 'Slack'}${buttons ? ' with buttons' : ''}, ${perSecond} a second to a channel at most`,
    perSecond,
  };
};
