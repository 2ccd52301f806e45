/** Who somebody is whom we know by an address on a channel: a person of the policy, or the address. */
import { createHash } from 'node:crypto';
import { NAME } from '../../domain/forms/messages.js';
import type { Policy } from '../../domain/rules/policy.js';
import { beginning } from '../../reading/cut.js';

/** So long a name that somebody has given themselves is shown. */
const LONGEST = 60;
/** So many digits of a hash tell addresses apart that begin alike. */
const HASH = 16;

/** The name under which something is recorded. A name that somebody has chosen is never without their id: it may be another's. */
export function memberName(policy: Policy, { id, name }: { id: string; name: string }): string {
  const person = personAt(policy, 'slack', (address) => address === id);
  if (person !== undefined) return person;
  const shown = beginning(name.replace(/[^\p{L}\p{M}\p{N} ._-]/gu, '').trim(), LONGEST);
  return shown === '' ? `slack ${id}` : `${shown} (slack ${id})`;
}

/** The name of whoever reads the mails to this address; another address has another one, since who has taken a ticket on is known by it. */
export function addresseeName(policy: Policy, address: string): string {
  const same = (other: string) => other.toLowerCase() === address.toLowerCase();
  const person = personAt(policy, 'email', same);
  if (person !== undefined || address.length <= NAME.longest) return person ?? address;
  // A name is shorter than an address may be.
  const hash = createHash('sha256').update(address).digest('hex').slice(0, HASH);
  return `${beginning(address, NAME.longest - HASH - 1)}…${hash}`;
}

/** Whether a member is one of the people of the policy. */
export function isPerson(policy: Policy, id: string): boolean {
  return personAt(policy, 'slack', (address) => address === id) !== undefined;
}

function personAt(
  { people = {} }: Policy,
  channel: 'slack' | 'email',
  fits: (address: string) => boolean,
): string | undefined {
  return Object.entries(people).find(([, addresses]) => {
    const address = addresses[channel];
    return address !== undefined && fits(address);
  })?.[0];
}
