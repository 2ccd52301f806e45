/** What sends on each channel. */
import type { CHANNELS, ChannelName } from './definitions.js';
import { setUpEmail } from './email/index.js';
import type { SetUp } from './set-up.js';
import { setUpSlack } from './slack/index.js';
import { setUpTeams } from './teams/adapter.js';
import { setUpWebhook } from './webhook/index.js';

/** Each channel's own. */
export const ADAPTERS: { [C in ChannelName]: SetUp<(typeof CHANNELS)[C]> } = {
  slack: setUpSlack,
  email: setUpEmail,
  webhook: setUpWebhook,
  teams: setUpTeams,
};

export { consoleChannel } from './console/adapter.js';
