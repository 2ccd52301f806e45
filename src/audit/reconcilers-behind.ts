/** Reconcilers that are behind: a help desk's API that has not been read to the end for too long. */
import { lateReconcilers, type ReconcilerAt } from '../domain/audit/reconcilers.js';
import type { Finding } from '../domain/audit/drift.js';
import type { Milliseconds } from '../domain/rules/policy.js';
import type { ReconcilerStore } from '../store/intake-port.js';

/** Those that there should be. */
export interface Reconciling {
  names: readonly string[];
  /** 0: they are switched off. */
  every: Milliseconds;
  cursors: Pick<ReconcilerStore, 'read'>;
}

export async function behind({ names, every, cursors }: Reconciling, now = Date.now()): Promise<Finding[]> {
  if (every === 0 || names.length === 0) return [];
  const standings = await Promise.all(
    names.map(async (name): Promise<ReconcilerAt> => ({ name, ...(await cursors.read(name)) })),
  );
  const late = lateReconcilers(standings, every, now);
  if (late.length === 0) return [];
  const examples = late.map(({ name, detail }) => ({ subject: name, detail }));
  return [{ kind: 'reconciler-behind', count: late.length, repaired: 0, examples }];
}
