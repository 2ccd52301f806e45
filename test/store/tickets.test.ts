/** Tickets and their log in a real database. */
import { beforeAll, describe, expect, test } from 'vitest';
import type { DeliveryOutcome } from '../../src/domain/alerts/delivery.js';
import { HOUR } from '../../src/domain/rules/policy.js';
import type { TicketWrite } from '../../src/domain/records/snapshot.js';
import type { TicketState } from '../../src/domain/ticket/ticket.js';
import { ownDatabase } from '../support/own-database.js';
import { escalated, NINE, writeOf } from '../support/writes.js';

const { db, collection } = ownDatabase(import.meta.url);
let id = 0;
const newId = () => `S-${++id}`;
const tickets = () => collection('tickets');
beforeAll(() => db.ensureIndexes());

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
    });
    expect(engine).toMatchObject({ chain: 'chain-1', rev: 1, state: { createdAt: NINE }, policy: { version: 1 } });
    expect((engine as { state: object }).state).not.toHaveProperty('policy');
  });

  test('gives the engine back exactly what it saved, odd names and all', async () => {
    const ticket = escalated(newId());
    const state = { ...ticket.state, ruleErrors: { 'a.b': 1, $where: 2, '50%': 3, '%2E': 4 } };
    const write = writeOf({ ...ticket, state }, { threads: { 'email:a.b@example.com': '<x@y>' } });
    await db.store.save(write);
    expect(await db.store.load(state.ticketId)).toEqual(recordOf(state, write));
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
          writeOf(
            { ...ticket, state: { ...ticket.state, customerReplyCount: rev } },
            { rev, first: false, withPolicy: true },
          ),
        ),
      ),
    );
    expect(results.every(({ outcome }) => outcome === 'saved' || outcome === 'outdated')).toBe(true);
    expect(await db.archive.read(ticket.state.ticketId)).toMatchObject({ rev: 12, customerReplyCount: 12 });
  });

  test('is the engine’s own: what others do to the world’s copy is put right by the next write', async () => {
    const ticket = escalated(newId());
    const { ticketId } = ticket.state;
    await db.store.save(writeOf(ticket));
    for (const [rev, damage] of [
      [2, { $set: { rev: 99 } }],
      [3, { $unset: { rev: 1 } }],
    ] as const) {
      await tickets().updateOne({ _id: ticketId }, damage);
      expect(await db.store.save(writeOf(ticket, { rev }))).toEqual({ outcome: 'saved' });
      expect(await db.archive.read(ticketId)).toMatchObject({ rev });
    }
  });
});

describe('an earlier chain', () => {
  test('is handed back, and nothing is written', async () => {
    const ticket = escalated(newId());
    const { ticketId } = ticket.state;
    const before = writeOf({ ...ticket, log: [] }, { chain: 'old', rev: 5, withPolicy: true });
    await db.store.save(before);
    const alerts = [{ alert: ticket.slack, outcome: sent() }];

    const result = await db.store.save({ ...writeOf(ticket, { chain: 'new', rev: 6, first: true }), alerts });

    expect(result).toEqual({ outcome: 'earlier-chain', engine: recordOf(ticket.state, before) });
    expect(await db.archive.read(ticketId)).toMatchObject({ rev: 5 });
    expect(await logIds(ticketId)).toEqual([]);
    expect(await db.archive.alerts(ticketId)).toEqual([]);
  });

  test('goes on when the new chain takes it up with a higher rev', async () => {
    const ticket = escalated(newId());
    await db.store.save(writeOf(ticket, { chain: 'old', rev: 5, withPolicy: true }));
    expect(await db.store.save(writeOf(ticket, { chain: 'new', rev: 6, first: false }))).toEqual({ outcome: 'saved' });
    expect(await db.store.load(ticket.state.ticketId)).toMatchObject({ chain: 'new', rev: 6 });
    expect(await db.store.save(writeOf(ticket, { chain: 'old', rev: 6, first: false }))).toEqual({
      outcome: 'outdated',
      rev: 6,
    });
  });
});

describe('the policy', () => {
  test('is written once and stays; a write that brings another replaces it', async () => {
    const ticket = escalated(newId());
    const { ticketId, policy } = ticket.state;
    await db.store.save(writeOf(ticket));
    await db.store.save(writeOf(ticket, { rev: 2, threads: { 'slack:#a': '1.2' } }));
    expect(await db.store.load(ticketId)).toMatchObject({ rev: 2, threads: { 'slack:#a': '1.2' }, state: { policy } });

    const other = { ...policy, cooldown: 1 };
    await db.store.save({ ...writeOf(ticket, { rev: 3 }), policy: other });
    expect((await db.store.load(ticketId))?.state.policy).toEqual(JSON.parse(JSON.stringify(other)));
  });

  test('a state replaces the one before it as a whole', async () => {
    const ticket = escalated(newId());
    await db.store.save(writeOf({ ...ticket, state: { ...ticket.state, ruleErrors: { a: 1, b: 2 } } }));
    await db.store.save(writeOf({ ...ticket, state: { ...ticket.state, ruleErrors: { b: 3 } } }, { rev: 2 }));
    expect((await db.store.load(ticket.state.ticketId))?.state.ruleErrors).toEqual({ b: 3 });
  });

  test.each<[string, (_id: string) => Promise<unknown>]>([
    ['the document is gone', (_id) => tickets().deleteOne({ _id })],
    ['the engine’s part is gone', (_id) => tickets().updateOne({ _id }, { $unset: { engine: 1 } })],
    ['the engine’s part is not whole', (_id) => tickets().updateOne({ _id }, { $unset: { 'engine.policy': 1 } })],
    ['the engine’s part is something else', (_id) => tickets().updateOne({ _id }, { $set: { engine: 'x' } })],
  ])('is asked for when %s, and the ticket is then written anew', async (_, damage) => {
    const ticket = escalated(newId());
    const { ticketId } = ticket.state;
    const alerts = [{ alert: ticket.slack, outcome: sent() }];
    await db.store.save(writeOf({ ...ticket, log: [] }));
    await damage(ticketId);
    const later = { ...writeOf(ticket, { rev: 2 }), alerts };

    expect(await db.store.save(later)).toEqual({ outcome: 'policy-missing' });
    expect([await logIds(ticketId), await db.archive.alerts(ticketId)]).toEqual([[], []]);

    const whole = { ...later, policy: ticket.state.policy };
    expect(await db.store.save(whole)).toEqual({ outcome: 'saved' });
    expect(await db.store.load(ticketId)).toEqual(recordOf(ticket.state, whole));
    expect([await logIds(ticketId), await db.archive.alerts(ticketId)]).toMatchObject([[`${ticketId}:1`], [{}]]);
  });

  test('a first write adopts a document that has a rev but nothing of the engine’s', async () => {
    const ticket = escalated(newId());
    const { ticketId } = ticket.state;
    await tickets().insertOne({ _id: ticketId, title: 'Printer', rev: 7, status: 'open' });
    expect(await db.store.save(writeOf(ticket))).toEqual({ outcome: 'saved' });
    expect(await db.archive.read(ticketId)).toMatchObject({ title: 'Printer', rev: 1, tier: 'L2' });
    expect(await db.store.save(writeOf(ticket, { rev: 2 }))).toEqual({ outcome: 'saved' });
  });

  test('a first write of ours that was not confirmed is followed by a newer one', async () => {
    const ticket = escalated(newId());
    await db.store.save(writeOf(ticket));
    expect(await db.store.save(writeOf(ticket, { rev: 4, first: true }))).toEqual({ outcome: 'saved' });
    expect(await db.store.save(writeOf(ticket, { rev: 3, first: true }))).toEqual({ outcome: 'outdated', rev: 4 });
  });

  test('two first writes of different chains at once: one is written, the other is told of it', async () => {
    const ticket = escalated(newId());
    const chains = ['a', 'b', 'c', 'd'];
    const results = await Promise.all(chains.map((chain) => db.store.save(writeOf(ticket, { chain }))));
    expect(results.map(({ outcome }) => outcome).toSorted()).toEqual([
      ...['earlier-chain', 'earlier-chain', 'earlier-chain'],
      'saved',
    ]);
    const winner = chains[results.findIndex(({ outcome }) => outcome === 'saved')];
    expect(await db.store.load(ticket.state.ticketId)).toMatchObject({ chain: winner });
  });
});

describe('the help desk’s own keys', () => {
  test('are there before the engine comes and stay untouched, its own are not taken', async () => {
    const ticket = escalated(newId());
    const { ticketId } = ticket.state;
    await db.archive.adoptAll([
      {
        ticketId: ticketId,
        ownFields: {
          ticketId,
          title: 'Printer',
          tags: ['a'],
          status: 'nonsense',
          rev: 99,
          _id: 'x',
          engine: 1,
        },
      },
    ]);
    expect(await db.archive.read(ticketId)).toEqual({ _id: ticketId, title: 'Printer', tags: ['a'] });

    expect(await db.store.save(writeOf(ticket))).toEqual({ outcome: 'saved' });
    await tickets().updateOne({ _id: ticketId }, { $set: { title: 'Printer on fire' } });
    await db.store.save(writeOf(ticket, { rev: 2 }));
    await db.archive.adoptAll([{ ticketId: ticketId, ownFields: { owner: { name: 'Ada' } } }]);

    expect(await db.archive.read(ticketId)).toMatchObject({
      title: 'Printer on fire',
      tags: ['a'],
      owner: { name: 'Ada' },
      status: 'open',
      rev: 2,
    });
  });

  test('that MongoDB cannot keep are refused by name', async () => {
    await expect(db.archive.adoptAll([{ ticketId: newId(), ownFields: { 'a.b': 1 } }])).rejects.toThrow(
      'the key "a.b" cannot be kept',
    );
    await expect(db.archive.adoptAll([{ ticketId: newId(), ownFields: { $set: 1 } }])).rejects.toThrow(
      'the key "$set" cannot be kept',
    );
  });

  test('and filters find documents for the command line', async () => {
    for (const name of ['c', 'a', 'b'])
      await db.archive.adoptAll([{ ticketId: `find-${name}`, ownFields: { batch: 'find' } }]);
    const found = [];
    for await (const { _id } of db.archive.find({ batch: 'find' })) found.push(_id);
    expect(found).toEqual(['find-a', 'find-b', 'find-c']);
    expect(await db.archive.count({ batch: 'find' })).toBe(3);
    await expect(db.archive.count({ batch: { $nope: 1 } })).rejects.toMatchObject({ trouble: 'failed' });
  });

  test('and many are found page by page, each once, with the keys that are asked for', async () => {
    const ids = Array.from({ length: 1_001 }, (_, n) => `page-${String(n).padStart(4, '0')}`);
    await db.archive.adoptAll(ids.map((ticketId) => ({ ticketId, ownFields: { batch: 'pages', body: 'long' } })));
    const found = [];
    for await (const document of db.archive.find({ batch: 'pages' }, ['batch'])) found.push(document);
    expect(found.map(({ _id }) => _id)).toEqual(ids);
    expect(found[1_000]).toEqual({ _id: 'page-1000', batch: 'pages' });
    const beyond = async (filter: object, after: string) => {
      const those = [];
      for await (const { _id } of db.archive.find({ batch: 'pages', ...filter }, ['_id'], after)) those.push(_id);
      return those;
    };
    expect(await beyond({}, '')).toEqual(ids);
    expect(await beyond({}, 'page-0099')).toEqual(ids.slice(100));
    // Beside a condition of the filter's own, not in its place.
    expect(await beyond({ _id: { $lt: 'page-0600' } }, 'page-0099')).toEqual(ids.slice(100, 600));
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

/** What is read of a write. */
function recordOf(state: TicketState, { engine }: TicketWrite): unknown {
  return JSON.parse(JSON.stringify({ ...engine, state: { ...engine.state, policy: state.policy } }));
}
