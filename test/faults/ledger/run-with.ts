/** Runs for the tests of the ledger, as if read from a history. */
import { loadPolicy, type LoadedPolicy } from '../../../src/policy/index.js';
import type { Run } from './histories.js';
import type { Activation } from './witness.js';

export const OPENED = Date.UTC(2026, 0, 5);
export const S = 1_000;

/** A run of the ticket `T-1`, of 20 s, that was opened then and has lived through these. */
export async function runWith(...activations: Activation[]): Promise<Run> {
  return runUnder(await loadPolicy('test/faults/policy.yaml'), ...activations);
}

/** The same under another policy. */
export function runUnder({ policy, hash }: LoadedPolicy, ...activations: Activation[]): Run {
  const ticket = { ticketId: 'T-1', status: 'open', priority: 'low', customerTier: 'standard', slaHours: 20 / 3600 };
  return {
    ticketId: 'T-1',
    status: 'RUNNING',
    input: { mode: 'open', ticket: { ...ticket, createdAt: OPENED }, policy, policyHash: hash },
    activations: [{ at: OPENED, brought: [{ kind: 'start' }] }, ...activations],
    trouble: undefined,
    divergence: undefined,
    events: 0,
    history: {},
    timedOut: [],
    tasks: [],
    failedTasks: 0,
    refusedEnds: 0,
    patches: new Set(),
    workers: new Set(),
  };
}
