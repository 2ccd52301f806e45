/** What a channel's gate learns from sends, in virtual time. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { FAILURES, OPEN_MS } from '../../src/delivery/breaker.js';
import { Gate, SLOW_MS } from '../../src/delivery/gate.js';
import { DeliveryError, type Reaction } from '../../src/channels/port.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const after = (ms: number) => new Promise<string>((resolve) => setTimeout(() => resolve('sent'), ms));
const failing = (reaction: Reaction) => Promise.reject(new DeliveryError('no luck', reaction, 'no'));
const gateOf = (most = 40) => new Gate(most, Date.now);
const isOpen = (gate: Gate) => {
  try {
    gate.enter()();
    return false;
  } catch {
    return true;
  }
};
async function ended(gate: Gate, sends: (() => Promise<unknown>)[]): Promise<void> {
  for (const send of sends) await gate.watch(send()).catch(() => undefined);
}
const times = (count: number, send: () => Promise<unknown>) => Array.from({ length: count }, () => send);

describe('a send that takes too long', () => {
  test('counts as failed as soon as it does, not when it ends', async () => {
    const gate = gateOf();
    const sends = times(FAILURES, () => after(SLOW_MS + 2_000)).map((send) => gate.watch(send()));
    await vi.advanceTimersByTimeAsync(SLOW_MS - 1);
    expect(isOpen(gate)).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(isOpen(gate)).toBe(true);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(await Promise.all(sends)).toEqual(Array(FAILURES).fill('sent'));
    expect(isOpen(gate)).toBe(true);
  });

  test('is none of the others', async () => {
    const gate = gateOf();
    const sends = times(FAILURES, () => after(SLOW_MS - 1)).map((send) => gate.watch(send()));
    await vi.advanceTimersByTimeAsync(SLOW_MS);
    await Promise.all(sends);
    expect(isOpen(gate)).toBe(false);
  });

  test('is measured by the time it is given', async () => {
    const gate = gateOf();
    for (let n = 0; n < FAILURES; n++) void gate.watch(after(SLOW_MS + 500), SLOW_MS + 1_000);
    await vi.advanceTimersByTimeAsync(SLOW_MS + 1_000);
    expect(isOpen(gate)).toBe(false);
  });
});

describe('alerts that share a message', () => {
  test('are one failure', async () => {
    const gate = gateOf();
    const digest = failing({ kind: 'retry' });
    await Promise.allSettled(Array.from({ length: 40 }, () => gate.watch(digest)));
    expect(isOpen(gate)).toBe(false);
    await ended(
      gate,
      times(FAILURES - 1, () => failing({ kind: 'retry' })),
    );
    expect(isOpen(gate)).toBe(true);
  });

  test('are one that takes too long', async () => {
    const gate = gateOf();
    const digest = after(SLOW_MS + 1);
    for (let n = 0; n < 40; n++) void gate.watch(digest);
    await vi.advanceTimersByTimeAsync(SLOW_MS + 1);
    expect(isOpen(gate)).toBe(false);
  });
});

describe('a failed send', () => {
  test.each<[string, (() => Promise<unknown>)[], boolean]>([
    ['that may be tried again opens it after a few', times(FAILURES, () => failing({ kind: 'retry' })), true],
    ['that may be tried again does not by itself', [() => failing({ kind: 'retry' })], false],
    ['of which nothing is known opens it after a few', times(FAILURES, () => Promise.reject(new Error('?'))), true],
    ['for our credentials opens it at once', [() => failing({ kind: 'suspend' })], true],
    ['for a pause opens it at once', [() => failing({ kind: 'retry-at', afterMs: 1_000 })], true],
    ['for its target alone never does', times(9, () => failing({ kind: 'give-up' })), false],
  ])('%s', async (_, sends, open) => {
    const gate = gateOf();
    await ended(gate, sends);
    expect(isOpen(gate)).toBe(open);
  });

  test('is no wish of the provider’s unless it says so', async () => {
    const gate = gateOf();
    await ended(gate, [...times(FAILURES, () => failing({ kind: 'retry' })), () => failing({ kind: 'suspend' })]);
    expect([isOpen(gate), gate.pause]).toEqual([true, undefined]);
  });

  test('keeps errands out until its time is over, then lets one in as a trial', async () => {
    const gate = gateOf();
    await ended(gate, [() => failing({ kind: 'suspend' })]);
    expect(() => gate.enter()).toThrow('the channel waits: no luck');
    await vi.advanceTimersByTimeAsync(OPEN_MS);
    expect([isOpen(gate), isOpen(gate)]).toEqual([false, true]);
    await ended(gate, [() => Promise.resolve()]);
    expect([isOpen(gate), isOpen(gate)]).toEqual([false, false]);
  });

  test('for a pause says to everybody how long it is', async () => {
    const gate = gateOf();
    await ended(gate, [() => failing({ kind: 'retry-at', afterMs: 7_000 })]);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(gate.pause).toMatchObject({ message: 'the channel waits: no luck', nextRetryDelay: 5_000 });
    await vi.advanceTimersByTimeAsync(5_000);
    expect(gate.pause).toBeUndefined();
  });
});

test('so many errands at once and no more; who leaves twice leaves once', () => {
  const gate = gateOf(2);
  const leave = gate.enter();
  gate.enter();
  expect(() => gate.enter()).toThrow('2 are before it in the channel');
  leave();
  leave();
  gate.enter();
  expect(() => gate.enter()).toThrow('2 are before it in the channel');
});
