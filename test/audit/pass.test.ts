/** What one audit reads, and how the rolling pass goes on from audit to audit: with a real database, and a fake Temporal. */
import { MockActivityEnvironment } from '@temporalio/testing';
import { beforeEach, expect, test } from 'vitest';
import type { RunningWorkflow } from '../../src/audit/diff.js';
import { TemporalQueries, workflowsOf } from '../../src/audit/index.js';
import { Findings } from '../../src/audit/findings.js';
import { auditTickets } from '../../src/audit/tickets.js';
import { beat } from '../../src/audit/heartbeat.js';
import { reportOf, type TicketSighting } from '../../src/domain/audit/drift.js';
import { snapshot } from '../../src/domain/records/snapshot.js';
import type { AuditStore } from '../../src/store/audit-port.js';
import type { EarlierAudit } from '../../src/workflows/contract.js';
import { ownDatabase } from '../support/own-database.js';
import { escalated } from '../support/writes.js';

const MINUTE = 60_000;
const TOLERANCE = MINUTE;
const QUEUE = 'q';
const { db, drop, collection } = ownDatabase(import.meta.url);

type Answer = unknown[] | Set<unknown> | Map<unknown, unknown>;
const tickets = () => collection('tickets');

beforeEach(async () => {
  await drop();
  await db.ensureIndexes();
});

const idOf = (i: number) => `T-${String(i).padStart(5, '0')}`;

/** Tickets as the engine writes them, nothing due, and nothing in the log. */
async function open(count: number): Promise<void> {
  const { state } = escalated('T', 0.1, { slaHours: 1_000_000 });
  for (let from = 0; from < count; from += 500) {
    const some = Array.from({ length: Math.min(500, count - from) }, (_, i) => {
      const ticket = { ...state, ticketId: idOf(from + i), history: [], policy: null, closed: false };
      const { ticketId: _id, ...fields } = snapshot(ticket, null);
      return { _id, ...fields, rev: 1, engine: { rev: 1, state: ticket } };
    });
    await tickets().insertMany(some);
  }
}

/** Temporal, where the workflows of `count` tickets are running. It remembers what it was asked. */
class Running extends TemporalQueries {
  looked = 0;
  asked = 0;
  private readonly watches = new Map<string, RunningWorkflow & { startedAt: number }>();

  constructor(count: number, startedAt: (i: number) => number = (i) => i * 1000) {
    super(undefined as never, QUEUE);
    for (let i = 0; i < count; i++) {
      this.watches.set(idOf(i), { ticketId: idOf(i), taskQueue: QUEUE, startedAt: startedAt(i) });
    }
  }

  override watched(ids: string[]) {
    return this.answer(new Map(ids.flatMap((id) => (this.watches.has(id) ? [[id, this.watches.get(id)!]] : []))));
  }
  override startedUpTo(latest: number, limit: number) {
    const from = [...this.watches.values()].filter(({ startedAt }) => startedAt <= latest);
    return this.answer(from.sort((a, b) => b.startedAt - a.startedAt).slice(0, limit));
  }
  /** Tickets something was due of. */
  due: string[] = [];
  override overdue(_before: number, from: number | null, limit: number) {
    const due = this.due.map((id) => this.watches.get(id)!).filter(({ startedAt }) => startedAt <= (from ?? Infinity));
    return this.answer(due.sort((a, b) => b.startedAt - a.startedAt).slice(0, limit));
  }
  /** Tickets whose workflows were terminated. */
  terminated: string[] = [];
  override async *cutShort(_since: number, pageSize: number) {
    for (let from = 0; from < this.terminated.length; from += pageSize) {
      yield await this.answer(this.terminated.slice(from, from + pageSize));
    }
  }
  override started = () => this.answer<string[]>([]);
  override reportedStuck = () => this.answer<string[]>([]);
  override served = () => this.answer(true);

  private answer<T>(answer: T & (Answer | boolean)): Promise<T> {
    this.asked++;
    if (typeof answer !== 'boolean') this.looked += sizeOf(answer);
    return Promise.resolve(answer);
  }
}

function sizeOf(answer: Answer): number {
  return Array.isArray(answer) ? answer.length : answer.size;
}

/** Counts the calls of a store, and the documents that it answers with. */
function counting(store: AuditStore) {
  const counts = { calls: 0, documents: 0 };
  const counted = new Proxy(store, {
    get: (target, name: keyof AuditStore) => {
      const method = target[name];
      if (typeof method !== 'function') return method;
      return async (...args: never[]) => {
        const answer = await (
          method as (...args: never[]) => Promise<unknown[] | Set<unknown> | Map<unknown, unknown>>
        )(...args);
        counts.calls++;
        counts.documents += sizeOf(answer);
        return answer;
      };
    },
  });
  return { counts, store: counted };
}

function auditing(
  temporal: TemporalQueries,
  store: AuditStore,
  perMinute: number,
  workflows = workflowsOf(undefined as never, QUEUE),
) {
  const environment = new MockActivityEnvironment();
  const tools = {
    temporal,
    workflows,
    store,
    open: () => Promise.reject(new Error('nothing is to be opened')),
  };
  return async (earlier: EarlierAudit | null): Promise<TicketSighting> => {
    const budget = { every: MINUTE, perMinute };
    return environment.run(() => auditTickets(tools, rested(earlier), TOLERANCE, budget));
  };
}

/** These tests need not wait for what the last audit has left of its rest; pages of a fixed size can be counted. */
function rested(earlier: EarlierAudit | null): EarlierAudit | null {
  return earlier && { ...earlier, coverage: { ...earlier.coverage, restUntil: 0, pageSize: 20 } };
}

const afterwards = ({ suspects, coverage }: TicketSighting): EarlierAudit => ({ suspects, coverage });

test('an audit reads the same of 100 open tickets and of 1,000', async () => {
  const reads = async (count: number) => {
    await drop();
    await db.ensureIndexes();
    await open(count);
    const { counts, store } = counting(db.audit);
    const engine = new Running(count);
    const { looked, findings, coverage } = await auditing(engine, store, 40)(null);
    expect(findings).toEqual([]);
    expect(coverage.pass).toMatchObject({ tickets: 40, workflows: 40 });
    return { looked, ...counts, asked: engine.asked, found: engine.looked };
  };
  // How many pages they come in depends on how long reading takes; 10 tickets are the least.
  for (const { looked, documents, calls, asked, found } of [await reads(100), await reads(1_000)]) {
    expect(looked).toBeLessThanOrEqual(80);
    expect(documents).toBeLessThanOrEqual(80);
    expect(calls).toBeLessThanOrEqual(9);
    expect(found).toBe(80);
    expect(asked).toBeLessThanOrEqual(15);
  }
}, 120_000);

test('the pass goes on where the last audit stopped, and compares everything once before it begins anew', async () => {
  await open(90);
  const seen: string[] = [];
  const { store } = counting({
    ...db.audit,
    openTickets: async (after, limit) => {
      const page = await db.audit.openTickets(after, limit);
      seen.push(...page.map(({ ticketId }) => ticketId));
      return page;
    },
  });
  const audit = auditing(new Running(90), store, 40);
  const first = await audit(null);
  const second = await audit(afterwards(first));
  expect(second.coverage.last).toBeNull();
  const third = await audit(afterwards(second));
  expect(third.coverage.last).toMatchObject({ since: first.coverage.pass.since, tickets: 90 });
  // Those at the end of a page may be looked up twice, since others may have been started in the same millisecond.
  expect(third.coverage.last!.workflows).toBeGreaterThanOrEqual(90);
  expect(third.coverage.last!.workflows).toBeLessThan(100);
  expect(seen).toEqual(Array.from({ length: 90 }, (_, i) => idOf(i)));

  const fourth = await audit(afterwards(third));
  expect(fourth.coverage.pass).toMatchObject({ tickets: 40, workflows: 40 });
  expect(fourth.coverage.last).toEqual(third.coverage.last);
  expect(Buffer.byteLength(JSON.stringify(fourth))).toBeLessThan(2_000);
}, 120_000);

test('what only the pass finds is looked at again by the next audit, wherever the pass is by then', async () => {
  await open(60);
  await tickets().updateOne({ _id: idOf(3) }, { $set: { tier: 'L3' } });
  const asked: string[] = [];
  const workflows = workflowsOf(undefined as never, QUEUE);
  workflows.standing = (ticketId) => Promise.resolve({ is: 'running', known: { ticketId }, attempts: 1 });
  workflows.signal = (ticketId: string, ..._: unknown[]) => {
    asked.push(ticketId);
    return Promise.resolve(true);
  };
  const audit = auditing(new Running(60), db.audit, 20, workflows);
  const first = await audit(null);
  expect(first.suspects).toMatchObject([{ kind: 'mirror-drifted', subject: idOf(3) }]);
  const aged = first.suspects.map((drift) => ({ ...drift, since: drift.since - TOLERANCE }));
  const second = await audit({ ...afterwards(first), suspects: aged });
  expect(second.findings).toMatchObject([{ kind: 'mirror-drifted', count: 1, repaired: 1 }]);
  expect(asked).toEqual([idOf(3)]);
}, 60_000);

test('running workflows that were started in the same millisecond are all looked up', async () => {
  await open(30);
  await tickets().deleteOne({ _id: idOf(29) });
  const together = new Running(30, (i) => (i < 10 ? 1_000 : 2_000 + (i % 10)));
  const { coverage, suspects } = await auditing(together, db.audit, 100)(null);
  expect(coverage.last).toMatchObject({ tickets: 29 });
  expect(suspects).toMatchObject([{ kind: 'document-missing', subject: idOf(29) }]);
}, 60_000);

test('coverage that has become too old is found, and the heartbeat is withheld for it', async () => {
  await open(5);
  const audit = auditing(new Running(5), db.audit, 40);
  const first = await audit(null);
  expect(first.findings).toEqual([]);
  const coverage = { ...first.coverage, last: null, pass: { ...first.coverage.pass, since: Date.now() - 3_600_000 } };
  const stalled = { ...coverage, pass: { ...coverage.pass, ticketsUpTo: '', workflowsFrom: Date.now() } };
  // It cannot come to the end of the pass with this audit.
  const second = await auditing(new Running(5), db.audit, 2)({ suspects: [], coverage: stalled });
  expect(second.findings).toMatchObject([{ kind: 'comparison-behind', count: 1, repaired: 0 }]);
  expect(second.findings[0]!.examples[0]!.detail).toMatch(
    /^the last time was 60 min ago; at most \d+ min are expected$/,
  );
  const ledger = { looked: 0, findings: [], suspects: [] };
  expect(reportOf(ledger, first, 1).healthy).toBe(true);
  const report = reportOf(ledger, second, 1);
  expect(await new MockActivityEnvironment().run(beat, report, undefined)).toBe(false);
}, 60_000);

test('what there was no time to look at again is kept, and the audit is not complete', async () => {
  await open(5);
  const audit = auditing(new Running(5), db.audit, 40);
  const { coverage, complete } = await audit(null);
  expect(complete).toBe(true);
  const drift = { kind: 'log-gap' as const, subject: idOf(2), mark: '1', since: 0, repairs: 0 };
  const environment = new MockActivityEnvironment();
  const workflows = workflowsOf(undefined as never, QUEUE);
  const tools = {
    temporal: new Running(5),
    workflows,
    store: db.audit,
    open: () => Promise.reject(new Error('nothing')),
  };
  const resting = { ...coverage, restUntil: Date.now() + MINUTE };
  const hurried: TicketSighting = await environment.run(() =>
    auditTickets(tools, { suspects: [drift], coverage: resting }, TOLERANCE, { every: MINUTE, perMinute: 40 }),
  );
  expect(hurried).toMatchObject({ complete: false, suspects: [drift], findings: [] });
  expect(hurried.coverage).toMatchObject({ restUntil: resting.restUntil, askedUpTo: coverage.askedUpTo });
}, 60_000);

test('a page that fails ends the comparing: the audit is not complete, and the next one goes on from there after the rest', async () => {
  await open(90);
  let failing = false;
  const store: AuditStore = {
    ...db.audit,
    tickets: async (ids) => {
      if (failing) throw new Error('no answer within 5000 ms');
      return db.audit.tickets(ids);
    },
    openTickets: async (after, limit) => {
      if (after !== '') {
        await new Promise((resolve) => setTimeout(resolve, 300));
        throw new Error('no answer within 5000 ms');
      }
      return db.audit.openTickets(after, limit);
    },
  };
  const audit = auditing(new Running(90), store, 60);
  const first = await audit(null);
  expect(first).toMatchObject({ complete: false, findings: [] });
  const { pass, restUntil, askedUpTo } = first.coverage;
  expect(pass.tickets).toBeGreaterThanOrEqual(10);
  expect(pass.ticketsUpTo).toBe(idOf(pass.tickets - 1));
  expect(restUntil).toBeGreaterThan(Date.now() + 2_000);
  // What was asked has been answered.
  expect(askedUpTo).not.toBeNull();

  failing = true;
  const drift = { kind: 'log-gap' as const, subject: idOf(2), mark: '1', since: 0, repairs: 0 };
  const second = await audit({ ...afterwards(first), suspects: [drift] });
  expect(second).toMatchObject({ complete: false, suspects: [drift] });
  expect(second.coverage).toMatchObject({ pass, askedUpTo });
}, 60_000);

test('workflows that were terminated at once are all found by the next audit, however many they are', async () => {
  // More than come in one answer.
  await open(110);
  const temporal = new Running(0);
  temporal.terminated = Array.from({ length: 110 }, (_, i) => idOf(i));
  const environment = new MockActivityEnvironment();
  const workflows = workflowsOf(undefined as never, QUEUE);
  const tools = { temporal, workflows, store: db.audit, open: () => Promise.reject(new Error('nothing')) };
  const budget = { every: MINUTE, perMinute: 1 };
  const { suspects, complete }: TicketSighting = await environment.run(() =>
    auditTickets(tools, null, TOLERANCE, budget),
  );
  expect(complete).toBe(true);
  expect(suspects.filter(({ kind }) => kind === 'workflow-missing')).toHaveLength(110);
}, 60_000);

test('of more deadlines that have passed than fit into one answer each audit takes the next ones', async () => {
  await open(110);
  const temporal = new Running(110);
  temporal.due = Array.from({ length: 110 }, (_, i) => idOf(i));
  const asked: (number | null)[] = [];
  const overdue = temporal.overdue.bind(temporal);
  temporal.overdue = (before, from, limit) => {
    asked.push(from);
    return overdue(before, from, limit);
  };
  const audit = auditing(temporal, db.audit, 1);
  const first = await audit(null);
  const second = await audit(afterwards(first));
  expect(asked).toEqual([null, 10_000]);
  expect(second.coverage.overdueFrom).toBeNull();
}, 60_000);

test('what there was no time to look at again is looked at first by the next audit', () => {
  const drift = (subject: string) => ({ kind: 'log-gap' as const, subject, mark: '1', since: 0, repairs: 0 });
  const findings = new Findings([], 0, TOLERANCE);
  findings.keep([drift('waiting')]);
  void findings.look({ ...drift('looked-at'), detail: '' }, () => Promise.resolve({ repaired: false }));
  expect(findings.result().suspects.map(({ subject }) => subject)).toEqual(['waiting', 'looked-at']);
});
