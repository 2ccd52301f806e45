/** Policies are kept by their hash: with the first ticket that has them, or when tickets are moved. */
import { expect, it } from 'vitest';
import { DEFAULT_HASH, DEFAULT_POLICY } from '../support/domain/policies.js';
import { ownDatabase } from '../support/own-database.js';
import { escalated, writeOf } from '../support/writes.js';

const { db } = ownDatabase(import.meta.url);

const pinnedOn = (day: number) => ({
  ...DEFAULT_POLICY,
  pinned: { day, from: 0, until: 1, zones: { 'Etc/A.b': { offset: 0, changes: [] } }, holidays: {} },
});

it('keeps one once, and of a later look-up the lists', async () => {
  await db.policies.keep({ hash: 'h-1', policy: pinnedOn(5) }, 1_000);
  await db.policies.keep({ hash: 'h-1', policy: pinnedOn(7) }, 2_000);
  await db.policies.keep({ hash: 'h-1', policy: pinnedOn(6) }, 3_000);
  expect(await db.policies.find('h-1')).toEqual({ hash: 'h-1', policy: pinnedOn(7), firstUsedAt: 1_000 });
  expect(await db.policies.find('h-2')).toBeNull();
  await db.policies.keep({ hash: 'h-3', policy: DEFAULT_POLICY }, 4_000);
  expect((await db.policies.list()).map(({ hash }) => hash)).toEqual(['h-3', 'h-1']);
});

it('keeps that of a ticket that is written for the first time', async () => {
  const ticket = escalated('P-1');
  await db.store.save(writeOf(ticket));
  const kept = await db.policies.find(ticket.state.policyHash);
  expect(kept?.policy).toEqual(DEFAULT_POLICY);
  expect(ticket.state.policyHash).toBe(DEFAULT_HASH);
});
