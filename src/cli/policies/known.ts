/** The policy that somebody means: by the hash of one that tickets have, by its file, or by a ticket that has it. */
import { existsSync } from 'node:fs';
import type { Policy } from '../../domain/rules/policy.js';
import type { KeptPolicy } from '../../store/port.js';
import type { Store } from '../../store/mongo.js';
import { Failure } from '../failure.js';
import { policyFile } from '../policy-file.js';
import type { Terminal } from '../terminal.js';

export interface KnownPolicy {
  hash: string;
  policy: Policy;
  /** Where it comes from: a file, or `ticket T-1`. Absent: it was asked for by its hash. */
  source?: string;
}

/** As much of a hash as may stand for it. */
const HASH = /^[0-9a-f]{6,16}$/;

/** Not a file: it may stand for a policy that tickets have. */
export function isHash(asked: string): boolean {
  return HASH.test(asked) && !existsSync(asked);
}

/** @throws PolicyError, Failure */
export async function findPolicy(asked: string, terminal: Terminal): Promise<KnownPolicy> {
  if (existsSync(asked) || /\.ya?ml$/.test(asked)) {
    const { loadPolicy } = await import('../../policy/load.js');
    return { ...(await loadPolicy(asked)), source: asked };
  }
  return withStore(terminal, async ({ policies, store }) => {
    if (HASH.test(asked)) {
      const found = byHash(await policies.list(), asked);
      if (found) return found;
    }
    const ticket = (await store.load(asked))?.state;
    if (ticket) return { hash: ticket.policyHash, policy: ticket.policy, source: `ticket ${asked}` };
    throw new Failure(
      1,
      `${JSON.stringify(asked)} is no policy file, no hash that \`rung policy list\` shows, and no ticket that the database has`,
    );
  });
}

/** The policy that new tickets get; undefined if its file cannot be read, which is no matter of those that are kept. */
export async function policyOfNewTickets(
  terminal: Pick<Terminal, 'env'>,
): Promise<{ file: string; hash: string } | undefined> {
  const { loadPolicy } = await import('../../policy/load.js');
  const file = policyFile(undefined, terminal);
  try {
    return { file, hash: (await loadPolicy(file)).hash };
  } catch {
    return undefined;
  }
}

/** @throws Failure where it stands for several */
function byHash(all: readonly KeptPolicy[], beginning: string): KeptPolicy | undefined {
  const found = all.filter(({ hash }) => hash.startsWith(beginning));
  if (found.length < 2) return found[0];
  throw new Failure(2, `${beginning} stands for several policies: ${found.map(({ hash }) => hash).join(', ')}`);
}

async function withStore<T>(terminal: Terminal, work: (store: Store) => Promise<T>): Promise<T> {
  const { readSettings } = await import('../settings.js');
  const { connectStore } = await import('../../store/mongo.js');
  const { config } = await readSettings(terminal);
  const store = connectStore(config.mongodbUri);
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}
