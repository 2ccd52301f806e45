/** The bench hears of what the store has confirmed, once, and of everybody who was told, each time. */
import { expect, test } from 'vitest';
import { lateness } from '../../bench/sides/side.js';
import { nullChannel } from '../../bench/worker/null-channel.js';
import { Tally } from '../../bench/worker/tally.js';
import { watchedLedger, watchedStore } from '../../bench/worker/watched.js';
import { HOUR } from '../../src/domain/rules/policy.js';
import type { TicketWrite } from '../../src/domain/records/snapshot.js';
import { memoryStore } from '../../src/store/memory.js';
import { escalated, NINE } from '../support/writes.js';

function set() {
  const tally = new Tally();
  const memory = memoryStore();
  const ticket = escalated('W-1');
  const { policy, ...state } = ticket.state;
  const write = (rev: number): TicketWrite => ({
    engine: { chain: 'a', rev, state, threads: {} },
    nextDeadlineAt: ticket.nextWakeAt,
    policy,
    first: rev === 1,
    log: ticket.log,
    alerts: [],
  });
  return {
    tally,
    ticket,
    write,
    store: watchedStore(memory.store, tally),
    ledger: watchedLedger(memory.ledger, tally),
  };
}

const sent = { state: 'sent', providerId: '1', at: NINE, recorded: true } as const;

test('a ticket is opened once and decided on once, however often that is written', async () => {
  const { tally, store, write } = set();
  await store.save(write(1));
  await store.save(write(1));
  await store.save(write(3));
  expect(tally.counts).toMatchObject({ opened: 1, decided: 1, stored: 3, underWay: 0 });
  expect(tally.take().decided).toEqual([{ ticketId: 'W-1', at: NINE + 18 * HOUR }]);
  expect(tally.take().decided).toEqual([]);
});

test('what the store has refused does not count', async () => {
  const { tally, store, write } = set();
  await store.save({ ...write(3), log: [] });
  expect(await store.save(write(2))).toMatchObject({ outcome: 'outdated' });
  expect(tally.counts).toMatchObject({ opened: 1, decided: 0 });
});

test('an alert is entered once, whether by itself or with a later write', async () => {
  const { tally, store, ledger, ticket, write } = set();
  await ledger.claim(ticket.slack, { by: 'run#1', at: NINE, doubts: 1 });
  expect(tally.counts.entered).toBe(0);
  await ledger.complete({ alert: ticket.slack, outcome: sent });
  await store.save({ ...write(1), alerts: [ticket.slack, ticket.email].map((alert) => ({ alert, outcome: sent })) });
  expect(tally.counts.entered).toBe(2);
});

test('a call under way is known until it has ended, also when it fails', async () => {
  const { tally } = set();
  let fail: (error: Error) => void = () => undefined;
  const call = tally.during(new Promise<void>((_, reject) => (fail = reject)));
  expect(tally.counts.underWay).toBe(1);
  fail(new Error('no'));
  await expect(call).rejects.toThrow('no');
  expect(tally.counts).toMatchObject({ underWay: 0, stored: 1 });
});

test('everybody whom a channel tells counts, each time', async () => {
  const { tally } = set();
  const channel = nullChannel(tally);
  await channel.send({ ticketId: 'A' } as never);
  await channel.sendDigest([{ ticketId: 'A' }, { ticketId: 'B' }] as never);
  expect(tally.take().told.map(({ ticketId }) => ticketId)).toEqual(['A', 'A', 'B']);
});

test('a measure fails when somebody was told twice, or not at all', () => {
  const deadlines = new Map([
    ['A', 100],
    ['B', 200],
  ]);
  const a = { ticketId: 'A', at: 150 };
  const b = { ticketId: 'B', at: 201 };
  const other = { ticketId: 'C', at: 1 };
  expect(lateness(deadlines, [a, other, b], 1, 'alerts')).toEqual([50, 1]);
  expect(() => lateness(deadlines, [a, b, b], 1, 'alerts')).toThrow('alerts: 1 of 2 tickets have not 1, as B with 2');
  expect(() => lateness(deadlines, [a], 1, 'alerts')).toThrow('alerts: 1 of 2 tickets have not 1, as B with 0');
});
