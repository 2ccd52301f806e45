/** Thousands of tickets that are opened: never more than a few wait for a worker, however slow the workers are. */
import { describe, expect, it } from 'vitest';
import { KeepingPace, MOST_WAITING, type KeepingPaceOptions } from '../../src/cli/keeping-pace.js';
import { sideBySide } from '../../src/cli/side-by-side.js';

/** Workers that take `each` milliseconds for a ticket, one after the other, from an instant on. Time passes by sleeping. */
function workers({ each, from = 0 }: { each: number; from?: number }, more: Partial<KeepingPaceOptions> = {}) {
  let now = 0;
  const opened: string[] = [];
  const seen = { mostWaiting: 0, asked: 0, told: [] as number[] };
  const begun = () => Math.min(opened.length, Math.max(0, Math.floor((now - from) / each)));
  const pace = new KeepingPace({
    hasBegun: async (ticketId) => {
      seen.asked++;
      return opened.indexOf(ticketId) < begun();
    },
    noWorker: () => void seen.told.push(now),
    clock: {
      now: () => now,
      sleep: async (ms) => void (now += ms),
    },
    ...more,
  });
  const open = async (ticketId: string) => {
    await Promise.resolve();
    if (ticketId.startsWith('old')) return { outcome: 'exists' };
    opened.push(ticketId);
    seen.mostWaiting = Math.max(seen.mostWaiting, opened.length - begun());
    return { outcome: 'opened' };
  };
  const all = async (ids: string[]) => {
    for await (const _ of sideBySide(ids, 32, (id) => pace.open(id, () => open(id))));
  };
  return { seen, opened, all, now: () => now };
}

const named = (count: number, name = 'T') => Array.from({ length: count }, (_, i) => `${name}-${i}`);

describe('keeping pace', () => {
  it('with slow workers, opens all, and no more than a few wait at any time', async () => {
    const { seen, opened, all, now } = workers({ each: 30 });
    await all(named(2_000));
    expect(opened).toHaveLength(2_000);
    expect(seen.mostWaiting).toBeLessThanOrEqual(MOST_WAITING);
    // Nor do the workers wait for it: only the last few are still to be begun.
    expect(now()).toBeLessThanOrEqual(2_000 * 30 * 1.2);
    expect(seen.told).toEqual([]);
  });

  it('asks about one in twenty where the workers are quick', async () => {
    const { seen, opened, all } = workers({ each: 0.001, from: -1e6 });
    await all(named(2_000));
    expect(opened).toHaveLength(2_000);
    expect(seen.asked).toBeLessThanOrEqual(100);
  });

  it('waits for a worker, says so once, and goes on when there is one', async () => {
    const { seen, opened, all } = workers({ each: 30, from: 60_000 });
    await all(named(200));
    expect(opened).toHaveLength(200);
    expect(seen.mostWaiting).toBe(MOST_WAITING);
    expect(seen.told).toEqual([10_000]);
  });

  it('asks nothing about tickets that existed, or for a few', async () => {
    const { seen, opened, all } = workers({ each: Infinity });
    await all([...named(500, 'old'), ...named(MOST_WAITING - 1)]);
    expect([opened.length, seen.asked]).toEqual([MOST_WAITING - 1, 0]);
  });

  it.each<[string, Partial<KeepingPaceOptions>]>([
    ['whoever stops it', { stopped: () => true }],
    ['an engine that does not say', { hasBegun: () => Promise.reject(new Error('no answer')) }],
  ])('%s is not kept waiting', async (_what, more) => {
    const { opened, all } = workers({ each: Infinity }, more);
    await all(named(200));
    expect(opened).toHaveLength(200);
  });
});
