/** Which adapter serves each channel, by the settings. */
import { consoleChannel } from '../channels/console/adapter.js';
import { emailChannel } from '../channels/email/adapter.js';
import { paced } from '../delivery/pacing.js';
import type { AlertChannel } from '../channels/port.js';
import { slackChannel } from '../channels/slack/adapter.js';
import { fixedToken, tokenFile } from '../channels/slack/token.js';
import type { Config } from '../config/index.js';
import type { Channel } from '../domain/rules/policy.js';

/** A channel as it was set up. */
export interface Outlet {
  channel: AlertChannel;
  /** What the start-up line says of it. */
  said: string;
  /** The most messages a second that this process sends to one target; undefined: as many as come. */
  perSecond: number | undefined;
}

/** @param print where the console channel writes its lines. Default: standard output. */
export function outlets(config: Config, print?: (line: string) => void): Record<Channel, Outlet> {
  return { slack: slackOutlet(config, print), email: emailOutlet(config, print) };
}

function slackOutlet({ slack, alerts }: Config, print?: (line: string) => void): Outlet {
  const { apiUrl } = slack;
  const token = slack.tokenFile !== undefined ? tokenFile(slack.tokenFile) : slack.token && fixedToken(slack.token);
  if (!token) {
    return {
      channel: consoleChannel('slack', print),
      said: 'Slack alerts are printed here (no SLACK_BOT_TOKEN)',
      perSecond: undefined,
    };
  }
  return {
    channel: paced(
      slackChannel({ token, ...(apiUrl !== undefined && { apiUrl }), sendMs: alerts.timeout }),
      alerts.slackPerSecond,
    ),
    said: `Slack alerts go to ${apiUrl ?? 'Slack'}, ${alerts.slackPerSecond} a second to a channel at most`,
    perSecond: alerts.slackPerSecond,
  };
}

function emailOutlet({ smtpUrl, mailFrom, alerts }: Config, print?: (line: string) => void): Outlet {
  if (smtpUrl === undefined) {
    return {
      channel: consoleChannel('email', print),
      said: 'Mail is printed here (no SMTP_URL)',
      perSecond: undefined,
    };
  }
  return {
    channel: paced(emailChannel({ smtpUrl, from: mailFrom, sendMs: alerts.timeout }), alerts.emailPerSecond),
    said: `Mail goes to ${new URL(smtpUrl).host}, ${alerts.emailPerSecond} a second to an address at most`,
    perSecond: alerts.emailPerSecond,
  };
}
