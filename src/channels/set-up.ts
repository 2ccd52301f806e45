/** How the adapter of a channel comes to be. */
import type { Settings, SettingValues } from '../reading/setting.js';
import type { Milliseconds } from '../domain/rules/policy.js';
import type { Network } from '../http/network.js';
import type { ChannelDefinition } from './definition.js';
import type { DigestChannel } from './port.js';

/** A channel as it was set up. */
export interface Outlet {
  channel: DigestChannel;
  /** What the start-up line says of it. */
  said: string;
  /** The most messages a second that this process sends to one target. */
  perSecond: number;
}

/** What all channels are told. */
export interface ChannelDeps {
  /** Bound of one attempt to send. */
  sendMs: Milliseconds;
  network: Network;
}

/** Without its settings a channel cannot send: then `printed` is the start-up line, and its alerts go to the console. */
export type SetUp<D extends ChannelDefinition> = (
  settings: D extends ChannelDefinition<infer S extends Settings> ? SettingValues<S> : never,
  circumstances: ChannelDeps,
) => Outlet | { printed: string };
