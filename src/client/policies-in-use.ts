/** The policies of tickets that were opened when the policy for new tickets was another: their words are judged by these. */
import type { Instant, Milliseconds, Policy } from '../domain/rules/policy.js';
import { namesOf, type KnownNames } from '../schemas/known-names.js';
import { within } from '../waiting/within.js';
import type { PolicyOfNewTickets } from './options.js';

/** How often they are asked for, at most, and how long whoever needs them waits for that. */
const EVERY: Milliseconds = 10_000;
const PATIENCE: Milliseconds = 250;

/** What is known of them just now, beside a policy for new tickets. */
interface Others {
  all: readonly PolicyOfNewTickets[];
  /** Those that know other words, by their hashes. */
  differing: ReadonlyMap<string, Policy>;
  /** All words that some ticket's policy knows. */
  names: KnownNames;
}

/** All policies that tickets have or had. May reject: then what was known before stands. */
type List = () => Promise<readonly PolicyOfNewTickets[]>;

const shared = new WeakMap<List, PoliciesInUse>();

export class PoliciesInUse {
  private known: readonly PolicyOfNewTickets[] = [];
  private lookedAt: Instant = -Infinity;
  private looking: Promise<void> | undefined;
  private latest: { beside: PolicyOfNewTickets; of: readonly PolicyOfNewTickets[]; others: Others } | undefined;

  private constructor(
    private readonly list: List,
    private readonly now: () => Instant,
  ) {}

  /** The same for all who come with the same list, which is asked once for them. */
  static listedBy(list: List, now: () => Instant = Date.now): PoliciesInUse {
    const known = shared.get(list) ?? new PoliciesInUse(list, now);
    shared.set(list, known);
    return known;
  }

  /** Asks for them if that is long ago. Undefined: somebody has just asked. Never rejects, and takes 250 ms at most. */
  look(): Promise<void> | undefined {
    if (!this.looking && this.now() >= this.lookedAt + EVERY) {
      this.lookedAt = this.now();
      this.looking = this.ask().finally(() => (this.looking = undefined));
    }
    return this.looking && within(PATIENCE, this.looking).catch(() => undefined);
  }

  /** Those that are known, beside the policy for new tickets. */
  beside(present: PolicyOfNewTickets): Others {
    if (this.latest?.beside.hash !== present.hash || this.latest.of !== this.known)
      this.latest = { beside: present, of: this.known, others: othersOf(this.known, present) };
    return this.latest.others;
  }

  private async ask(): Promise<void> {
    try {
      this.known = await this.list();
    } catch {
      // They are asked for again; a fact does not wait for them.
    }
  }
}

function othersOf(known: readonly PolicyOfNewTickets[], present: PolicyOfNewTickets): Others {
  const names = namesOf(present.policy);
  const all = known.filter(({ hash }) => hash !== present.hash);
  const differing = all.filter(({ policy }) => !sameWords(namesOf(policy), names));
  return {
    all,
    differing: new Map(differing.map(({ hash, policy }) => [hash, policy])),
    names: differing.length === 0 ? names : united([names, ...differing.map(({ policy }) => namesOf(policy))]),
  };
}

function sameWords(some: KnownNames, others: KnownNames): boolean {
  return Object.keys(some).every((kind) => {
    const [a, b] = [some[kind as keyof KnownNames], others[kind as keyof KnownNames]];
    return a.length === b.length && a.every((name) => b.includes(name));
  });
}

function united(all: readonly KnownNames[]): KnownNames {
  const of = (kind: keyof KnownNames) => [...new Set(all.flatMap((names) => names[kind]))];
  return {
    priorities: of('priorities'),
    tiers: of('tiers'),
    statuses: of('statuses'),
    closing: of('closing'),
    customerTiers: of('customerTiers'),
    groups: of('groups'),
  };
}
