/** What a ticket's histories call for. */
import { describe, expect, it } from 'vitest';
import { loadPolicy } from '../../../src/policy/index.js';
import { expect as expected } from './expectation.js';
import type { Run } from './histories.js';
import type { Activation } from './witness.js';

const OPENED = Date.UTC(2026, 0, 5);
const S = 1_000;

async function runWith(...activations: Activation[]): Promise<Run> {
  const { policy, hash } = await loadPolicy('test/faults/policy.yaml');
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

const entries = (run: Run) => expected('T-1', [run]).log.map(({ decision: { kind, at } }) => [kind, at - OPENED]);

describe('a timer', () => {
  it('for a deadline is a wake, whatever came with it', async () => {
    const run = await runWith({ at: OPENED + 16 * S, brought: [{ kind: 'activity' }, { kind: 'timer' }] });
    expect(entries(run)).toEqual([['escalated', 16 * S]]);
  });

  it('that ends a long run is none: the deadline that has passed is met by its own', async () => {
    const run = await runWith(
      { at: OPENED + 16 * S, brought: [{ kind: 'by-the-way' }, { kind: 'activity' }] },
      { at: OPENED + 17 * S, brought: [{ kind: 'timer' }] },
    );
    expect(entries(run)).toEqual([['escalated', 17 * S]]);
  });
});
