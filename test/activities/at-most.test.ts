/** In a long outage of the database, what waits for it leaves room for what pages people. */
import { expect, test } from 'vitest';
import { createActivities } from '../../src/activities/index.js';
import { memoryStore } from '../../src/store/memory.js';
import type { TicketStore } from '../../src/store/port.js';
import { escalated, writeOf } from '../support/writes.js';

/** Answers when it is told to. */
class Frozen implements TicketStore {
  private readonly ends: (() => void)[] = [];
  private readonly frozen = () =>
    new Promise<never>((_, reject) => this.ends.push(() => reject(new Error('no answer'))));
  save = this.frozen;
  load = this.frozen;

  get waiting(): number {
    return this.ends.length;
  }
  thaw(count: number): void {
    for (const end of this.ends.splice(0, count)) end();
  }
}

test('half of the slots wait for the database, and no more: the others are told at once to come back', async () => {
  const store = new Frozen();
  const send = () => Promise.reject(new Error('nothing is sent here'));
  const { saveTicket, loadTicket } = createActivities({
    store,
    ledger: memoryStore().ledger,
    channels: { slack: { send }, email: { send } },
  });
  const calls = Array.from({ length: 30 }, (_, i) => [saveTicket(writeOf(escalated(`A-${i}`))), loadTicket(`B-${i}`)]);
  const ends = Promise.allSettled(calls.flat());
  expect(store.waiting).toBe(50);

  await expect(saveTicket(writeOf(escalated()))).rejects.toMatchObject({
    message: '50 calls of the database are under way already',
    type: 'Busy',
    nonRetryable: false,
  });
  store.thaw(10);
  await new Promise((resolve) => setImmediate(resolve));
  const later = Promise.allSettled(Array.from({ length: 12 }, (_, i) => loadTicket(`C-${i}`)));
  expect(store.waiting).toBe(50);

  store.thaw(50);
  const reasons = (await ends).map((end) => (end.status === 'rejected' ? (end.reason as Error).message : end.status));
  expect(reasons.filter((reason) => reason === 'no answer')).toHaveLength(50);
  expect(reasons.filter((reason) => reason.endsWith('under way already'))).toHaveLength(10);
  expect((await later).every(({ status }) => status === 'rejected')).toBe(true);
});
