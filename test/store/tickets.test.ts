import type { MongoClient } from 'mongodb';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { DeliveryOutcome } from '../../src/domain/delivery.js';
import { HOUR } from '../../src/domain/policy.js';
import { connectStore, type Store } from '../../src/store/mongo.js';
import { databaseOf, escalated, NINE, writeOf } from '../support/writes.js';
import { mongoClient } from '../support/opened.js';

const database = databaseOf(import.meta.url);
let db: Store;
let client: MongoClient;
let id = 0;
const newId = () => `S-${++id}`;

beforeAll(async () => {
  db = connectStore(inject('mongoUri'), { database });
  client = mongoClient(inject('mongoUri'));
  await db.ensureIndexes();
});
afterAll(async () => {
  await client.db(database).dropDatabase();
  await client.close();
  await db.close();
});

const logIds = async (ticketId: string) => (await db.archive.log(ticketId)).map(({ _id }) => _id);

describe('the document of a ticket', () => {
  test('has the fields the world reads, instants as dates, and the engine’s record', async () => {
    const ticket = escalated('T-1');
    const write = writeOf(ticket, {
      threads: { 'email:tier2@example.com': '<a.b@example.com>', 'slack:#tier2-queue': '1.2' },
    });

    expect(await db.store.save(write)).toEqual({ outcome: 'saved' });

    const { engine, ...fields } = (await db.archive.read('T-1'))!;
    expect(fields).toEqual({
      _id: 'T-1',
      status: 'open',
      priority: 'high',
      customerTier: 'standard',
      createdAt: new Date(NINE),
      slaHours: 24,
      lastActivityAt: new Date(NINE),
      customerReplyCount: 0,
      sentimentScore: null,
      tier: 'L2',
      assigneeGroup: 'tier2_support',
      escalated: true,
      escalationReason: 'time_based',
      escalatedAt: new Date(NINE + 18 * HOUR),
      cooldownUntil: new Date(NINE + 22 * HOUR),
      slaDueAt: new Date(NINE + 24 * HOUR),
      slaBreachedAt: null,
      nextDeadlineAt: new Date(NINE + 22 * HOUR),
      seq: 1,
      rev: 1,
      logReach: write.engine.state.logged,
    });
    expect(engine).toMatchObject({ life: 'life-1', rev: 1, state: { createdAt: NINE } });
  });

  test('gives the engine back exactly what it saved, odd names and all', async () => {
    const ticket = escalated(newId());
    const state = { ...ticket.state, ruleErrors: { 'a.b': 1, $where: 2, '50%': 3, '%2E': 4 } };
    const write = writeOf({ ...ticket, state }, { threads: { 'email:a.b@example.com': '<x@y>' } });
    await db.store.save(write);
    expect(await db.store.load(state.ticketId)).toEqual(JSON.parse(JSON.stringify(write.engine)));
  });

  test('is null for a ticket that was never saved', async () => {
    expect(await db.store.load('never')).toBeNull();
  });
});

describe('the log', () => {
  test('has the names of the decision lines and is written once', async () => {
    const ticket = escalated(newId());
    const write = writeOf(ticket);
    await db.store.save(write);
    await db.store.save(write);
    expect(await db.archive.log(ticket.state.ticketId)).toEqual([
      {
        _id: `${ticket.state.ticketId}:1`,
        number: 1,
        rev: 1,
        at: new Date(NINE + 18 * HOUR),
        ticketId: ticket.state.ticketId,
        kind: 'escalated',
        seq: 1,
        rule: 'time_based',
        from: 'L1',
        to: 'L2',
        priority: { from: 'normal', to: 'high' },
        group: 'tier2_support',
        candidates: ['time_based'],
        notify: ['slack:#tier2-queue', 'email:tier2@example.com'],
      },
    ]);
  });

  test('takes the new ones among entries that are there already', async () => {
    const ticketId = newId();
    const ticket = escalated(ticketId);
    const [first] = ticket.log;
    const held = {
      id: `${ticketId}:held:2`,
      number: 2,
      decision: { at: NINE, ticketId, kind: 'held', rule: 'x', until: NINE },
      count: 3,
    } as const;
    const closed = {
      id: `${ticketId}:closed:3`,
      number: 3,
      decision: { at: NINE + 1, ticketId, kind: 'closed', status: 'closed' },
    } as const;
    await db.store.save(writeOf({ ...ticket, log: [closed] }));
    await db.store.save(writeOf({ ...ticket, log: [closed, first!, held] }, { rev: 2 }));
    expect((await logIds(ticketId)).sort()).toEqual([first!.id, closed.id, held.id].sort());
    expect((await db.archive.log(ticketId)).map(({ number }) => number)).toEqual([1, 2, 3]);
    expect((await db.archive.log(ticketId))[1]).toMatchObject({ kind: 'held', until: new Date(NINE), count: 3 });
  });
});

describe('rev', () => {
  test('only grows: a zombie’s write changes nothing, and is told what is there', async () => {
    const old = escalated(newId());
    const { ticketId } = old.state;
    await db.store.save(writeOf({ ...old, log: [] }, { rev: 1 }));
    await db.store.save(writeOf({ ...old, state: { ...old.state, status: 'pending' }, log: [] }, { rev: 3 }));

    expect(await db.store.save(writeOf(old, { rev: 2 }))).toEqual({ outcome: 'outdated', rev: 3 });

    expect(await db.archive.read(ticketId)).toMatchObject({ status: 'pending', rev: 3 });
    expect(await logIds(ticketId)).toEqual([]);
  });

  test('a decision that was taken anew replaces what the first taking left in the log', async () => {
    const first = escalated(newId());
    const { ticketId } = first.state;
    const [climbed] = first.log;
    await db.store.save(writeOf(first, { rev: 1 }));
    expect(await logIds(ticketId)).toEqual([`${ticketId}:1`]);

    const later = { ...climbed!, decision: { ...climbed!.decision, at: NINE + 1 } };
    await db.store.save(writeOf({ ...first, log: [later] }, { rev: 2 }));
    expect(await db.archive.log(ticketId)).toMatchObject([{ _id: `${ticketId}:1`, at: new Date(NINE + 1), rev: 2 }]);

    const instead = {
      id: `${ticketId}:closed:1`,
      number: climbed!.number,
      decision: { at: NINE + 2, ticketId, kind: 'closed', status: 'closed' },
    } as const;
    const unclimbed = { ...first.state, seq: 0 };
    await db.store.save(writeOf({ ...first, state: unclimbed, log: [instead] }, { rev: 3 }));
    expect(await logIds(ticketId)).toEqual([instead.id]);
  });

  test('a decision that was taken anew and comes to less leaves nothing of what the first taking had beyond it', async () => {
    const taken = escalated(newId());
    const { ticketId } = taken.state;
    const closing = (number: number) =>
      ({
        id: `${ticketId}:closed:${number}`,
        number,
        decision: { at: NINE, ticketId, kind: 'closed', status: 'closed' },
      }) as const;
    const two = { ...taken, state: { ...taken.state, logged: 2 }, log: [taken.log[0]!, closing(2)] };
    await db.store.save(writeOf(two, { rev: 1 }));
    expect((await logIds(ticketId)).sort()).toEqual([`${ticketId}:1`, `${ticketId}:closed:2`]);

    const one = { ...taken, state: { ...taken.state, seq: 0, logged: 1 }, log: [closing(1)] };
    await db.store.save(writeOf({ ...one, log: [] }, { rev: 2 }));
    expect(await logIds(ticketId)).toEqual([]);
    await db.store.save(writeOf(one, { rev: 3 }));
    expect(await logIds(ticketId)).toEqual([`${ticketId}:closed:1`]);

    const none = { ...taken, state: { ...taken.state, seq: 0, logged: 0 }, log: [] };
    await db.store.save(writeOf(none, { rev: 4 }));
    expect(await logIds(ticketId)).toEqual([]);
  });

  test('a retry of a write whose answer was lost is a success', async () => {
    const ticket = escalated(newId());
    await db.store.save(writeOf(ticket));
    expect(await db.store.save(writeOf(ticket))).toEqual({ outcome: 'saved' });
    await db.store.save(writeOf(ticket, { rev: 2 }));
    expect(await db.store.save(writeOf(ticket, { rev: 2 }))).toEqual({ outcome: 'saved' });
  });

  test('the newest wins whatever the order in which a crowd of writes arrives', async () => {
    const ticket = escalated(newId());
    const revs = [7, 2, 12, 5, 1, 9, 3, 11, 4, 10, 8, 6];
    const results = await Promise.all(
      revs.map((rev) =>
        db.store.save(
          writeOf({ ...ticket, state: { ...ticket.state, customerReplyCount: rev } }, { rev, first: false }),
        ),
      ),
    );
    expect(results.every(({ outcome }) => outcome === 'saved' || outcome === 'outdated')).toBe(true);
    expect(await db.archive.read(ticket.state.ticketId)).toMatchObject({ rev: 12, customerReplyCount: 12 });
  });

  test('writes a ticket anew that somebody has deleted', async () => {
    const ticket = escalated(newId());
    expect(await db.store.save(writeOf(ticket, { rev: 8 }))).toEqual({ outcome: 'saved' });
    expect(await db.archive.read(ticket.state.ticketId)).toMatchObject({ rev: 8 });
  });
});

describe('an earlier life', () => {
  test('is handed back, and nothing is written', async () => {
    const ticket = escalated(newId());
    const { ticketId } = ticket.state;
    const before = writeOf({ ...ticket, log: [] }, { life: 'old', rev: 5, first: false });
    await db.store.save(before);
    const alerts = [{ alert: ticket.slack, outcome: sent() }];

    const result = await db.store.save({ ...writeOf(ticket, { life: 'new', rev: 6, first: true }), alerts });

    expect(result).toEqual({ outcome: 'earlier-life', engine: JSON.parse(JSON.stringify(before.engine)) });
    expect(await db.archive.read(ticketId)).toMatchObject({ rev: 5 });
    expect(await logIds(ticketId)).toEqual([]);
    expect(await db.archive.alerts(ticketId)).toEqual([]);
  });

  test('goes on when the new life takes it up with a higher rev', async () => {
    const ticket = escalated(newId());
    await db.store.save(writeOf(ticket, { life: 'old', rev: 5, first: false }));
    expect(await db.store.save(writeOf(ticket, { life: 'new', rev: 6, first: false }))).toEqual({ outcome: 'saved' });
    expect(await db.store.load(ticket.state.ticketId)).toMatchObject({ life: 'new', rev: 6 });
    expect(await db.store.save(writeOf(ticket, { life: 'old', rev: 6, first: false }))).toEqual({
      outcome: 'outdated',
      rev: 6,
    });
  });
});

describe('the help desk’s own keys', () => {
  test('are there before the engine comes and stay untouched, its own are not taken', async () => {
    const ticket = escalated(newId());
    const { ticketId } = ticket.state;
    await db.archive.adopt(ticketId, {
      ticketId,
      title: 'Printer',
      tags: ['a'],
      status: 'nonsense',
      rev: 99,
      _id: 'x',
      engine: 1,
    });
    expect(await db.archive.read(ticketId)).toEqual({ _id: ticketId, title: 'Printer', tags: ['a'] });

    expect(await db.store.save(writeOf(ticket))).toEqual({ outcome: 'saved' });
    await client
      .db(database)
      .collection<{ _id: string }>('tickets')
      .updateOne({ _id: ticketId }, { $set: { title: 'Printer on fire' } });
    await db.store.save(writeOf(ticket, { rev: 2 }));
    await db.archive.adopt(ticketId, { owner: { name: 'Ada' } });

    expect(await db.archive.read(ticketId)).toMatchObject({
      title: 'Printer on fire',
      tags: ['a'],
      owner: { name: 'Ada' },
      status: 'open',
      rev: 2,
    });
  });

  test('that MongoDB cannot keep are refused by name', async () => {
    await expect(db.archive.adopt(newId(), { 'a.b': 1 })).rejects.toThrow('the key "a.b" cannot be kept');
    await expect(db.archive.adopt(newId(), { $set: 1 })).rejects.toThrow('the key "$set" cannot be kept');
  });

  test('and filters find documents for the command line', async () => {
    for (const name of ['c', 'a', 'b']) await db.archive.adopt(`find-${name}`, { batch: 'find' });
    const found = [];
    for await (const { _id } of db.archive.find({ batch: 'find' })) found.push(_id);
    expect(found).toEqual(['find-a', 'find-b', 'find-c']);
    expect(await db.archive.count({ batch: 'find' })).toBe(3);
  });
});

test('outcomes that were delivered without the ledger are entered afterwards', async () => {
  const ticket = escalated(newId());
  const alerts = [
    { alert: ticket.slack, outcome: sent() },
    {
      alert: ticket.email,
      outcome: { state: 'undeliverable' as const, error: 'no such user', at: NINE, recorded: false },
    },
  ];
  await db.store.save({ ...writeOf(ticket), alerts });
  expect(await db.archive.alerts(ticket.state.ticketId)).toMatchObject([
    {
      _id: ticket.email.key,
      state: 'undeliverable',
      lastError: 'no such user',
      target: 'tier2@example.com',
      channel: 'email',
    },
    {
      _id: ticket.slack.key,
      state: 'sent',
      providerId: '1.1',
      seq: 1,
      target: '#tier2-queue',
      settledAt: new Date(NINE),
    },
  ]);
});

function sent(): DeliveryOutcome {
  return { state: 'sent', providerId: '1.1', thread: '1.1', at: NINE, recorded: false };
}
