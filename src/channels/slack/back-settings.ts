/** Settings of Slack's way back: buttons and `/rung`. */
import { readText } from '../../reading/names.js';
import type { ScalarReading } from '../../reading/scalar.js';
import { readSecretList } from '../../reading/secrets.js';
import { optional } from '../../reading/setting.js';

export const SLACK_BACK_SETTINGS = {
  SLACK_SIGNING_SECRET: optional(
    'The signing secret of the Slack app: with it alerts have buttons, and the intake takes clicks and /rung; two, separated by a comma, while one is exchanged.',
    '8f742231b10e8888abcd99yyyzzz85a5',
    readSigningSecrets,
  ),
  SLACK_SIGNING_SECRET_FILE: optional(
    'A file that holds the signing secret, instead of SLACK_SIGNING_SECRET; a change is seen within seconds.',
    '/run/secrets/slack_signing_secret',
    (text) => readText(text, 'the path of a file'),
  ),
  SLACK_APP_TOKEN: optional(
    'The app-level token of the Slack app, for Socket Mode: clicks and /rung come over a connection that the intake opens, without a public address.',
    'xapp-your-token',
    readAppToken,
  ),
  SLACK_APP_TOKEN_FILE: optional(
    'A file that holds the app-level token, instead of SLACK_APP_TOKEN; it is read for each connection.',
    '/run/secrets/slack_app_token',
    (text) => readText(text, 'the path of a file'),
  ),
  RUNG_SLACK_WORKSPACES: optional(
    'The ids of the Slack workspaces whose members may act on tickets, separated by commas; without it that of the bot token.',
    'T0123ABCD',
    ids(/^[TE][A-Z0-9]{2,20}$/, 'ids of workspaces such as T0123ABCD, separated by commas'),
  ),
  RUNG_SLACK_CHANNELS: optional(
    'The Slack channels in which members may act on tickets: ids, or names with #, separated by commas; without it those that the policy alerts.',
    'C0123ABCDEF,#tier2-queue',
    ids(
      /^(?:#[\p{L}\p{M}\p{N}_-]{1,80}|[CGD][A-Z0-9]{2,20})$/u,
      'channels such as C0123ABCDEF or #tier2-queue, separated by commas',
    ),
  ),
  RUNG_SLACK_USERS: optional(
    'The ids of the Slack members who may act on tickets beside the people of the policy, separated by commas; without it every member who is in one of those channels.',
    'U0123ABCD,U0456EFGH',
    ids(/^[UW][A-Z0-9]{2,20}$/, 'ids of members such as U0123ABCD, separated by commas'),
  ),
};

/** What `SLACK_SIGNING_SECRET` and its file hold. */
export function readSigningSecrets(text: string): ScalarReading<string[]> {
  return readSecretList(text, 16);
}

function readAppToken(text: string): ScalarReading<string> {
  return /^xapp-[\x21-\x7e]+$/.test(text)
    ? { value: text }
    : {
        message: 'is not an app-level token',
        expected: 'one that starts with xapp-, with the scope connections:write',
      };
}

function ids(form: RegExp, expected: string) {
  return (text: string): ScalarReading<string[]> => {
    const given = text.split(/[\s,]+/).filter((one) => one !== '');
    return given.length > 0 && given.every((one) => form.test(one))
      ? { value: given }
      : { message: 'names something else', expected };
  };
}
