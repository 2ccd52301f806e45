/** Moving many tickets: paced, stoppable, and none keeps the others. */
import { describe, expect, it } from 'vitest';
import {
  EngineRefusedError,
  EngineUnavailableError,
  InvalidRequestError,
  TicketNotFoundError,
} from '../../../src/client/errors.js';
import type { CommandAnswer } from '../../../src/client/index.js';
import { moveAll } from '../../../src/cli/policies/moving.js';
import { isSelected, readSelection, readTierMap } from '../../../src/cli/policies/selection.js';
import { DEFAULT_POLICY } from '../../support/domain/policies.js';
import { Watch } from '../../support/domain/watch.js';

const DONE: CommandAnswer = { accepted: true, tier: 'L1', seq: 0 };
const ids = (count: number) => Array.from({ length: count }, (_, i) => `T-${i}`);
const options = (more = {}) => ({
  ...{
    rate: 1_000,
    signal: new AbortController().signal,
    isClosed: () => Promise.resolve(false),
    done: () => undefined,
  },
  ...more,
});
/** As many are asked at a time. */
const AT_ONCE = 16;

/** Time that passes while somebody waits for it, and no other. */
class Clock {
  at = 0;
  readonly now = () => this.at;
  readonly sleep = async (ms: number, _value: undefined, { signal }: { signal: AbortSignal }) => {
    signal.throwIfAborted();
    this.at += ms;
  };
}

const AWAY = new EngineUnavailableError('nobody is there');

describe('moving', () => {
  it('asks each once, and tells those that were refused or are gone', async () => {
    const asked: string[] = [];
    const result = await moveAll(
      ids(40),
      (ticketId) => {
        asked.push(ticketId);
        if (ticketId === 'T-3') return Promise.resolve({ accepted: false, reason: 'T-3 stands on L3' });
        return ticketId === 'T-5' ? Promise.reject(new TicketNotFoundError('T-5')) : Promise.resolve(DONE);
      },
      options(),
    );
    expect(asked).toEqual(ids(40));
    expect(result).toMatchObject({ moved: 38, refused: [{ ticketId: 'T-3' }, { ticketId: 'T-5' }] });
    expect(result.trouble).toBeUndefined();
  });

  it('those that are closed by now are no refusals', async () => {
    const closed = ['T-2', 'T-7'];
    const refusal = (ticketId: string): CommandAnswer => ({ accepted: false, reason: `${ticketId} will not` });
    const result = await moveAll(
      ids(10),
      (ticketId) => Promise.resolve([...closed, 'T-4'].includes(ticketId) ? refusal(ticketId) : DONE),
      options({ isClosed: (ticketId: string) => Promise.resolve(closed.includes(ticketId)) }),
    );
    const refused = [{ ticketId: 'T-4', reason: 'T-4 will not' }];
    expect(result).toEqual({ moved: 7, closed: 2, refused, unanswered: [], trouble: undefined });
  });

  it('is no faster than asked for', async () => {
    const clock = new Clock();
    const begun: number[] = [];
    const move = async () => {
      begun.push(clock.at);
      return DONE;
    };
    await moveAll(ids(11), move, options({ rate: 50, clock }));
    expect(begun).toEqual(Array.from({ length: 11 }, (_, i) => i * 20));
  });

  it('nor in a hurry after the engine was slow', async () => {
    const clock = new Clock();
    const begun: number[] = [];
    let answer: () => void;
    const slow = new Promise<void>((resolve) => (answer = resolve));
    await moveAll(
      ids(30),
      async () => {
        if (begun.push(clock.at) > AT_ONCE) return DONE;
        // As many as are asked at a time get their answers when sixteen more could have been asked.
        if (begun.length === AT_ONCE) {
          clock.at += AT_ONCE * 10;
          answer();
        }
        await slow;
        return DONE;
      },
      options({ rate: 100, clock }),
    );
    expect(begun[AT_ONCE]! - begun[AT_ONCE - 1]!).toBe(AT_ONCE * 10);
    // What was not asked meanwhile is not made up for.
    const after = begun.slice(AT_ONCE);
    expect(after).toEqual(after.map((_, i) => after[0]! + i * 10));
  });

  it('ends at once when it is stopped, and waits for what is under way', async () => {
    const stop = new AbortController();
    const clock = new Clock();
    let ended = 0;
    const result = await moveAll(
      ids(1_000),
      async (ticketId) => {
        // None has answered when it is stopped.
        const answer = new Promise((resolve) => stop.signal.addEventListener('abort', () => setImmediate(resolve)));
        if (ticketId === 'T-4') stop.abort();
        await answer;
        ended++;
        return DONE;
      },
      options({ rate: 100, signal: stop.signal, clock }),
    );
    expect(result).toEqual({ moved: 5, closed: 0, refused: [], unanswered: [], trouble: undefined });
    expect(ended).toBe(5);
    expect(clock.at).toBe(40);
  });

  it('a wait for the next one’s turn ends when it is stopped', async () => {
    const stop = new AbortController();
    const result = moveAll(ids(2), async () => DONE, options({ rate: 0.001, signal: stop.signal }));
    setImmediate(() => stop.abort());
    expect(await result).toMatchObject({ moved: 1, trouble: undefined });
  });

  it('ends with the reason when the engine does not answer', async () => {
    let asked = 0;
    const result = await moveAll(
      ids(1_000),
      () => (asked++ < 40 ? Promise.resolve(DONE) : Promise.reject(AWAY)),
      options(),
    );
    expect(result).toMatchObject({ moved: 40, refused: [], trouble: AWAY });
    expect(result.unanswered).toEqual(ids(asked).slice(40));
    expect(asked).toBeLessThan(100);
    expect((await moveAll(ids(1), () => Promise.reject(AWAY), options())).trouble).toBe(AWAY);
  });

  it('asks one that does not answer once more in the end, and goes on without it', async () => {
    const asked = new Map<string, number>();
    const told: number[] = [];
    const result = await moveAll(
      ids(100),
      (ticketId) => {
        const times = (asked.get(ticketId) ?? 0) + 1;
        asked.set(ticketId, times);
        const isSilent = ticketId === 'T-9' || (ticketId === 'T-50' && times === 1);
        return isSilent ? Promise.reject(AWAY) : Promise.resolve(DONE);
      },
      options({ done: () => told.push(1) }),
    );
    expect(result).toEqual({ moved: 99, closed: 0, refused: [], unanswered: ['T-9'], trouble: undefined });
    expect([asked.get('T-9'), asked.get('T-50'), asked.get('T-51')]).toEqual([2, 2, 1]);
    expect(told).toHaveLength(99);
  });

  it('does not go on where nobody lets it in, or where the workers take none of it', async () => {
    const shut = new EngineRefusedError('not you');
    const one = await moveAll(ids(100), () => Promise.reject(shut), options());
    expect(one).toMatchObject({ moved: 0, trouble: shut });
    expect(one.unanswered.length).toBeLessThanOrEqual(16);
    const old = new InvalidRequestError('changePolicy was refused: what is that?');
    const other = await moveAll(ids(100), () => Promise.reject(old), options());
    expect(other).toMatchObject({ moved: 0, trouble: old });
    expect(other.refused.length).toBeLessThan(40);
    const some = await moveAll(ids(9), (id) => (id === 'T-3' ? Promise.reject(old) : Promise.resolve(DONE)), options());
    expect(some).toMatchObject({ moved: 8, refused: [{ ticketId: 'T-3', reason: `T-3: ${old.message}` }] });
  });
});

describe('a selection', () => {
  it.each([
    [undefined, true],
    ['tier=L1', true],
    ['tier=L2,tier=L1,customerTier=gold', true],
    ['tier=L2', false],
    ['status=pending,priority=normal,group=tier1_support', true],
    ['status=pending,customerTier=standard', false],
  ])('%s', (text, selected) => {
    const { ticket } = Watch.over({ customerTier: 'gold', status: 'pending' });
    expect(isSelected(ticket, readSelection(text))).toBe(selected);
  });

  it.each([
    ['custmerTier=gold', /did you mean customerTier\?/],
    ['colour=red', /the fields are tier, customerTier/],
    ['tier', /is not of the form tier=L2/],
    ['tier=', /is not of the form/],
  ])('%s is no selection', (text, message) => {
    expect(() => readSelection(text)).toThrow(message);
  });
});

describe('a map of tiers', () => {
  it('is read from one option or several', () => {
    expect(readTierMap(['A=L1, B=manager', 'C=L2'], DEFAULT_POLICY)).toEqual({ A: 'L1', B: 'manager', C: 'L2' });
    expect(readTierMap([], DEFAULT_POLICY)).toEqual({});
  });

  it.each([
    [['A=L9'], /no tier "L9"; its ladder is L1, L2, L3, manager/],
    [['A=L1', 'A=L2'], /A is there twice/],
    [['A'], /is not of the form L3=experts/],
  ])('%j is none', (texts, message) => {
    expect(() => readTierMap(texts, DEFAULT_POLICY)).toThrow(message);
    expect(() => readTierMap(texts, DEFAULT_POLICY)).not.toThrow(InvalidRequestError);
  });
});
