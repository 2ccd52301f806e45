/** Accepting facts: told to their tickets, or kept, and never lost in between. */
import { describe, expect, test, vi } from 'vitest';
import {
  EngineUnavailableError,
  InvalidRequestError,
  TicketNotFoundError,
  UnconfirmedTicketError,
} from '../../src/client/errors.js';
import type { Rung } from '../../src/client/rung.js';
import { Acceptance, type Accepting } from '../../src/spill/keep.js';
import type { SpilledFact } from '../../src/store/intake-port.js';

const line = { type: 'customer_replied', ticketId: 'T-1', eventId: 'e-1', at: '2026-01-05T09:00:00.000Z' };

function world(told: () => Promise<{ outcome: 'accepted' | 'ignored' }>) {
  const kept: Pick<SpilledFact, 'id' | 'reason' | 'line'>[] = [];
  const answersAgain = vi.fn();
  const clock = { now: 1_000_000 };
  const tell = vi.fn(told);
  const openTicket = vi.fn(async () => ({ outcome: 'opened' }));
  const spill: Accepting['spill'] = {
    keep: async (facts) => void kept.push(...facts),
    any: async (reason) => kept.some((fact) => fact.reason === reason),
    waiting: async (ids, reason) => {
      const waiting = kept.filter((fact) => reason === undefined || fact.reason === reason);
      return new Set(ids.filter((id) => waiting.some(({ line: { ticketId } }) => ticketId === id)));
    },
  };
  const acceptance = new Acceptance({
    rung: { tell, openTicket } as unknown as Rung,
    spill,
    answersAgain,
    now: () => clock.now,
  });
  return { acceptance, kept, answersAgain, clock, tell, openTicket, spill };
}

test('what Temporal takes is told under its own event id', async () => {
  const { acceptance, kept, tell } = world(async () => ({ outcome: 'accepted' }));
  expect(await acceptance.accept(line)).toEqual({ told: 'accepted' });
  expect(tell).toHaveBeenCalledWith('T-1', { type: 'customer_replied', eventId: 'e-1', at: line.at });
  expect(kept).toEqual([]);
});

test('what Temporal does not take is kept, and for a while nothing else is tried there', async () => {
  let isUp = false;
  const down = () => Promise.reject(new EngineUnavailableError('no answer'));
  const { acceptance, kept, clock, tell, answersAgain } = world(() =>
    isUp ? Promise.resolve({ outcome: 'accepted' }) : down(),
  );
  expect(await acceptance.accept(line)).toEqual({ kept: 'engine-unavailable' });
  expect(await acceptance.accept({ ...line, eventId: 'e-2' })).toEqual({ kept: 'engine-unavailable' });
  expect(tell).toHaveBeenCalledTimes(1);
  expect(kept.map(({ id }) => id)).toEqual(['T-1\ne-1', 'T-1\ne-2']);
  expect(answersAgain).not.toHaveBeenCalled();

  isUp = true;
  clock.now += 2_000;
  const other = { ...line, ticketId: 'T-2' };
  expect(await acceptance.accept({ ...other, eventId: 'e-3' })).toEqual({ told: 'accepted' });
  expect(await acceptance.accept({ ...other, eventId: 'e-4' })).toEqual({ told: 'accepted' });
  expect(answersAgain).toHaveBeenCalledTimes(1);
  // Behind what still waits for the same ticket, whether Temporal would take it or not.
  expect(await acceptance.accept({ ...line, eventId: 'e-5' })).toEqual({ kept: 'engine-unavailable' });
});

test('where the database does not keep it, Temporal is tried again at once, though it has just not answered', async () => {
  const answers = [Promise.reject(new EngineUnavailableError('no answer')), undefined, undefined];
  const { acceptance, kept, clock, tell, spill } = world(
    () => answers.shift() ?? Promise.resolve({ outcome: 'accepted' }),
  );
  expect(await acceptance.accept(line)).toEqual({ kept: 'engine-unavailable' });
  spill.keep = () => Promise.reject(new Error('the database does not answer'));
  clock.now += 500;
  // In the same request, and then without asking the database first.
  expect(await acceptance.accept({ ...line, ticketId: 'T-2', eventId: 'e-2' })).toEqual({ told: 'accepted' });
  expect(await acceptance.accept({ ...line, ticketId: 'T-3', eventId: 'e-3' })).toEqual({ told: 'accepted' });
  expect(tell).toHaveBeenCalledTimes(3);
  expect(kept).toHaveLength(1);
  // One that Temporal does not take either is refused, and tried once.
  answers.push(Promise.reject(new EngineUnavailableError('no answer')));
  await expect(acceptance.accept({ ...line, ticketId: 'T-4', eventId: 'e-4' })).rejects.toThrow('does not answer');
  expect(tell).toHaveBeenCalledTimes(4);
});

test('what an intake kept that is gone, or runs beside this one, is waited for too', async () => {
  const { acceptance, kept, clock, tell, answersAgain } = world(async () => ({ outcome: 'accepted' }));
  expect(await acceptance.accept(line)).toEqual({ told: 'accepted' });
  kept.push({ id: 'T-1\ne-2', reason: 'engine-unavailable', line: { ...line, eventId: 'e-2' } });
  clock.now += 2_000;
  expect(await acceptance.accept({ ...line, eventId: 'e-3' })).toEqual({ kept: 'engine-unavailable' });
  expect(tell).toHaveBeenCalledTimes(1);
  expect(answersAgain).toHaveBeenCalledTimes(1);
  // Drained, and looked at again.
  kept.splice(0);
  clock.now += 2_000;
  expect(await acceptance.accept({ ...line, eventId: 'e-4' })).toEqual({ told: 'accepted' });
});

test.each([{ type: 'ticket_changed', status: 'closed' }, { type: 'resolution_confirmed' }])(
  'what may end the watch is not told before what somebody else has kept a moment ago: $type',
  async (end) => {
    const { acceptance, kept, tell } = world(async () => ({ outcome: 'accepted' }));
    // Nothing waits, and that is remembered for a while.
    expect(await acceptance.accept(line)).toEqual({ told: 'accepted' });
    kept.push({ id: 'T-1\ne-2', reason: 'engine-unavailable', line: { ...line, eventId: 'e-2' } });
    expect(await acceptance.accept({ ...line, ...end, eventId: 'e-3' })).toEqual({ kept: 'engine-unavailable' });
    expect(await acceptance.accept({ ...line, ...end, ticketId: 'T-2' })).toEqual({ told: 'accepted' });
    expect(tell).toHaveBeenCalledTimes(2);
  },
);

test.each([{}, { type: 'ticket_changed', status: 'closed' }])(
  'a database that does not answer keeps no fact from Temporal: $type',
  { timeout: 5_000 },
  async (what) => {
    const never = () => new Promise<never>(() => undefined);
    const acceptance = new Acceptance({
      rung: { tell: async () => ({ outcome: 'accepted' }) } as unknown as Rung,
      spill: { keep: never, any: never, waiting: never },
    });
    expect(await acceptance.accept({ ...line, ...what })).toEqual({ told: 'accepted' });
  },
);

test('a fact for a ticket that is not open yet is remembered only where that is asked for', async () => {
  const { acceptance, kept } = world(() => Promise.reject(new TicketNotFoundError('T-1')));
  await expect(acceptance.accept(line)).rejects.toThrow(TicketNotFoundError);
  expect(await acceptance.accept(line, { remember: true })).toEqual({ kept: 'ticket-unknown' });
  expect(kept).toMatchObject([{ reason: 'ticket-unknown', line }]);
});

test('when the database does not take it either, its sender hears of it', async () => {
  const acceptance = new Acceptance({
    rung: { tell: () => Promise.reject(new EngineUnavailableError('no answer')) } as unknown as Rung,
    spill: {
      keep: () => Promise.reject(new Error('MongoDB does not answer')),
      any: () => Promise.reject(new Error('MongoDB does not answer')),
      waiting: async () => new Set(),
    },
  });
  await expect(acceptance.accept(line)).rejects.toThrow('MongoDB does not answer');
});

test('a fact for a ticket that others wait for waits behind them', async () => {
  const { acceptance, kept } = world(() => Promise.reject(new TicketNotFoundError('T-1')));
  expect(await acceptance.accept(line, { remember: true })).toEqual({ kept: 'ticket-unknown' });
  expect(await acceptance.accept({ ...line, eventId: 'e-2' })).toEqual({ kept: 'ticket-unknown' });
  await expect(acceptance.accept({ ...line, ticketId: 'T-2' })).rejects.toThrow(TicketNotFoundError);
  expect(kept).toHaveLength(2);
});

test('a ticket that is not known is opened by what a delivery shows of it; while Temporal is away both are kept', async () => {
  const opens = { type: 'created', ticketId: 'T-1', eventId: 'created', at: line.at, ticket: { status: 'open' } };
  let isOpen = false;
  const { acceptance, kept, openTicket, clock, tell } = world(() =>
    isOpen ? Promise.resolve({ outcome: 'accepted' }) : Promise.reject(new TicketNotFoundError('T-1')),
  );
  openTicket.mockImplementation(async () => {
    isOpen = true;
    return { outcome: 'opened' };
  });
  expect(await acceptance.accept(line, { opens })).toEqual({ told: 'accepted', opened: true });
  expect(openTicket).toHaveBeenCalledTimes(1);
  tell.mockRejectedValue(new EngineUnavailableError('no answer'));
  clock.now += 5_000;
  expect(await acceptance.accept({ ...line, eventId: 'e-2' }, { opens })).toEqual({ kept: 'engine-unavailable' });
  expect(kept.map(({ id }) => id)).toEqual(['T-1\ncreated', 'T-1\ne-2']);
});

test('what comes after a fact that is kept is kept too, and one ticket does not hold up another', async () => {
  const { acceptance, kept, tell } = world(async () => ({ outcome: 'accepted' }));
  tell.mockRejectedValueOnce(new Error('an internal error of Temporal'));
  const lines = ['e-1', 'e-2'].flatMap((eventId) => ['T-1', 'T-2'].map((ticketId) => ({ ...line, eventId, ticketId })));
  expect(await acceptance.acceptAll(lines)).toEqual([
    { kept: 'engine-unavailable' },
    { told: 'accepted' },
    { kept: 'engine-unavailable' },
    { told: 'accepted' },
  ]);
  expect(kept.map(({ id }) => id)).toEqual(['T-1\ne-1', 'T-1\ne-2']);
});

test('telling that takes too long is not waited for', async () => {
  const { acceptance, kept } = world(() => new Promise(() => undefined));
  expect(await acceptance.accept(line, { until: 1_000_050 })).toEqual({ kept: 'engine-unavailable' });
  expect(kept).toHaveLength(1);
});

test('a ticket that is known is told a status even where it could not be opened as it is shown', async () => {
  const opens = { type: 'created', ticketId: 'T-1', eventId: 'created', at: line.at, ticket: { status: 'open' } };
  const changed = { ...line, type: 'ticket_changed', status: 'pending' };
  const known = world(async () => ({ outcome: 'accepted' }));
  known.openTicket.mockRejectedValue(new InvalidRequestError('priority must be one of low, high'));
  expect(await known.acceptance.accept(changed, { opens })).toEqual({ told: 'accepted' });
  const unknown = world(() => Promise.reject(new TicketNotFoundError('T-1')));
  unknown.openTicket.mockRejectedValue(new InvalidRequestError('priority must be one of low, high'));
  await expect(unknown.acceptance.accept(changed, { opens })).rejects.toThrow(InvalidRequestError);
  expect(unknown.kept).toEqual([]);
});

describe('nobody says whether there is such a ticket', () => {
  const unconfirmed = () => new UnconfirmedTicketError('T-1');
  const opens = { type: 'created', ticketId: 'T-1', eventId: 'created', at: line.at, ticket: { status: 'open' } };
  const changed = { ...line, type: 'ticket_changed', status: 'pending' };

  test('what is told of it is kept, also where it would not be remembered', async () => {
    const { acceptance, kept, clock } = world(() => Promise.reject(unconfirmed()));
    expect(await acceptance.accept(changed)).toEqual({ kept: 'ticket-unknown' });
    expect(kept).toMatchObject([{ reason: 'ticket-unknown' }]);
    // Temporal answers: others are told at once.
    clock.now += 1;
    expect(await acceptance.accept({ ...changed, ticketId: 'T-2' })).toEqual({ kept: 'ticket-unknown' });
  });

  test('it is opened by what a delivery shows of it', async () => {
    const { acceptance, kept, tell } = world(async () => ({ outcome: 'accepted' }));
    tell.mockRejectedValueOnce(unconfirmed());
    expect(await acceptance.accept(changed, { opens })).toEqual({ told: 'accepted', opened: true });
    expect(kept).toEqual([]);
  });

  test('where it cannot be opened so, it may be there all the same: the fact is kept', async () => {
    const { acceptance, kept, openTicket } = world(() => Promise.reject(unconfirmed()));
    openTicket.mockRejectedValue(new InvalidRequestError('priority must be one of low, high'));
    expect(await acceptance.accept(changed, { opens })).toEqual({ kept: 'ticket-unknown' });
    expect(kept.map(({ id }) => id)).toEqual(['T-1\ncreated', 'T-1\ne-1']);
  });

  test('while somebody’s run looks for it, its opening waits too', async () => {
    const { acceptance, kept, openTicket, tell } = world(() => Promise.reject(new TicketNotFoundError('T-1')));
    openTicket.mockRejectedValue(unconfirmed());
    expect(await acceptance.accept(opens)).toEqual({ kept: 'ticket-unknown' });
    expect(await acceptance.accept(changed, { opens })).toEqual({ kept: 'ticket-unknown' });
    expect(kept.map(({ id }) => id)).toEqual(['T-1\ncreated', 'T-1\ncreated', 'T-1\ne-1']);
    // It would take what it is told along to its end.
    expect(tell).toHaveBeenCalledTimes(1);
  });
});

test('a status is told by one call: whether the ticket has to be opened is asked when it is not known', async () => {
  const opens = { type: 'created', ticketId: 'T-1', eventId: 'created', at: line.at, ticket: { status: 'open' } };
  const { acceptance, tell, openTicket } = world(async () => ({ outcome: 'accepted' }));
  await acceptance.accept({ ...line, type: 'ticket_changed', status: 'pending' }, { opens });
  expect([tell.mock.calls.length, openTicket.mock.calls.length]).toEqual([1, 0]);
});
