/** How other machines are reached. */
import type { Proxies } from './proxies.js';

export interface Network {
  proxies: Proxies;
  /** Private networks, such as `10.1.0.0/16`, that may be sent to all the same. */
  privateNetworks: readonly string[];
}
