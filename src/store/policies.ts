/** Policies in MongoDB, each under its hash. */
import type { Collection } from 'mongodb';
import type { Policy } from '../domain/rules/policy.js';
import { isDuplicate } from './errors.js';
import { decodeKeys, encodeKeys } from './keys.js';
import type { KeptPolicy, PolicyStore } from './port.js';

export interface PolicyDocument {
  /** The hash. */
  _id: string;
  policy: unknown;
  /** On which day its time zones and holidays were looked up, counted from 1970-01-01; -1: it has none. */
  pinnedDay: number;
  firstUsedAt: Date;
}

export function policyStore(policies: Collection<PolicyDocument>, maxTimeMS: number): PolicyStore {
  const limit = { maxTimeMS };
  return {
    async keep({ hash, policy }, at) {
      const pinnedDay = policy.pinned?.day ?? -1;
      const encoded = encodeKeys(policy);
      try {
        await policies.insertOne({ _id: hash, policy: encoded, pinnedDay, firstUsedAt: new Date(at) }, limit);
      } catch (error) {
        if (!isDuplicate(error)) throw error;
        const older = { _id: hash, pinnedDay: { $lt: pinnedDay } };
        await policies.updateOne(older, { $set: { policy: encoded, pinnedDay } }, limit);
      }
    },

    async find(hash) {
      const found = await policies.findOne({ _id: hash }, limit);
      return found && kept(found);
    },

    async list() {
      return (await policies.find({}, limit).sort({ firstUsedAt: -1 }).toArray()).map(kept);
    },
  };
}

function kept({ _id: hash, policy, firstUsedAt }: PolicyDocument): KeptPolicy {
  return { hash, policy: decodeKeys(policy) as Policy, firstUsedAt: firstUsedAt.getTime() };
}

/** Keeps each policy once for as long as the process lives; one that could not be kept is kept with the next ticket that brings it. */
export class PolicyKeeper {
  private readonly known = new Set<string>();

  constructor(private readonly policies: PolicyStore) {}

  async keep(hash: string, policy: Policy): Promise<void> {
    const name = `${hash} ${policy.pinned?.day}`;
    if (this.known.has(name)) return;
    try {
      await this.policies.keep({ hash, policy }, Date.now());
      this.known.add(name);
    } catch {
      // The ticket has it all the same.
    }
  }
}
