/** Opening thousands: several at a time, what is the help desk's in batches, and all answers in order. */
import { expect, it } from 'vitest';
import type { Engine } from '../../src/cli/engine.js';
import { judge, Opening, type Opened } from '../../src/cli/opening.js';
import { sideBySide } from '../../src/cli/side-by-side.js';
import { loadPolicy } from '../../src/policy/index.js';
import { StoreError } from '../../src/store/errors.js';

const { policy } = await loadPolicy('policies/default.yaml');
const options = { say: () => undefined };

function candidates(count: number, own: (i: number) => object) {
  const ticket = { status: 'open', priority: 'normal', customerTier: 'standard', slaHours: 24 };
  return Array.from({ length: count }, (_, i) =>
    judge({ line: i + 1, read: { ticket: { ...ticket, ticketId: `M-${i}`, ...own(i) } } }, policy),
  );
}

/** An engine that answers late and out of order, and remembers how much it had to do at once. */
function engine(adopts: (count: number) => void = () => undefined) {
  const seen = { batches: [] as number[], open: 0, most: 0, kept: new Set<string>(), unkept: [] as string[], asked: 0 };
  const rung = {
    async openTicket({ ticketId }: { ticketId: string }) {
      seen.most = Math.max(seen.most, ++seen.open);
      if (!seen.kept.has(ticketId)) seen.unkept.push(ticketId);
      await new Promise((resolve) => setTimeout(resolve, Number(ticketId.slice(-1)) % 3));
      seen.open--;
      return { outcome: 'opened' as const };
    },
  };
  const archive = {
    adoptAll(tickets: { ticketId: string }[]) {
      adopts(tickets.length);
      seen.batches.push(tickets.length);
      for (const { ticketId } of tickets) seen.kept.add(ticketId);
      return Promise.resolve();
    },
  };
  const hasBegun = (ticketId: string) => {
    seen.asked++;
    return Promise.resolve(ticketId.startsWith('M-'));
  };
  return { seen, engine: { rung, store: { archive }, hasBegun } as unknown as Engine };
}

async function allOf(opening: Opening, entries: Parameters<Opening['all']>[0]): Promise<Opened[]> {
  const all: Opened[] = [];
  for await (const opened of opening.all(entries)) all.push(opened);
  return all;
}

it('opens 32 at a time, after their keys are kept a hundred at a time, and answers in order', async () => {
  const { seen, engine: there } = engine();
  const entries = candidates(1_050, (i) => ({ subject: `about ${i}` }));
  const all = await allOf(new Opening(there, options), entries);
  expect(all.map(({ line }) => line)).toEqual(entries.map(({ line }) => line));
  expect(all.every(({ outcome, kept }) => outcome === 'opened' && kept === true)).toBe(true);
  expect(seen.batches).toEqual([...Array<number>(10).fill(100), 50]);
  expect(seen.most).toBe(32);
  expect(seen.unkept).toEqual([]);
  // Whether workers keep pace: about one in twenty of those beyond the forty that may wait.
  expect(seen.asked).toBeGreaterThan(45);
});

it('does not ask a database again that has failed once, and opens all the same', async () => {
  let asked = 0;
  const { engine: there } = engine(() => {
    asked++;
    throw new StoreError('unavailable', 'no answer');
  });
  const opening = new Opening(there, options);
  const all = await allOf(
    opening,
    candidates(1_000, (i) => (i === 3 ? {} : { subject: 'x' })),
  );
  expect(all.map(({ kept }) => kept).filter((kept) => kept !== false)).toEqual([null]);
  expect(all.every(({ outcome }) => outcome === 'opened')).toBe(true);
  expect(opening.trouble).toBe('no answer');
  expect(asked).toBeLessThanOrEqual(2);
});

it('judges a ticket with a key that cannot be kept as invalid, and no other', async () => {
  const { seen, engine: there } = engine();
  const all = await allOf(
    new Opening(there, options),
    candidates(3, (i) => ({ [i === 1 ? 'a.b' : 'subject']: 'x' })),
  );
  expect(all.map(({ outcome }) => outcome)).toEqual(['opened', 'invalid', 'opened']);
  expect(all[1]!.error).toContain('the key "a.b" cannot be kept');
  expect(seen.batches).toEqual([2]);
});

it('begins nothing more once one has failed', async () => {
  const begun: number[] = [];
  const numbers = Array.from({ length: 100 }, (_, i) => i);
  const work = (i: number) => {
    begun.push(i);
    return i === 5 ? Promise.reject(new Error('five')) : Promise.resolve(i);
  };
  const done: number[] = [];
  const failing = (async () => {
    for await (const i of sideBySide(numbers, 8, work)) done.push(i);
  })();
  await expect(failing).rejects.toThrow('five');
  expect(done).toEqual([0, 1, 2, 3, 4]);
  expect(begun.length).toBeLessThanOrEqual(14);
});
