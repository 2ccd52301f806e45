/** What every adapter of the store's ports promises, whatever it keeps things in. */
import { describe, expect, test } from 'vitest';
import type { DeliveryOutcome } from '../../src/domain/alerts/delivery.js';
import type { TicketWrite } from '../../src/domain/records/snapshot.js';
import { memoryStore } from '../../src/store/memory.js';
import type { LedgerEntry, Setback } from '../../src/store/port.js';
import { ownDatabase } from '../support/own-database.js';
import { escalated, NINE } from '../support/writes.js';

const { db: mongo } = ownDatabase(import.meta.url);
const memory = memoryStore();

const ADAPTERS = [
  {
    name: 'in memory',
    store: memory.store,
    ledger: memory.ledger,
    logIds: async (ticketId: string) =>
      [...memory.log.values()].filter(({ decision }) => decision.ticketId === ticketId).map(({ id }) => id),
    alertState: async (key: string) => memory.alerts.get(key)?.state,
  },
  {
    name: 'MongoDB',
    store: mongo.store,
    ledger: mongo.ledger,
    logIds: async (ticketId: string) => (await mongo.archive.log(ticketId)).map(({ _id }) => _id),
    alertState: async (key: string) =>
      (await mongo.archive.alerts(key.split(':')[0]!)).find(({ _id }) => _id === key)?.state,
  },
];

let id = 0;
const newTicket = () => escalated(`C-${++id}`);
const newAlert = () => newTicket().slack;

/** A write of one chain of runs; with the policy unless it says otherwise. */
function write(
  { state, nextWakeAt, log }: ReturnType<typeof escalated>,
  { rev = 1, chain = 'chain-1', first = rev === 1, ...more }: Partial<TicketWrite & TicketWrite['engine']> = {},
): TicketWrite {
  const { policy, ...stateAlone } = state;
  const engine = { chain, rev, state: stateAlone, threads: more.threads ?? {} };
  const rest = { nextDeadlineAt: nextWakeAt, first, log, alerts: more.alerts ?? [] };
  return { engine, ...rest, ...('policy' in more ? {} : { policy }) };
}

const sent: DeliveryOutcome = { state: 'sent', providerId: '1.1', thread: '1.0', at: NINE, recorded: true };
const lost: DeliveryOutcome = { state: 'undeliverable', error: 'no such channel', at: NINE, recorded: true };
const pending: Setback = { state: 'pending', doubts: 0, suspect: false, error: 'refused', at: NINE };
const claimOf = (by: string) => ({ by, at: NINE, doubts: 1 });

describe.each(ADAPTERS)('a store $name', ({ store, ledger, logIds, alertState }) => {
  test('gives back what it was given, the policy with it, also where only an earlier write brought it', async () => {
    const ticket = newTicket();
    const threads = { 'email:a.b@example.com': '<x@y>' };
    expect(await store.save(write(ticket, { threads }))).toEqual({ outcome: 'saved' });
    const { ticketId } = ticket.state;
    const expected = { chain: 'chain-1', rev: 1, state: ticket.state, threads };
    expect(await store.load(ticketId)).toEqual(JSON.parse(JSON.stringify(expected)));

    expect(await store.save(write(ticket, { rev: 2, policy: undefined, threads }))).toEqual({ outcome: 'saved' });
    expect(await store.load(ticketId)).toEqual(JSON.parse(JSON.stringify({ ...expected, rev: 2 })));
  });

  test('has nothing of a ticket that was never saved, and asks for the policy before it writes one', async () => {
    const ticket = newTicket();
    const { ticketId } = ticket.state;
    expect(await store.load(ticketId)).toBeNull();
    const without = write(ticket, { rev: 8, policy: undefined });
    expect(await store.save(without)).toEqual({ outcome: 'policy-missing' });
    expect(await store.load(ticketId)).toBeNull();
    expect(await logIds(ticketId)).toEqual([]);
    expect(await store.save({ ...without, policy: ticket.state.policy })).toEqual({ outcome: 'saved' });
  });

  test('takes no older write over a newer one, whatever the order in which they come', async () => {
    const ticket = newTicket();
    const { ticketId } = ticket.state;
    const revs = [7, 2, 12, 5, 1, 9, 3, 11, 4, 10, 8, 6];
    const results = await Promise.all(revs.map((rev) => store.save(write(ticket, { rev, first: false }))));
    expect(results.every(({ outcome }) => outcome === 'saved' || outcome === 'outdated')).toBe(true);
    expect(await store.load(ticketId)).toMatchObject({ rev: 12 });
    expect(await store.save(write(ticket, { rev: 11 }))).toEqual({ outcome: 'outdated', rev: 12 });
  });

  test('writes nothing of an outdated write', async () => {
    const ticket = newTicket();
    const { ticketId } = ticket.state;
    await store.save({ ...write(ticket, { rev: 3, first: false }), log: [] });
    const late = write(ticket, { rev: 2, alerts: [{ alert: ticket.slack, outcome: sent }] });
    expect(await store.save(late)).toEqual({ outcome: 'outdated', rev: 3 });
    expect(await logIds(ticketId)).toEqual([]);
    expect(await alertState(ticket.slack.key)).toBeUndefined();
  });

  test('takes the repeat of a write whose answer was lost, and writes its log once', async () => {
    const ticket = newTicket();
    const alerts = [{ alert: ticket.slack, outcome: sent }];
    await store.save(write(ticket, { alerts }));
    expect(await store.save(write(ticket, { alerts }))).toEqual({ outcome: 'saved' });
    expect(await logIds(ticket.state.ticketId)).toEqual(ticket.log.map((entry) => entry.id));
    expect(await alertState(ticket.slack.key)).toBe('sent');
  });

  test('hands an earlier chain back to a first write, and writes nothing', async () => {
    const ticket = newTicket();
    const { ticketId } = ticket.state;
    await store.save({ ...write(ticket, { chain: 'old', rev: 5, first: false }), log: [] });
    const old = await store.load(ticketId);
    const alerts = [{ alert: ticket.slack, outcome: sent }];
    const result = await store.save(write(ticket, { chain: 'new', rev: 6, first: true, alerts }));
    expect(result).toEqual({ outcome: 'earlier-chain', engine: old });
    expect(await store.load(ticketId)).toEqual(old);
    expect(await logIds(ticketId)).toEqual([]);
    expect(await alertState(ticket.slack.key)).toBeUndefined();

    expect(await store.save(write(ticket, { chain: 'new', rev: 6, first: false }))).toEqual({ outcome: 'saved' });
    expect(await store.save(write(ticket, { chain: 'old', rev: 6, first: false }))).toEqual({
      outcome: 'outdated',
      rev: 6,
    });
  });

  test('lets one of many claimants have an alert, and tells the others who was first', async () => {
    const alert = newAlert();
    const names = Array.from({ length: 12 }, (_, i) => `run#${i}`);
    const results = await Promise.all(names.map((name) => ledger.claim(alert, claimOf(name))));
    const winner = names[results.indexOf(null)];
    const losers = results.filter((entry) => entry !== null);
    expect(losers).toHaveLength(11);
    for (const entry of losers) expect(entry).toMatchObject({ key: alert.key, state: 'sending', claimedBy: winner });
  });

  test('lets one of many take over a claim that was abandoned', async () => {
    const alert = newAlert();
    await ledger.claim(alert, claimOf('dead#1'));
    const seen = (await ledger.claim(alert, claimOf('x#1'))) as LedgerEntry;
    const again = Array.from({ length: 12 }, (_, i) => ledger.reclaim(seen, claimOf(`run#${i}`)));
    expect((await Promise.all(again)).filter(Boolean)).toHaveLength(1);
    expect(await ledger.claim(alert, claimOf('x#2'))).toMatchObject({ attempts: 2, state: 'sending' });
  });

  test('listens to a setback from whoever holds the claim, and to nobody else', async () => {
    const alert = newAlert();
    await ledger.claim(alert, claimOf('old#1'));
    const seen = (await ledger.claim(alert, claimOf('x#1'))) as LedgerEntry;
    await ledger.reclaim(seen, claimOf('new#1'));
    await ledger.setBack(alert.key, 'old#1', pending);
    expect(await alertState(alert.key)).toBe('sending');
    await ledger.setBack(alert.key, 'new#1', pending);
    expect(await ledger.claim(alert, claimOf('x#2'))).toMatchObject({ state: 'pending', ended: true, doubts: 0 });
  });

  test('keeps what was sent as sent, and enters the outcome of an alert that it has never heard of', async () => {
    const [known, unknown] = [newAlert(), newAlert()];
    await ledger.claim(known, claimOf('run#1'));
    await ledger.complete({ alert: known, outcome: lost });
    expect(await alertState(known.key)).toBe('undeliverable');
    for (const alert of [known, unknown]) {
      await ledger.complete({ alert, outcome: sent });
      await ledger.complete({ alert, outcome: lost });
      const entry = { state: 'sent', attempts: 1, providerId: '1.1', thread: '1.0', settledAt: NINE };
      expect(await ledger.claim(alert, claimOf('x#1'))).toMatchObject(entry);
    }
  });
});
