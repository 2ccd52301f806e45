/** Slack's way back by its settings. */
import { secretsFrom, type Secrets } from '../secrets.js';
import type { Network } from '../../http/network.js';
import { SlackBack } from './back.js';
import { readSigningSecrets } from './back-settings.js';
import { appToken, botToken, takesClicks, type SlackSettings } from './credentials.js';
import type { Socket, SocketOptions } from './socket.js';

/** What the intake needs to hear clicks and `/rung`, and to answer. */
export interface SlackWayBack {
  /** What requests are signed with; undefined: none are taken by HTTP. */
  secrets?: Secrets;
  /** Opens Socket Mode; undefined: there is no app-level token. */
  connect?: (how: Pick<SocketOptions, 'received' | 'say'>) => Promise<Socket>;
  back: SlackBack;
  /** Who may act, by ids; undefined: not said. */
  allowed: { workspaces?: readonly string[]; channels?: readonly string[]; users?: readonly string[] };
}

/** Undefined: nobody takes clicks. */
export function slackWayBack(settings: SlackSettings, { proxies }: Pick<Network, 'proxies'>): SlackWayBack | undefined {
  if (!takesClicks(settings)) return undefined;
  const { SLACK_API_URL: apiUrl, SLACK_SIGNING_SECRET, SLACK_SIGNING_SECRET_FILE } = settings;
  const api = apiUrl !== undefined && { apiUrl };
  const token = botToken(settings);
  const forSockets = appToken(settings);
  const secrets = secretsFrom(SLACK_SIGNING_SECRET, SLACK_SIGNING_SECRET_FILE, readSigningSecrets);
  const { RUNG_SLACK_WORKSPACES: workspaces, RUNG_SLACK_CHANNELS: channels, RUNG_SLACK_USERS: users } = settings;
  return {
    back: new SlackBack({ proxies, ...api, ...(token && { token }) }),
    allowed: { ...(workspaces && { workspaces }), ...(channels && { channels }), ...(users && { users }) },
    ...(secrets && { secrets }),
    ...(forSockets && {
      async connect(how) {
        // A client and a websocket that nobody else needs.
        const { openSocket } = await import('./socket.js');
        return openSocket({ token: forSockets, proxies, ...api, ...how });
      },
    }),
  };
}
