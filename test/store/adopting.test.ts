/** The help desk's own keys of many tickets at once, in a real database. */
import { expect, test } from 'vitest';
import { ownDatabase } from '../support/own-database.js';

const { db, collection } = ownDatabase(import.meta.url);
const tickets = () => collection('tickets');

test('are kept beside what is there, also of a ticket that is told twice', async () => {
  await tickets().insertOne({ _id: 'A-2', tier: 'L2', subject: 'old' });
  const subjects = Array.from({ length: 250 }, (_, i) => ({
    ticketId: `A-${i}`,
    ownFields: { subject: `about ${i}` },
  }));
  const again = { ticketId: 'A-7', ownFields: { owner: 'Ada' } };
  const nothing = { ticketId: 'A-none', ownFields: { tier: 'L3' } };
  await db.archive.adoptAll([...subjects, again, nothing]);
  expect(await tickets().countDocuments()).toBe(250);
  expect(await tickets().findOne({ _id: 'A-2' })).toEqual({ _id: 'A-2', tier: 'L2', subject: 'about 2' });
  expect(await tickets().findOne({ _id: 'A-7' })).toEqual({ _id: 'A-7', subject: 'about 7', owner: 'Ada' });
  expect(await tickets().findOne({ _id: 'A-249' })).toEqual({ _id: 'A-249', subject: 'about 249' });
});

test('are refused before anything is written when one cannot be kept', async () => {
  const tried = db.archive.adoptAll([
    { ticketId: 'B-1', ownFields: { subject: 'x' } },
    { ticketId: 'B-2', ownFields: { 'a.b': 1 } },
  ]);
  await expect(tried).rejects.toThrow('ticket B-2: the key "a.b" cannot be kept');
  expect(await tickets().findOne({ _id: 'B-1' })).toBeNull();
});
