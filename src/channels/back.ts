/** How people answer on a channel: what the intake needs of the channels that have a way back. */
import { linkSettings } from './email/link-set-up.js';
import { slackWayBack } from './slack/back-set-up.js';

export { readLinkToken, type LinkAbout } from './email/acknowledge-link.js';
export type { AcknowledgeLinkSettings } from './email/link-set-up.js';
export type { SlackBack, Shown } from './slack/back.js';
export type { SlackWayBack } from './slack/back-set-up.js';
export { escaped } from './slack/blocks.js';
export { answeredBlocks, changeOf, CLICKS, OPENS, readCarried, type Carried, type Click } from './slack/buttons.js';
export { linkSettings, slackWayBack };
export { when } from './time-words.js';
