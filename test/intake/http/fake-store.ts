/** The intake's part of the database, in memory. It may be down, or slow. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { IntakeDeps } from '../../../src/intake/ports.js';
import { keepable } from '../../../src/store/archive.js';
import { StoreError } from '../../../src/store/errors.js';
import type { ApiKey, SpilledFact, SpillReason } from '../../../src/store/intake-port.js';

export class FakeStore {
  readonly spilled = new Map<string, SpilledFact>();
  readonly delivered = new Map<string, number>();
  readonly keys = new Map<string, ApiKey>();
  readonly documents = new Map<string, Record<string, unknown>>();
  readonly logs = new Map<string, Record<string, unknown>[]>();
  isDown = false;
  delay = 0;
  questions = 0;

  readonly ports: IntakeDeps['store'] = {
    spill: {
      keep: (facts) =>
        this.answer(() => {
          for (const fact of facts) {
            if (this.spilled.has(fact.id)) continue;
            const line = JSON.parse(JSON.stringify(fact.line)) as SpilledFact['line'];
            this.spilled.set(fact.id, { ...fact, line, attempts: 0, lastError: null, notBefore: fact.acceptedAt });
          }
        }),
      due: (now, limit) =>
        this.answer(() =>
          [...this.spilled.values()]
            .filter(({ notBefore }) => notBefore <= now)
            .sort((a, b) => a.at - b.at)
            .slice(0, limit),
        ),
      remove: (ids) => this.answer(() => ids.forEach((id) => this.spilled.delete(id))),
      postpone: (id, reason, lastError, notBefore) =>
        this.answer(() => {
          const fact = this.spilled.get(id);
          if (fact) this.spilled.set(id, { ...fact, reason, lastError, notBefore, attempts: fact.attempts + 1 });
        }),
      count: (reason?: SpillReason) =>
        this.answer(() => {
          const some = [...this.spilled.values()].filter((fact) => reason === undefined || fact.reason === reason);
          return {
            count: some.length,
            oldest: some.length === 0 ? null : Math.min(...some.map((one) => one.acceptedAt)),
          };
        }),
      any: (reason) => this.answer(() => [...this.spilled.values()].some((fact) => fact.reason === reason)),
      waiting: (ticketIds, reason) =>
        this.answer(() => {
          const some = [...this.spilled.values()].filter((fact) => reason === undefined || fact.reason === reason);
          return new Set(some.map(({ ticketId }) => ticketId).filter((id) => ticketIds.includes(id)));
        }),
      hasten: (ticketId) =>
        this.answer(() => {
          const some = [...this.spilled.values()].filter((fact) => fact.ticketId === ticketId);
          for (const fact of some) this.spilled.set(fact.id, { ...fact, notBefore: 0 });
          return some.length > 0;
        }),
    },
    deliveries: {
      known: (ids) => this.answer(() => new Set(ids.filter((id) => this.delivered.has(id)))),
      remember: (some) => this.answer(() => some.forEach(({ id, at }) => this.delivered.set(id, at))),
      forget: async () => undefined,
    },
    apiKeys: {
      add: (key) => this.answer(() => void this.keys.set(key.id, key)),
      find: (id) => this.answer(() => this.keys.get(id) ?? null),
      list: () => this.answer(() => [...this.keys.values()]),
      revoke: (id, at) =>
        this.answer(() => {
          const key = this.keys.get(id);
          if (key) this.keys.set(id, { ...key, revokedAt: at });
          return key !== undefined;
        }),
    },
    archive: {
      adoptAll: (tickets) =>
        this.answer(() => {
          const kept = tickets.map(({ ticketId, ownFields }) => [ticketId, keepable(ticketId, ownFields)] as const);
          for (const [ticketId, own] of kept) {
            this.documents.set(ticketId, { ...this.documents.get(ticketId), ...own });
          }
        }),
      log: (ticketId, page = { after: -1, limit: 1_000 }) =>
        this.answer(() =>
          (this.logs.get(ticketId) ?? []).filter(({ number }) => (number as number) > page.after).slice(0, page.limit),
        ),
      read: (ticketId) =>
        this.answer(() => {
          const document = this.documents.get(ticketId);
          return document ? { _id: ticketId, ...document } : null;
        }),
    },
    store: { load: () => this.answer(() => null) },
    ping: () => this.answer(() => undefined),
  };

  private async answer<T>(question: () => T): Promise<T> {
    this.questions++;
    if (this.delay > 0) await sleep(Math.min(this.delay, 1_000), undefined, { ref: false });
    if (this.isDown || this.delay > 1_000)
      throw new StoreError('unavailable', 'MongoDB at db.internal:27017 does not answer');
    return question();
  }
}
