/** Finds the address of a host, and only one that may be connected to: what is checked is what the connection is made to. */
import { lookup as systemLookup, type LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { mayBeConnected } from './addresses.js';

/** `code` of the error when a host has no address that may be connected to. */
export const CLOSED_ADDRESS = 'RUNG_CLOSED_ADDRESS';

/** Every address of a host. */
export type Resolve = (
  hostname: string,
  answer: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

const system: Resolve = (hostname, answer) => systemLookup(hostname, { all: true }, answer);

/** @param networks private ones that are open all the same. @param resolve default: the system's */
export function openLookup(networks: readonly string[], resolve: Resolve = system): LookupFunction {
  return (hostname, { all, family }, callback) =>
    resolve(hostname, (error, found) => {
      if (error) return callback(error, '');
      const usable = found.filter(({ address }) => mayBeConnected(hostname, address, networks));
      const wanted = usable.filter((one) => !family || one.family === Number(String(family).replace('IPv', '')));
      const [first] = wanted;
      if (!first) return callback(closedAddress(), '');
      if (all) callback(null, wanted);
      else callback(null, first.address, first.family);
    });
}

/** It names no address: that may be a secret. */
function closedAddress(): NodeJS.ErrnoException {
  return Object.assign(new Error('the host has no address that may be connected to'), { code: CLOSED_ADDRESS });
}
