/** What the auditor reads and writes in a real database. */
import { beforeEach, describe, expect, test } from 'vitest';
import type { Transition } from '../../src/domain/ladder/decision.js';
import { HOUR } from '../../src/domain/rules/policy.js';
import { ownDatabase } from '../support/own-database.js';
import { escalated, NINE, writeOf } from '../support/writes.js';

const { db, drop, collection } = ownDatabase(import.meta.url);
beforeEach(drop);

async function pagesOf(pageSize: number) {
  const pages = [];
  for (let after = ''; ;) {
    const page = await db.audit.openTickets(after, pageSize);
    pages.push(page.map(({ ticketId }) => ticketId));
    if (page.length < pageSize) return pages;
    after = page.at(-1)!.ticketId;
  }
}

describe('open tickets', () => {
  const engine = (closed: boolean) => ({ rev: 3, state: { closed } });

  test('come in pages, in the order of their ids, each once', async () => {
    const open = Array.from({ length: 205 }, (_, i) => ({
      _id: `T-${i}`,
      status: 'open',
      engine: engine(i % 40 === 7),
    }));
    await collection('tickets').insertMany(open);
    const pages = await pagesOf(50);
    expect(pages.map((page) => page.length)).toEqual([50, 50, 50, 50, 0]);
    const expected = open.filter((one) => !one.engine.state.closed).map(({ _id }) => _id);
    expect(pages.flat()).toEqual(expected.sort());
  });

  test("are those that are open by the engine's word; those of the help desk's word alone are had separately", async () => {
    await collection('tickets').insertMany([
      { _id: 'both', status: 'open', engine: engine(false) },
      { _id: 'desk only', status: 'open', engine: engine(true) },
      { _id: 'engine only', status: 'resolved', engine: engine(false) },
      { _id: 'never seen', status: 'pending' },
      { _id: 'closed', status: 'closed', engine: engine(true) },
      { _id: 'no ticket', title: 'a note' },
    ]);
    expect((await pagesOf(10)).flat()).toEqual(['both', 'engine only']);
    const strays = async (after: string, limit: number) =>
      (await db.audit.ticketsOpenForTheDeskAlone(after, limit)).map(({ ticketId }) => ticketId);
    expect(await strays('', 10)).toEqual(['desk only', 'never seen']);
    expect(await strays('', 1)).toEqual(['desk only']);
    expect(await strays('desk only', 10)).toEqual(['never seen']);
  });

  test('bring what is compared, with instants as numbers, and nothing else', async () => {
    const written = escalated('T-1');
    await db.store.save(writeOf(written));
    await collection('tickets').updateOne({ _id: 'T-1' }, { $set: { body: 'secret' } });
    const ticket = (await db.audit.openTickets('', 10))[0]!;
    expect(await db.audit.tickets(['T-0', 'T-1'])).toEqual([ticket]);
    expect(ticket).toMatchObject({
      ticketId: 'T-1',
      rev: 1,
      fields: { status: 'open', tier: 'L2', createdAt: NINE, escalatedAt: NINE + 18 * HOUR, slaBreachedAt: null },
      engine: { rev: 1, state: { tier: 'L2', seq: 1, closed: false } },
    });
    expect(ticket.fields).not.toHaveProperty('body');
    expect(ticket.engine!.state).not.toHaveProperty('policy');
  });
});

test('says which tickets are there', async () => {
  await collection('tickets').insertOne({ _id: 'T-1' });
  expect(await db.audit.known(['T-1', 'T-2'])).toEqual(new Set(['T-1']));
});

test('counts the transitions in the log, and restores those that the history still has', async () => {
  const written = escalated('T-1');
  await db.store.save(writeOf(written));
  expect(await db.audit.transitions(['T-1', 'T-2'])).toEqual(new Map([['T-1', 1]]));
  const before = await collection('escalation_log').findOne({ _id: 'T-1:1' });
  await collection('escalation_log').deleteOne({ _id: 'T-1:1' });
  expect(await db.audit.transitions(['T-1'])).toEqual(new Map());
  expect(await db.audit.restoreLog('T-1')).toBe(1);
  expect(await collection('escalation_log').findOne({ _id: 'T-1:1' })).toEqual(before);
});

describe('entries that stand for several transitions', () => {
  /** A ticket that has moved `seq` times, and remembers the last of them. */
  async function moved(seq: number) {
    const { state, nextWakeAt, log } = escalated('T-1');
    const [{ decision } = { decision: state.history[0]! }] = log;
    const history = Array.from({ length: Math.min(20, seq) }, (_, i) => ({
      ...(decision as Transition),
      seq: seq - Math.min(20, seq) + 1 + i,
    }));
    await db.store.save(writeOf({ state: { ...state, seq, logged: seq, history }, nextWakeAt, log: [] }));
    const entry = (n: number, count?: number) => ({
      ...{ _id: `T-1:${n}`, ticketId: 'T-1', number: n, kind: n % 2 ? 'escalated' : 'deescalated', seq: n },
      ...(count !== undefined && { count }),
    });
    return { log: collection('escalation_log'), entry };
  }

  test('are counted as many', async () => {
    const { log, entry } = await moved(12);
    await log.insertMany([entry(1), entry(2), entry(3, 4), entry(4, 4), entry(11), { ...entry(5, 9), kind: 'held' }]);
    await log.insertMany([{ ...entry(1), _id: 'T-2:1', ticketId: 'T-2' }]);
    expect(await db.audit.transitions(['T-1', 'T-2', 'T-3'])).toEqual(
      new Map([
        ['T-1', 11],
        ['T-2', 1],
      ]),
    );
  });

  test('are not restored beside them: no more is restored than is missing', async () => {
    const { log, entry } = await moved(12);
    await log.insertMany([1, 2].map((n) => entry(n)));
    await log.insertMany([entry(3, 4), entry(4, 4), entry(11)]);
    expect(await db.audit.restoreLog('T-1')).toBe(12);
    expect(await log.countDocuments()).toBe(6);
    expect(await log.findOne({ _id: 'T-1:12' })).toMatchObject({ number: 12 });
    expect(await db.audit.restoreLog('T-1')).toBe(12);
    expect(await log.countDocuments()).toBe(6);
  });

  test('as far as the history goes', async () => {
    const { log, entry } = await moved(30);
    await log.insertMany([entry(1), entry(2, 3)]);
    expect(await db.audit.restoreLog('T-1')).toBe(24);
    expect(await db.audit.transitions(['T-1'])).toEqual(new Map([['T-1', 24]]));
  });
});

describe('alerts', () => {
  const alert = (key: string, fields: object) => ({
    _id: key,
    ticketId: 'T-1',
    channel: 'slack',
    state: 'pending',
    lastError: null,
    createdAt: new Date(NINE),
    updatedAt: new Date(NINE),
    ...fields,
  });

  test('are late, wait for credentials, or were given up', async () => {
    await collection('alerts').insertMany([
      alert('late', { state: 'sending', lastError: 'HTTP 500' }),
      alert('late by mail', { channel: 'email', parked: false }),
      alert('young', { createdAt: new Date(NINE + HOUR) }),
      alert('sent', { state: 'sent' }),
      alert('suspended', { parked: true, lastError: 'invalid_auth' }),
      alert('given up', { state: 'undeliverable', updatedAt: new Date(NINE + HOUR), lastError: 'no such channel' }),
      alert('given up long ago', { state: 'undeliverable' }),
      alert('ours', { ticketId: 'operator' }),
    ]);
    const named = (key: string, error: string | null = null, channel = 'slack') => ({
      channel,
      count: 1,
      examples: [{ key, error }],
    });
    const late = await db.audit.lateAlerts(NINE + 1);
    expect(late).toHaveLength(2);
    expect(late).toEqual(
      expect.arrayContaining([named('late', 'HTTP 500'), named('late by mail', null, 'email')]) as unknown,
    );
    expect(await db.audit.suspendedAlerts()).toEqual([named('suspended', 'invalid_auth')]);
    expect(await db.audit.undeliverableAlerts(NINE + 1)).toEqual([named('given up', 'no such channel')]);
  });

  test('of any number are counted, and a few named', async () => {
    await collection('alerts').insertMany(Array.from({ length: 40 }, (_, i) => alert(`a${i}`, {})));
    const [{ count, examples } = { count: 0, examples: [] }, ...more] = await db.audit.lateAlerts(NINE + 1);
    expect({ count, named: examples.length, more }).toEqual({ count: 40, named: 5, more: [] });
  });
});

describe('incidents', () => {
  test('begin once, last, are told once, end, and come back under another number', async () => {
    const store = db.audit.incidents;
    await Promise.all([1, 2, 3].map(() => store.seen('alert-late', '3 of them', NINE)));
    await store.seen('alert-late', '4 of them', NINE + 60);
    expect(await store.untold()).toMatchObject([{ id: 'alert-late', number: 1, since: NINE, what: '4 of them' }]);

    await store.told('alert-late', 1, 'begun');
    expect(await store.untold()).toEqual([]);

    await store.endUnseen(NINE + 60, NINE + 70);
    expect(await store.untold()).toEqual([]);
    await store.endUnseen(NINE + 61, NINE + 80);
    expect(await store.untold()).toMatchObject([{ number: 1, ended: NINE + 80 }]);
    await store.told('alert-late', 1, 'ended');
    expect(await store.untold()).toEqual([]);

    await store.seen('alert-late', 'again', NINE + 100);
    expect(await store.untold()).toMatchObject([{ number: 2, since: NINE + 100, ended: null }]);
  });

  test('that end before anybody was told are not told at all', async () => {
    const store = db.audit.incidents;
    await store.seen('log-gap', 'one', NINE);
    await store.endUnseen(NINE + 1, NINE + 2);
    expect(await store.untold()).toEqual([]);
  });
});
