/** Moving many tickets: paced, stoppable, and none keeps the others. */
import { describe, expect, it } from 'vitest';
import { EngineUnavailableError, InvalidRequestError, TicketNotFoundError } from '../../../src/client/errors.js';
import type { CommandAnswer } from '../../../src/client/index.js';
import { moveAll } from '../../../src/cli/policies/moving.js';
import { isSelected, readSelection, readTierMap } from '../../../src/cli/policies/selection.js';
import { DEFAULT_POLICY } from '../../support/domain/policies.js';
import { Watch } from '../../support/domain/watch.js';

const DONE: CommandAnswer = { accepted: true, tier: 'L1', seq: 0 };
const ids = (count: number) => Array.from({ length: count }, (_, i) => `T-${i}`);
const options = (more = {}) => ({ rate: 1_000, signal: new AbortController().signal, done: () => undefined, ...more });

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

  it('is no faster than asked for', async () => {
    const began = performance.now();
    await moveAll(ids(11), () => Promise.resolve(DONE), options({ rate: 50 }));
    expect(performance.now() - began).toBeGreaterThanOrEqual(195);
  });

  it('ends at once when it is stopped, and waits for what is under way', async () => {
    const stop = new AbortController();
    let ended = 0;
    const result = await moveAll(
      ids(1_000),
      async (ticketId) => {
        if (ticketId === 'T-4') stop.abort();
        await new Promise((resolve) => setTimeout(resolve, 20));
        ended++;
        return DONE;
      },
      options({ rate: 100, signal: stop.signal }),
    );
    expect(result).toEqual({ moved: 5, refused: [] });
    expect(ended).toBe(5);
  });

  it('ends with the reason when the engine does not answer', async () => {
    const away = new EngineUnavailableError('nobody is there');
    const result = await moveAll(
      ids(100),
      (ticketId) => (ticketId === 'T-9' ? Promise.reject(away) : Promise.resolve(DONE)),
      options(),
    );
    expect(result.trouble).toBe(away);
    expect(result.moved).toBeGreaterThanOrEqual(9);
    expect(result.moved).toBeLessThan(99);
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
