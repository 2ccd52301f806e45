/** What serves each channel, by the settings. */
import { ADAPTERS, consoleChannel } from '../channels/adapters.js';
import { CHANNEL_NAMES, type ChannelName, type ChannelSettings } from '../channels/definitions.js';
import type { AlertChannel } from '../channels/port.js';
import type { Outlet, ChannelDeps } from '../channels/set-up.js';
import type { Config } from '../config/index.js';
import { paced } from '../delivery/pacing.js';

/** A channel that takes alerts. */
export interface OpenChannel {
  name: ChannelName;
  channel: AlertChannel;
  /** What the start-up line says of it. */
  said: string;
  /** The most messages a second that this process sends to one target; undefined: as many as come. */
  perSecond?: number;
}

/** All of them; those without settings are served by the console. @param print where that writes its lines. Default: standard output. */
export function openChannels({ channels, alerts, network }: Config, print?: (line: string) => void): OpenChannel[] {
  return CHANNEL_NAMES.map((name) => {
    const outlet = outletOf(name, channels, { sendMs: alerts.timeout, network });
    if ('printed' in outlet) return { name, channel: consoleChannel(name, print), said: outlet.printed };
    const { channel, said, perSecond } = outlet;
    return { name, channel: paced(channel, perSecond), said, perSecond };
  });
}

function outletOf<C extends ChannelName>(name: C, settings: ChannelSettings, circumstances: ChannelDeps) {
  const setUp = ADAPTERS[name] as (own: ChannelSettings[C], all: ChannelDeps) => Outlet | { printed: string };
  return setUp(settings[name], circumstances);
}
