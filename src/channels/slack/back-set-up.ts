/** Slack's way back by its settings. */
import type { SettingValues } from '../../reading/setting.js';
import type { Network } from '../set-up.js';
import { secretsFrom, type Secrets } from '../secrets.js';
import { SlackBack } from './back.js';
import { readSigningSecrets } from './back-settings.js';
import type { slack } from './definition.js';
import { openSocket, type Socket, type SocketOptions } from './socket.js';
import { fixedToken, tokenFile, type TokenSource } from './token.js';

type Settings = SettingValues<(typeof slack)['settings']>;

/** Whether somebody takes the clicks on buttons; without that there are none. */
export function takesClicks(settings: Settings): boolean {
  const { SLACK_SIGNING_SECRET, SLACK_SIGNING_SECRET_FILE, SLACK_APP_TOKEN, SLACK_APP_TOKEN_FILE } = settings;
  return [SLACK_SIGNING_SECRET, SLACK_SIGNING_SECRET_FILE, SLACK_APP_TOKEN, SLACK_APP_TOKEN_FILE].some(
    (one) => one !== undefined,
  );
}

/** The bot token; undefined: there is none. */
export function tokenOf({ SLACK_BOT_TOKEN, SLACK_BOT_TOKEN_FILE }: Settings): TokenSource | undefined {
  if (SLACK_BOT_TOKEN_FILE !== undefined) return tokenFile(SLACK_BOT_TOKEN_FILE);
  return SLACK_BOT_TOKEN === undefined ? undefined : fixedToken(SLACK_BOT_TOKEN);
}

/** What the intake needs to hear clicks and `/rung`, and to answer. */
export interface SlackWayBack {
  /** What requests are signed with; undefined: none are taken by HTTP. */
  secrets?: Secrets;
  /** Opens Socket Mode; undefined: there is no app-level token. */
  connect?: (how: Pick<SocketOptions, 'received' | 'say'>) => Socket;
  back: SlackBack;
  /** Who may act, by ids; undefined: not said. */
  allowed: { workspaces?: readonly string[]; channels?: readonly string[]; users?: readonly string[] };
}

/** Undefined: nobody takes clicks. */
export function slackWayBack(settings: Settings, { proxies }: Pick<Network, 'proxies'>): SlackWayBack | undefined {
  if (!takesClicks(settings)) return undefined;
  const { SLACK_API_URL: apiUrl, SLACK_APP_TOKEN, SLACK_APP_TOKEN_FILE } = settings;
  const api = apiUrl !== undefined && { apiUrl };
  const token = tokenOf(settings);
  const appToken =
    SLACK_APP_TOKEN_FILE === undefined
      ? SLACK_APP_TOKEN && fixedToken(SLACK_APP_TOKEN)
      : tokenFile(SLACK_APP_TOKEN_FILE);
  const secrets = secretsFrom(settings.SLACK_SIGNING_SECRET, settings.SLACK_SIGNING_SECRET_FILE, readSigningSecrets);
  const { RUNG_SLACK_WORKSPACES: workspaces, RUNG_SLACK_CHANNELS: channels, RUNG_SLACK_USERS: users } = settings;
  return {
    back: new SlackBack({ proxies, ...api, ...(token && { token }) }),
    allowed: { ...(workspaces && { workspaces }), ...(channels && { channels }), ...(users && { users }) },
    ...(secrets && { secrets }),
    ...(appToken && { connect: (how) => openSocket({ token: appToken, proxies, ...api, ...how }) }),
  };
}
