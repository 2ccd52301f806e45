import type { MongoClient } from 'mongodb';
import { afterAll, expect, inject, test } from 'vitest';
import { watchWrites, type ConfirmedWrite } from '../../bench/write-watch.js';
import { connectStore } from '../../src/store/mongo.js';
import { mongoClient } from '../support/opened.js';
import { databaseOf, escalated, NINE, writeOf } from '../support/writes.js';

const database = databaseOf(import.meta.url);
const db = connectStore(inject('mongoUri'), { database });
const client: MongoClient = mongoClient(inject('mongoUri'));

afterAll(async () => {
  await client.db(database).dropDatabase();
  await client.close();
  await db.close();
});

test('the bench hears of each write that the store has confirmed, and of none that came too late', async () => {
  const heard: ConfirmedWrite[] = [];
  watchWrites((write) => heard.push(write));
  const ticket = escalated('W-1');
  const { slack } = ticket;

  await db.store.save(writeOf(ticket));
  await db.store.save(writeOf(ticket, { rev: 3 }));
  await db.store.save(writeOf(ticket, { rev: 2 }));
  await db.ledger.claim(slack, { by: 'run#1', at: NINE, doubts: 1 });
  await db.ledger.settle({ alert: slack, outcome: { state: 'sent', providerId: '1.1', at: NINE, recorded: true } });

  const told = heard.map(({ collection, _id, fields }) => ({ collection, _id, ...counted(fields) }));
  expect(told).toEqual([
    { collection: 'tickets', _id: 'W-1', rev: 1 },
    ...ticket.log.map(({ id }) => ({ collection: 'escalation_log', _id: id, kind: 'escalated' })),
    { collection: 'tickets', _id: 'W-1', rev: 3 },
    { collection: 'alerts', _id: slack.key, state: 'sending' },
    { collection: 'alerts', _id: slack.key, state: 'sent' },
  ]);
});

/** What the bench counts by. */
function counted({ engine, kind, state }: ConfirmedWrite['fields']) {
  if (engine) return { rev: (engine as { rev: number }).rev };
  return kind === undefined ? { state: state as unknown } : { kind: kind as unknown };
}
