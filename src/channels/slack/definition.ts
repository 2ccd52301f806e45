/** The channel `slack`: what a target is, its settings, its words. */
import { define } from '../definition.js';
import { SLACK_SETTINGS } from './settings.js';
import { readSlackTarget } from './target.js';

/** Messages in channels of a Slack workspace, or to a member of it. */
export const slack = define({
  label: 'Slack',
  target: 'A Slack channel, `"#name"` in quotes, or the id of a channel or member.',
  examples: ['#tier2-queue', 'C0123ABCDEF'],
  read: readSlackTarget,
  // Names of channels are in small letters; ids are as they are.
  identity: (address) => (address.startsWith('#') ? address.toLowerCase() : address),
  place: (address) => address,
  settings: SLACK_SETTINGS,
  alternatives: [
    ['SLACK_BOT_TOKEN', 'SLACK_BOT_TOKEN_FILE'],
    ['SLACK_SIGNING_SECRET', 'SLACK_SIGNING_SECRET_FILE'],
    ['SLACK_APP_TOKEN', 'SLACK_APP_TOKEN_FILE'],
  ],
  operator: 'RUNG_OPERATOR_SLACK',
  refused: 'Slack refuses our token or settings; its alerts wait until that is mended',
});
