/** What a ticket's histories call for. */
import { describe, expect, it } from 'vitest';
import { expect as expected } from './expectation.js';
import type { Run } from './histories.js';
import { tellingPolicy } from '../tickets/unanswered.js';
import { OPENED, runUnder, runWith, S } from './run-with.js';

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

  it('for hours that open is one if a deadline has passed by then', async () => {
    const opening = (after: number) => ({ at: OPENED + after * S, brought: [{ kind: 'opening' as const }] });
    const run = runUnder(await tellingPolicy(OPENED), opening(9), opening(11), opening(12));
    expect(entries(run)).toEqual([['notified', 11 * S]]);
  });
});
