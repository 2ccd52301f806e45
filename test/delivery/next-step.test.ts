/** The truth table of `next-step.ts`, over every state that can be known. */
import { describe, expect, test } from 'vitest';
import type { Reaction, Taken } from '../../src/channels/port.js';
import { boundsFrom, LEAST_ATTEMPTS } from '../../src/delivery/bounds.js';
import type { Sends } from '../../src/delivery/known.js';
import {
  nextStep,
  type SendFailure,
  type Known,
  type LookUp,
  type Sent,
  type NextStep,
} from '../../src/delivery/next-step.js';
import type { AlertState, Attempted } from '../../src/domain/alerts/delivery.js';
import type { LedgerEntry } from '../../src/store/port.js';

const BOUNDS = boundsFrom({ sendMs: 5_000, lookUpMs: 300_000, suspendMs: 240_000, giveUpMs: 900_000 });
const KEY = 'T-1:1:slack:#a';
/** When the last send began. */
const BEGAN = 1_000_000;
const RECEIPT = { providerId: '1.2', thread: '1.2' };

interface Sketch {
  ended: boolean;
  doubts: number;
  suspect: boolean;
}
const UNSENT = { ended: true, doubts: 0, suspect: false };
const SKETCHES: Sketch[] = [
  UNSENT,
  { ended: true, doubts: 0, suspect: true },
  { ended: true, doubts: 1, suspect: false },
  { ended: true, doubts: 2, suspect: false },
  { ended: false, doubts: 1, suspect: false },
  { ended: false, doubts: 2, suspect: true },
];

/** Of another execution, so that the worse of it and of what the attempt before has left counts. */
function entry(state: AlertState, sketch: Sketch): LedgerEntry {
  const common = { key: KEY, attempts: 1, claimedBy: 'other/1#1', claimedAt: BEGAN, ...sketch };
  const settledAt = state === 'pending' || state === 'sending' ? null : BEGAN + 500;
  return { ...common, state, providerId: '9.9', thread: null, lastError: 'HTTP 500', settledAt };
}
const ENTRIES: (LedgerEntry | null)[] = [
  null,
  entry('pending', UNSENT),
  ...SKETCHES.flatMap((sketch) => [entry('sending', sketch), entry('undeliverable', sketch)]),
  ...(['sent', 'unconfirmed', 'superseded'] as const).map((state) => entry(state, SKETCHES[2]!)),
];
const EARLIER: (Attempted | undefined)[] = [
  undefined,
  ...SKETCHES.map((sketch) => ({ execution: 'run/1', attempt: 1, at: BEGAN, ...sketch })),
];
const failed = (reaction: Reaction, taken: Taken = 'no'): { failed: SendFailure } => ({
  failed: { message: 'HTTP 503', reaction, taken },
});
const REACTIONS: Reaction[] = [{ kind: 'retry' }, { kind: 'retry-at', afterMs: 7_000 }, { kind: 'suspend' }];
const LOOK_UPS: (LookUp | undefined)[] = [
  undefined,
  { found: RECEIPT },
  'not there',
  'cannot',
  ...REACTIONS.map((reaction) => failed(reaction)),
];
const TIMES = [1_000, BOUNDS.attemptMs - 1, BOUNDS.attemptMs, BOUNDS.lookUpMs, BOUNDS.lookUpMs + 1];
const BOTH = [false, true];

interface State {
  known: Known;
  /** Since the last send began. */
  after: number;
}

/** Every combination of these. */
function each<T extends object>(lists: { [K in keyof T]: readonly T[K][] }): T[] {
  return Object.entries(lists).reduce<object[]>(
    (all, [name, values]) => all.flatMap((one) => (values as unknown[]).map((value) => ({ ...one, [name]: value }))),
    [{}],
  ) as T[];
}

function waitAs(reaction: Reaction, slowly: boolean): object {
  if (slowly) return { kind: 'wait', afterMs: 240_000, as: 'undelivered' };
  if (reaction.kind === 'suspend') return { kind: 'wait', afterMs: 240_000, as: 'suspended' };
  return reaction.kind === 'retry-at' ? { kind: 'wait', afterMs: reaction.afterMs } : { kind: 'wait' };
}

/** Each state counts for the first line that holds for it, and has to get that line's step; each line is there for something. */
function check<S>(
  states: S[],
  table: [line: string, holds: (state: S) => boolean, step: (state: S) => object][],
  of: (state: S) => NextStep,
) {
  const used = new Map(table.map(([line]) => [line, 0]));
  for (const state of states) {
    const row = table.find(([, holds]) => holds(state));
    if (!row) throw new Error(`the table has no line for ${JSON.stringify(state)}`);
    const [line, , step] = row;
    used.set(line, used.get(line)! + 1);
    expect(of(state), `${line}: ${JSON.stringify(state)}`).toEqual(step(state));
  }
  expect([...used].filter(([, count]) => count === 0)).toEqual([]);
}

describe('before this attempt has sent', () => {
  const states: State[] = each<Omit<Known, 'key' | 'of' | 'send'> & { after: number }>({
    entry: ENTRIES,
    earlier: EARLIER,
    slowly: BOTH,
    canLookUp: BOTH,
    lookUp: LOOK_UPS,
    after: TIMES,
  }).map(({ after, ...known }) => ({ known: { key: KEY, of: { attempt: 9, since: 0 }, ...known }, after }));

  const now = ({ after }: State) => BEGAN + after;
  const sketches = ({ known: { entry, earlier } }: State) => [entry, earlier].flatMap((one) => one ?? []);
  const unconfirmed = (state: State) => Math.max(0, ...sketches(state).map(({ doubts }) => doubts));
  const unlikely = (state: State) => sketches(state).some(({ suspect }) => suspect);
  const entered = ({ known: { entry } }: State) => entry?.state ?? 'nothing';
  const underWay = (state: State) => state.after < BOUNDS.attemptMs && sketches(state).some(({ ended }) => !ended);
  const cannot = ({ known: { canLookUp, lookUp } }: State) => !canLookUp || lookUp === 'cannot';
  const found = ({ known: { lookUp } }: State) => typeof lookUp === 'object' && 'found' in lookUp;
  const failing = ({ known: { lookUp } }: State) => typeof lookUp === 'object' && 'failed' in lookUp;
  const notThere = ({ known: { lookUp } }: State) => lookUp === 'not there';

  const before = (state: State): Sends => {
    const none = sketches(state).length === 0;
    return {
      ...{ unconfirmed: unconfirmed(state), unlikely: unlikely(state) },
      underWayUntil: sketches(state).some(({ ended }) => !ended) ? BEGAN + BOUNDS.attemptMs : -Infinity,
      lastAt: none ? -Infinity : BEGAN,
    };
  };
  const send = (state: State) => ({ kind: 'send', before: before(state) });
  const sendAsTheFirst = (state: State) => ({
    kind: 'send',
    before: { ...before(state), unconfirmed: 0, unlikely: false },
  });
  const wait = (why: string) => (state: State) => ({ kind: 'wait', why, afterMs: BOUNDS.attemptMs - state.after });
  const lookUp = () => ({ kind: 'look up', sentAt: BEGAN });
  const sent = (state: State) => ({
    kind: 'complete',
    outcome: { state: 'sent', ...RECEIPT, at: now(state) },
    isEntered: false,
  });
  const asEntered = ({ known: { entry } }: State) => {
    const { state, providerId, lastError: error, settledAt: at } = entry!;
    const outcome = state === 'sent' ? { state, providerId, at } : { state, error, at };
    return { kind: 'complete', outcome: { ...outcome, recorded: true }, isEntered: true };
  };
  const asTheChannelSays = (state: State) => {
    const { lookUp: answer, slowly } = state.known;
    const { reaction } = (answer as { failed: SendFailure }).failed;
    const entryState = slowly ? 'undeliverable' : unconfirmed(state) > 0 ? 'sending' : 'pending';
    return {
      ...waitAs(reaction, slowly),
      why: `whether ${KEY} was sent cannot be looked up: HTTP 503`,
      setback: {
        ...{ state: entryState, doubts: unconfirmed(state), suspect: unlikely(state) },
        ...{ error: 'cannot be looked up now: HTTP 503', parked: reaction.kind === 'suspend', at: now(state) },
      },
    };
  };

  test(`${states.length} states`, () => {
    check<State>(
      states,
      [
        ['sent', (s) => entered(s) === 'sent', asEntered],
        ['unconfirmed', (s) => entered(s) === 'unconfirmed', asEntered],
        ['superseded', (s) => entered(s) === 'superseded', asEntered],
        ['undeliverable', (s) => entered(s) === 'undeliverable' && !s.known.slowly, asEntered],
        ['under way', underWay, wait('an earlier attempt may still be under way')],
        ['nothing to look for', (s) => unconfirmed(s) === 0 && !unlikely(s), send],
        ['1: nobody can look', (s) => unconfirmed(s) < 2 && cannot(s), send],
        ['1: not looked up', (s) => unconfirmed(s) < 2 && !s.known.lookUp, lookUp],
        ['1: found', (s) => unconfirmed(s) < 2 && found(s), sent],
        ['1: not there', (s) => unconfirmed(s) < 2 && notThere(s), send],
        ['1: look-up fails', (s) => unconfirmed(s) < 2 && failing(s) && s.after <= BOUNDS.lookUpMs, asTheChannelSays],
        ['1: look-up has failed for long', (s) => unconfirmed(s) < 2 && failing(s), send],
        [
          '2: nobody can look',
          cannot,
          (s) => ({
            kind: 'complete',
            outcome: {
              ...{ state: 'unconfirmed', at: now(s) },
              error: s.known.entry ? 'HTTP 500' : 'sent twice, and each time the answer was lost',
            },
            isEntered: false,
          }),
        ],
        ['2: not looked up', (s) => !s.known.lookUp, lookUp],
        ['2: found', found, sent],
        ['2: not there yet', (s) => notThere(s) && s.after < BOUNDS.attemptMs, wait('it may still turn up')],
        ['2: not there for long', notThere, sendAsTheFirst],
        ['2: look-up fails', failing, asTheChannelSays],
      ],
      (state) => nextStep(state.known, now(state), BOUNDS),
    );
  });
});

describe('after this attempt has sent', () => {
  interface Tried {
    before: Pick<Sends, 'unconfirmed' | 'unlikely'>;
    result: Sent['result'];
    slowly: boolean;
    canLookUp: boolean;
    attempt: number;
    /** Since the alert was asked for. */
    after: number;
  }
  const NOW = BEGAN + 9_000_000;
  const failures = each<Omit<SendFailure, 'message'>>({
    reaction: [...REACTIONS, { kind: 'give-up' }, { kind: 'give-up', of: 'message' }],
    taken: ['no', 'unlikely', 'maybe'],
  });
  const states = each<Tried>({
    before: each<Tried['before']>({ unconfirmed: [0, 1, 2], unlikely: BOTH }),
    result: [
      { receipt: RECEIPT },
      'taken over',
      ...failures.map(({ reaction, taken }) => failed(reaction, taken)),
    ] as Sent['result'][],
    slowly: BOTH,
    canLookUp: BOTH,
    attempt: [1, LEAST_ATTEMPTS - 1, LEAST_ATTEMPTS],
    after: [0, BOUNDS.giveUpMs - 1, BOUNDS.giveUpMs],
  });

  const failure = ({ result }: Tried) => (typeof result === 'object' && 'failed' in result ? result.failed : undefined);
  const unconfirmed = (state: Tried) => state.before.unconfirmed + (failure(state)?.taken === 'maybe' ? 1 : 0);
  const complete = (outcome: object) => ({ kind: 'complete', outcome: { ...outcome, at: NOW }, isEntered: false });
  const undeliverable = () => complete({ state: 'undeliverable', error: 'HTTP 503' });
  const triedForLong = ({ attempt, after }: Tried) => attempt >= 3 && after >= BOUNDS.giveUpMs;

  test(`${states.length} states`, () => {
    check<Tried>(
      states,
      [
        ['taken', (s) => s.result === states[0]!.result, () => complete({ state: 'sent', ...RECEIPT })],
        [
          'not begun',
          (s) => s.result === 'taken over',
          () => ({ kind: 'wait', why: 'another attempt has taken over', afterMs: 1_000 }),
        ],
        ['refused for good', (s) => failure(s)!.reaction.kind === 'give-up' && !s.slowly, undeliverable],
        [
          'unconfirmed twice',
          (s) => unconfirmed(s) >= 2 && !s.canLookUp,
          () => complete({ state: 'unconfirmed', error: 'HTTP 503' }),
        ],
        ['for too long', (s) => triedForLong(s) && !s.slowly && failure(s)!.reaction.kind !== 'suspend', undeliverable],
        [
          'otherwise',
          () => true,
          (s) => {
            const { reaction, taken } = failure(s)!;
            const doubts = unconfirmed(s);
            const state = s.slowly ? 'undeliverable' : doubts > 0 ? 'sending' : 'pending';
            const suspect = s.before.unlikely || taken === 'unlikely';
            return {
              ...waitAs(reaction, s.slowly),
              why: `${KEY} was not delivered: HTTP 503`,
              setback: { state, doubts, suspect, error: 'HTTP 503', parked: reaction.kind === 'suspend', at: NOW },
            };
          },
        ],
      ],
      ({ before, result, slowly, canLookUp, attempt, after }) => {
        const of = { attempt, since: NOW - after };
        const send = { before: { ...before, underWayUntil: -Infinity, lastAt: BEGAN }, result };
        return nextStep({ key: KEY, entry: null, earlier: undefined, of, slowly, canLookUp, send }, NOW, BOUNDS);
      },
    );
  });
});
