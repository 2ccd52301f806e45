/** The ledger of alerts in a real database: who claims one, and what becomes of it. */
import { describe, expect, test } from 'vitest';
import type { AlertState, DeliveryOutcome } from '../../src/domain/alerts/delivery.js';
import { ownDatabase } from '../support/own-database.js';
import { escalated, NINE } from '../support/writes.js';

const { db, collection } = ownDatabase(import.meta.url);
let id = 0;

const newAlert = () => escalated(`L-${++id}`).slack;
const claimOf = (by: string, doubts = 1) => ({ by, at: NINE, doubts });
const entry = async (key: string) => (await db.archive.alerts(key.split(':')[0]!)).find(({ _id }) => _id === key);
const setback = { state: 'pending', doubts: 0, suspect: false, error: 'no luck', at: NINE + 5 } as const;

const OUTCOMES: Record<DeliveryOutcome['state'], DeliveryOutcome> = {
  sent: { state: 'sent', providerId: '1.1', thread: '1.0', at: NINE + 9, recorded: true },
  unconfirmed: { state: 'unconfirmed', error: 'who knows', at: NINE + 9, recorded: true },
  undeliverable: { state: 'undeliverable', error: 'no such channel', at: NINE + 9, recorded: true },
  superseded: { state: 'superseded', error: 'superseded by transition 2', at: NINE + 9, recorded: true },
};

test('a claim is exclusive among any number of claimants, and tells the others who was first', async () => {
  const alert = newAlert();
  const results = await Promise.all(Array.from({ length: 20 }, (_, i) => db.ledger.claim(alert, claimOf(`run#${i}`))));
  const losers = results.filter((result) => result !== null);
  expect(losers).toHaveLength(19);
  const winner = `run#${results.indexOf(null)}`;
  for (const found of losers)
    expect(found).toMatchObject({ key: alert.key, state: 'sending', claimedBy: winner, ended: false });
});

test('an abandoned claim is taken over by one of many', async () => {
  const alert = newAlert();
  await db.ledger.claim(alert, claimOf('dead#1'));
  const seen = (await db.ledger.claim(alert, claimOf('x#1')))!;
  const results = await Promise.all(
    Array.from({ length: 20 }, (_, i) => db.ledger.reclaim(seen, claimOf(`run#${i}`, 2))),
  );
  expect(results.filter(Boolean)).toHaveLength(1);
  expect(await entry(alert.key)).toMatchObject({ state: 'sending', attempts: 2, doubts: 2 });
});

test('a setback counts only for whoever holds the claim', async () => {
  const alert = newAlert();
  await db.ledger.claim(alert, claimOf('old#1'));
  const seen = (await db.ledger.claim(alert, claimOf('x#1')))!;
  await db.ledger.reclaim(seen, claimOf('new#1', 2));

  await db.ledger.setBack(alert.key, 'old#1', setback);
  expect(await entry(alert.key)).toMatchObject({ state: 'sending', ended: false, lastError: null });

  await db.ledger.setBack(alert.key, 'new#1', setback);
  expect(await entry(alert.key)).toMatchObject({
    state: 'pending',
    ended: true,
    doubts: 0,
    lastError: 'no luck',
    attempts: 2,
  });
});

describe('an outcome', () => {
  /** What is there, what comes, what stands then. */
  test.each<[AlertState | 'nothing', DeliveryOutcome['state'], AlertState]>([
    ['nothing', 'sent', 'sent'],
    ['nothing', 'unconfirmed', 'unconfirmed'],
    ['nothing', 'undeliverable', 'undeliverable'],
    ['nothing', 'superseded', 'superseded'],
    ['pending', 'superseded', 'superseded'],
    ['sending', 'superseded', 'superseded'],
    ['undeliverable', 'superseded', 'superseded'],
    ['sent', 'superseded', 'sent'],
    ['unconfirmed', 'superseded', 'unconfirmed'],
    ['superseded', 'sent', 'sent'],
    ['superseded', 'undeliverable', 'superseded'],
    ['pending', 'sent', 'sent'],
    ['pending', 'undeliverable', 'undeliverable'],
    ['sending', 'sent', 'sent'],
    ['sending', 'unconfirmed', 'unconfirmed'],
    ['sending', 'undeliverable', 'undeliverable'],
    ['sent', 'unconfirmed', 'sent'],
    ['sent', 'undeliverable', 'sent'],
    ['unconfirmed', 'sent', 'sent'],
    ['unconfirmed', 'undeliverable', 'unconfirmed'],
    ['undeliverable', 'sent', 'sent'],
    ['undeliverable', 'unconfirmed', 'undeliverable'],
    ['superseded', 'unconfirmed', 'superseded'],
  ])('%s, then %s: %s', async (before, comes, stands) => {
    const alert = newAlert();
    if (before !== 'nothing') {
      await db.ledger.claim(alert, claimOf('run#1'));
      const documents = collection('alerts');
      await documents.updateOne({ _id: alert.key }, { $set: { state: before } });
    }
    await db.ledger.complete({ alert, outcome: OUTCOMES[comes] });
    await db.ledger.complete({ alert, outcome: OUTCOMES[comes] });
    expect(await entry(alert.key)).toMatchObject({ state: stands });
  });

  test('shows what it is known by, and when', async () => {
    const alert = newAlert();
    await db.ledger.complete({ alert, outcome: OUTCOMES.sent });
    expect(await entry(alert.key)).toMatchObject({
      providerId: '1.1',
      thread: '1.0',
      attempts: 1,
      settledAt: new Date(NINE + 9),
      updatedAt: new Date(NINE + 9),
    });
  });

  test('of a digest has no thread', async () => {
    const [early, late] = [newAlert(), newAlert()];
    await db.ledger.claim(early, claimOf('run#1'));
    for (const alert of [early, late]) {
      await db.ledger.complete({ alert, outcome: { state: 'sent', providerId: '1.1', at: NINE + 9, recorded: true } });
      expect(await entry(alert.key)).toMatchObject({ state: 'sent', providerId: '1.1', thread: null });
    }
  });

  test('is entered whether a late claim of ours comes before or after it', async () => {
    const alert = newAlert();
    await Promise.all([
      db.ledger.complete({ alert, outcome: OUTCOMES.sent }),
      db.ledger.claim(alert, claimOf('run#1')),
      db.ledger.complete({ alert, outcome: OUTCOMES.sent }),
    ]);
    expect(await entry(alert.key)).toMatchObject({ state: 'sent', providerId: '1.1' });
  });
});
