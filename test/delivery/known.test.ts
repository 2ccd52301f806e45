import { describe, expect, test } from 'vitest';
import { sendsSoFar } from '../../src/delivery/known.js';
import type { Attempted } from '../../src/domain/alerts/delivery.js';
import type { LedgerEntry } from '../../src/store/port.js';

const ATTEMPT = 15_000;

const memory = (overrides: Partial<Attempted> = {}): Attempted => ({
  execution: 'run/1',
  attempt: 3,
  at: 1_000,
  ended: true,
  doubts: 1,
  suspect: false,
  ...overrides,
});

const entry = (overrides: Partial<LedgerEntry> = {}): LedgerEntry => ({
  key: 'T-1:1:slack:#a',
  state: 'sending',
  attempts: 1,
  doubts: 1,
  suspect: false,
  claimedBy: 'run/1#3',
  claimedAt: 500,
  ended: false,
  providerId: null,
  thread: null,
  lastError: null,
  settledAt: null,
  ...overrides,
});

describe('what is known of earlier attempts', () => {
  test('is nothing at first', () => {
    expect(sendsSoFar({ entry: null, earlier: undefined }, ATTEMPT)).toEqual({
      unconfirmed: 0,
      unlikely: false,
      underWayUntil: -Infinity,
      lastAt: -Infinity,
    });
  });

  test.each<[string, LedgerEntry | null, Attempted | undefined, object]>([
    ['an entry alone', entry(), undefined, { unconfirmed: 1, underWayUntil: 500 + ATTEMPT, lastAt: 500 }],
    ['an entry whose send is over', entry({ ended: true }), undefined, { unconfirmed: 1, underWayUntil: -Infinity }],
    ['a heartbeat alone', null, memory(), { unconfirmed: 1, underWayUntil: -Infinity, lastAt: 1_000 }],
    [
      'a heartbeat from the middle of a send',
      null,
      memory({ ended: false }),
      { unconfirmed: 1, underWayUntil: 1_000 + ATTEMPT },
    ],
    [
      'a heartbeat of that claim knows better',
      entry(),
      memory({ doubts: 0 }),
      { unconfirmed: 0, underWayUntil: -Infinity },
    ],
    [
      'a heartbeat of a later claim, too',
      entry({ claimedBy: 'run/1#2' }),
      memory({ doubts: 0 }),
      { unconfirmed: 0, underWayUntil: -Infinity },
    ],
    [
      'a heartbeat of an earlier claim does not (the worker died before the next one)',
      entry({ claimedBy: 'run/1#4', doubts: 1 }),
      memory({ doubts: 0 }),
      { unconfirmed: 1, underWayUntil: 500 + ATTEMPT },
    ],
    [
      'nor does one of another execution: the worse of both counts',
      entry({ claimedBy: 'other/1#1', doubts: 0, suspect: true, ended: true }),
      memory({ doubts: 2, ended: false }),
      { unconfirmed: 2, unlikely: true, underWayUntil: 1_000 + ATTEMPT, lastAt: 1_000 },
    ],
    [
      'whichever it is',
      entry({ claimedBy: 'other/1#1', doubts: 2, claimedAt: 9_000 }),
      memory({ doubts: 1, suspect: true }),
      { unconfirmed: 2, unlikely: true, underWayUntil: 9_000 + ATTEMPT, lastAt: 9_000 },
    ],
  ])('%s', (_, recorded, remembered, past) => {
    expect(sendsSoFar({ entry: recorded, earlier: remembered }, ATTEMPT)).toMatchObject(past);
  });

  test.each<[string, Attempted | undefined, object]>([
    [
      'that a run handed it over while it was delivered: it may be sent once, or still be under way',
      undefined,
      { unconfirmed: 1, unlikely: false, underWayUntil: 3_000 + ATTEMPT, lastAt: 3_000 },
    ],
    [
      'the same, and more of an attempt before',
      memory({ doubts: 2, suspect: true }),
      { unconfirmed: 2, unlikely: true },
    ],
  ])('%s', (_, earlier, past) => {
    expect(sendsSoFar({ entry: null, earlier, handedOverAt: 3_000 }, ATTEMPT)).toMatchObject(past);
  });
});
