/** The channels. This list and the one of their adapters (`adapters.ts`) are all that names them. */
import type { SettingValues } from '../reading/setting.js';
import type { ChannelDefinition } from './definition.js';
import { email } from './email/definition.js';
import { slack } from './slack/definition.js';
import { teams } from './teams/definition.js';
import { webhook } from './webhook/definition.js';

/** By the names that policies, alert keys and task queues have for them. */
export const CHANNELS = { slack, email, webhook, teams };

export type ChannelName = keyof typeof CHANNELS;

/** In the order in which they are shown and asked for. */
export const CHANNEL_NAMES = Object.keys(CHANNELS) as ChannelName[];

/** What was read from the settings of each channel. */
export type ChannelSettings = { [C in ChannelName]: SettingValues<(typeof CHANNELS)[C]['settings']> };

/** Undefined: another version of Rung may know it. */
export function channelNamed(name: string): ChannelDefinition | undefined {
  return Object.hasOwn(CHANNELS, name) ? CHANNELS[name as ChannelName] : undefined;
}

/** `Slack #tier2-queue` */
export function labelledTarget({ channel, address }: { channel: string; address: string }): string {
  return `${channelNamed(channel)?.label ?? channel} ${address}`;
}

/** A target by its name (`slack:#tier2-queue`), in words that tell it from one on any other channel: `#tier2-queue`. */
export function placeOf(target: string): string {
  const end = target.indexOf(':');
  return (end < 0 ? undefined : channelNamed(target.slice(0, end))?.place(target.slice(end + 1))) ?? target;
}
