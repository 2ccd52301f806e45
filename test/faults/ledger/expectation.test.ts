/** What a ticket's histories call for. */
import { describe, expect, it } from 'vitest';
import { expect as expected } from './expectation.js';
import type { Run } from './histories.js';
import { OPENED, runWith, S } from './run-with.js';

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
