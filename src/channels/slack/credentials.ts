/** How Slack lets us in, and whether somebody takes what comes back from it. */
import type { SettingValues } from '../../reading/setting.js';
import type { slack } from './definition.js';
import { fixedToken, tokenFile, type TokenSource } from './token.js';

export type SlackSettings = SettingValues<(typeof slack)['settings']>;

/** Whether somebody takes the clicks on buttons; without that there are none. */
export function takesClicks(settings: SlackSettings): boolean {
  const { SLACK_SIGNING_SECRET, SLACK_SIGNING_SECRET_FILE, SLACK_APP_TOKEN, SLACK_APP_TOKEN_FILE } = settings;
  return [SLACK_SIGNING_SECRET, SLACK_SIGNING_SECRET_FILE, SLACK_APP_TOKEN, SLACK_APP_TOKEN_FILE].some(
    (one) => one !== undefined,
  );
}

/** The bot token; undefined: there is none. */
export function botToken({ SLACK_BOT_TOKEN, SLACK_BOT_TOKEN_FILE }: SlackSettings): TokenSource | undefined {
  return sourceOf(SLACK_BOT_TOKEN, SLACK_BOT_TOKEN_FILE);
}

/** The app-level token, for Socket Mode; undefined: there is none. */
export function appToken({ SLACK_APP_TOKEN, SLACK_APP_TOKEN_FILE }: SlackSettings): TokenSource | undefined {
  return sourceOf(SLACK_APP_TOKEN, SLACK_APP_TOKEN_FILE);
}

function sourceOf(token: string | undefined, file: string | undefined): TokenSource | undefined {
  if (file !== undefined) return tokenFile(file);
  return token === undefined ? undefined : fixedToken(token);
}
