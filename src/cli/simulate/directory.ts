/** Who is behind an address: people by the names that policies have for them. */
import { channelNamed } from '../../channels/definitions.js';
import type { Policy } from '../../domain/rules/policy.js';

/**
 * The people of one policy, or of two that are held against each other: whoever is reached at one of the addresses of a person is that
 * person, by the name that the first of the policies has, also where the other policy has only the address.
 */
export class Directory {
  /** By address; more than one where people share it. */
  private readonly names = new Map<string, string[]>();

  constructor(policies: readonly Pick<Policy, 'people'>[]) {
    for (const { people = {} } of policies) {
      for (const [name, addresses] of Object.entries(people)) {
        const places = Object.entries(addresses).map(([channel, address]) => placeAt(channel, address!));
        this.add(this.nameBefore(policies, name, places) ?? name, places);
      }
    }
  }

  /**
   * Undefined: it is nobody's.
   * @param target as decisions name it: `slack:U012ANNA`
   * @param onCall who has which rotation: of several with that address it is whoever is on call
   */
  personAt(target: string, onCall: Readonly<Record<string, string>> = {}): string | undefined {
    const [channel = ''] = target.split(':', 1);
    const names = this.names.get(placeAt(channel, target.slice(channel.length + 1)));
    if (!names || names.length < 2) return names?.[0];
    const called = new Set(Object.values(onCall));
    return names.find((name) => called.has(name)) ?? names[0];
  }

  /** What the first policy calls a person of whom it has an address; undefined if it does not know them, or somebody by that name. */
  private nameBefore([first]: readonly Pick<Policy, 'people'>[], name: string, places: readonly string[]) {
    if (Object.hasOwn(first?.people ?? {}, name)) return undefined;
    return places.flatMap((place) => this.names.get(place) ?? [])[0];
  }

  private add(name: string, places: readonly string[]): void {
    for (const place of places) {
      const there = this.names.get(place) ?? [];
      if (!there.includes(name)) this.names.set(place, [...there, name]);
    }
  }
}

/** However it is spelt. */
function placeAt(channel: string, address: string): string {
  return `${channel}:${channelNamed(channel)?.identity(address) ?? address}`;
}
