/** Accepting facts: told to their tickets, or kept, and never lost in between. */
import { expect, test, vi } from 'vitest';
import { EngineUnavailableError, TicketNotFoundError } from '../../src/client/errors.js';
import type { Rung } from '../../src/client/rung.js';
import { Acceptance } from '../../src/spill/keep.js';
import type { SpilledFact } from '../../src/store/intake-port.js';

const line = { type: 'customer_replied', ticketId: 'T-1', eventId: 'e-1', at: '2026-01-05T09:00:00.000Z' };

function world(told: () => Promise<{ outcome: 'accepted' | 'ignored' }>) {
  const kept: Pick<SpilledFact, 'id' | 'reason' | 'line'>[] = [];
  const answersAgain = vi.fn();
  const clock = { now: 1_000_000 };
  const customerReplied = vi.fn(told);
  const acceptance = new Acceptance({
    rung: { customerReplied } as unknown as Rung,
    spill: { keep: async (facts) => void kept.push(...facts) },
    answersAgain,
    now: () => clock.now,
  });
  return { acceptance, kept, answersAgain, clock, customerReplied };
}

test('what Temporal takes is told under its own event id', async () => {
  const { acceptance, kept, customerReplied } = world(async () => ({ outcome: 'accepted' }));
  expect(await acceptance.accept(line)).toEqual({ told: 'accepted' });
  expect(customerReplied).toHaveBeenCalledWith('T-1', { eventId: 'e-1', at: line.at });
  expect(kept).toEqual([]);
});

test('what Temporal does not take is kept, and for a while nothing else is tried there', async () => {
  let isUp = false;
  const down = () => Promise.reject(new EngineUnavailableError('no answer'));
  const { acceptance, kept, clock, customerReplied, answersAgain } = world(() =>
    isUp ? Promise.resolve({ outcome: 'accepted' }) : down(),
  );
  expect(await acceptance.accept(line)).toEqual({ kept: 'engine-unavailable' });
  expect(await acceptance.accept({ ...line, eventId: 'e-2' })).toEqual({ kept: 'engine-unavailable' });
  expect(customerReplied).toHaveBeenCalledTimes(1);
  expect(kept.map(({ id }) => id)).toEqual(['T-1\ne-1', 'T-1\ne-2']);
  expect(answersAgain).not.toHaveBeenCalled();

  isUp = true;
  clock.now += 2_000;
  expect(await acceptance.accept({ ...line, eventId: 'e-3' })).toEqual({ told: 'accepted' });
  expect(await acceptance.accept({ ...line, eventId: 'e-4' })).toEqual({ told: 'accepted' });
  expect(answersAgain).toHaveBeenCalledTimes(1);
});

test('a fact for a ticket that is not open yet is remembered only where that is asked for', async () => {
  const { acceptance, kept } = world(() => Promise.reject(new TicketNotFoundError('T-1')));
  await expect(acceptance.accept(line)).rejects.toThrow(TicketNotFoundError);
  expect(await acceptance.accept(line, { remember: true })).toEqual({ kept: 'ticket-unknown' });
  expect(kept).toMatchObject([{ reason: 'ticket-unknown', line }]);
});

test('when the database does not take it either, its sender hears of it', async () => {
  const acceptance = new Acceptance({
    rung: { customerReplied: () => Promise.reject(new EngineUnavailableError('no answer')) } as unknown as Rung,
    spill: { keep: () => Promise.reject(new Error('MongoDB does not answer')) },
  });
  await expect(acceptance.accept(line)).rejects.toThrow('MongoDB does not answer');
});
