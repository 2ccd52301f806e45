/** How many messages the database gets, as its driver tells. */
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { DeliveryOutcome } from '../../src/domain/alerts/delivery.js';
import { notedIn } from '../support/database-messages.js';
import { ownDatabase } from '../support/own-database.js';
import { escalated, NINE, writeOf } from '../support/writes.js';

const messages: string[] = [];
/** What the filter of each upsert asks for. */
const upserts: string[][] = [];
const noted = notedIn(messages);
const { db } = ownDatabase(import.meta.url, {
  commandStarted(event) {
    noted.commandStarted?.(event);
    const { updates = [] } = event.command as { updates?: { q: object; upsert?: boolean }[] };
    upserts.push(...updates.filter(({ upsert }) => upsert).map(({ q }) => Object.keys(q)));
  },
});
let id = 0;

beforeAll(async () => {
  await db.ping();
  // The policy is kept with the first ticket that this process writes.
  await db.store.save(writeOf({ ...newTicket(), log: [] }));
});
beforeEach(() => void messages.splice(0));

const sent: DeliveryOutcome = { state: 'sent', providerId: '1.1', at: NINE, recorded: true };
const newTicket = () => escalated(`M-${++id}`);
const claim = (by = 'run/1#1') => ({ by, at: NINE, doubts: 1 });
const tickets = (count: number) => Array.from({ length: count }, newTicket);

describe('one message', () => {
  test('opens a new ticket, whether the help desk has written it or not', async () => {
    const [known, unknown] = [newTicket(), newTicket()];
    await db.archive.adoptAll([{ ticketId: known.state.ticketId, ownFields: { title: 'Printer' } }]);
    messages.splice(0);
    for (const ticket of [known, unknown]) await db.store.save(writeOf({ ...ticket, log: [] }));
    expect(messages).toEqual(['update tickets', 'update tickets']);
  });

  test('writes a fact', async () => {
    const ticket = newTicket();
    await db.store.save(writeOf({ ...ticket, log: [] }));
    messages.splice(0);
    expect(await db.store.save(writeOf({ ...ticket, log: [] }, { rev: 2 }))).toEqual({ outcome: 'saved' });
    expect(messages).toEqual(['update tickets']);
  });

  test('claims all the alerts of a wake, and one enters their outcomes', async () => {
    const { slack, email } = newTicket();
    await Promise.all([slack, email].map((alert) => db.ledger.claim(alert, claim())));
    await Promise.all([slack, email].map((alert) => db.ledger.complete({ alert, outcome: sent })));
    expect(messages).toEqual(['insert alerts', 'update alerts']);
  });

  test('enters the late outcomes that a write brings', async () => {
    const ticket = newTicket();
    const alerts = ticket.alerts.map((alert) => ({ alert, outcome: sent }));
    await db.store.save({ ...writeOf(ticket), alerts });
    expect(messages).toEqual(['update tickets', 'insert escalation_log', 'update alerts']);
  });
});

describe('what is claimed and completed together', () => {
  test('is as exclusive as by itself, and everyone is told who was first', async () => {
    const all = tickets(30).map(({ slack }) => slack);
    const taken = all.slice(0, 10);
    await Promise.all(taken.map((alert) => db.ledger.claim(alert, claim('first'))));
    messages.splice(0);
    const results = await Promise.all([...all, ...all].map((alert, i) => db.ledger.claim(alert, claim(`second#${i}`))));
    expect(messages).toEqual(['insert alerts', 'find alerts']);
    const claimants = results.map((entry) => entry?.claimedBy ?? 'mine');
    expect(claimants.slice(0, 10)).toEqual(taken.map(() => 'first'));
    expect(claimants.slice(10, 30)).toEqual(all.slice(10).map(() => 'mine'));
    expect(claimants.slice(30)).toEqual([
      ...taken.map(() => 'first'),
      ...all.slice(10).map((_, i) => `second#${10 + i}`),
    ]);
  });

  test('goes by hundreds', async () => {
    const all = tickets(250).map(({ slack }) => slack);
    const results = await Promise.all(all.map((alert) => db.ledger.claim(alert, claim())));
    await Promise.all(all.map((alert) => db.ledger.complete({ alert, outcome: sent })));
    expect(results.every((entry) => entry === null)).toBe(true);
    expect(messages.toSorted()).toEqual([
      ...['insert alerts', 'insert alerts', 'insert alerts'],
      ...['update alerts', 'update alerts', 'update alerts'],
    ]);
  });

  test('is entered for each, though some were complete before or never heard of', async () => {
    const all = tickets(9);
    const [before, claimed, unheard] = [all.slice(0, 3), all.slice(3, 6), all.slice(6)];
    await Promise.all(before.map(({ slack: alert }) => db.ledger.complete({ alert, outcome: sent })));
    await Promise.all(claimed.map(({ slack }) => db.ledger.claim(slack, claim())));
    const lost: DeliveryOutcome = { state: 'undeliverable', error: 'no such channel', at: NINE, recorded: true };
    // In turn, so that the ones that change nothing stand among those that do.
    const mixed = [0, 1, 2].flatMap((n) => [before[n]!, claimed[n]!, unheard[n]!]);
    await Promise.all(mixed.map(({ slack: alert }) => db.ledger.complete({ alert, outcome: lost })));
    const states = await Promise.all(all.map(async ({ state }) => (await db.archive.alerts(state.ticketId))[0]?.state));
    expect(states).toEqual([...before.map(() => 'sent'), ...[...claimed, ...unheard].map(() => 'undeliverable')]);
  });
});

// DocumentDB replaces what another upsert has made a moment before, and says that all is well, where the filter has nothing but the id.
test('no upsert asks for the id alone', async () => {
  upserts.splice(0);
  const { slack: alert, ...ticket } = newTicket();
  await db.store.save(writeOf({ ...ticket, log: [] }));
  await db.ledger.complete({ alert, outcome: sent });
  expect(upserts).toEqual([
    ['_id', '$or'],
    ['_id', 'state'],
  ]);
});
