/** What policies of real desks add to the database: clocks of tickets, and what log entries say of hours and of who is on call. */
import { beforeAll, expect, test } from 'vitest';
import { diffTicket } from '../../src/audit/diff.js';
import { decide } from '../../src/domain/ladder/decide.js';
import type { LogEntry } from '../../src/domain/ladder/decision.js';
import { clocksOf } from '../../src/domain/rules/clock-view.js';
import { HOUR } from '../../src/domain/rules/policy.js';
import { newTicketState } from '../../src/domain/ticket/new-ticket.js';
import { parsePolicy } from '../../src/policy/index.js';
import { ownDatabase } from '../support/own-database.js';
import { NINE, writeOf } from '../support/writes.js';

const { policy, hash } = parsePolicy(
  `version: 1
calendars: { office: { time_zone: UTC, hours: { mon-fri: [08:00-10:00] } } }
clocks: { first_response: { target: 3h, calendar: office }, resolution: { target: 8h, pause: [pending] } }
people: { anna: { slack: U012ANNA, email: anna.a@example.com } }
rotations: { primary: { members: [anna], every: 1w, from: 2026-01-05T09:00, time_zone: UTC } }
tiers:
  - { name: L1, group: one, notify: [{ email: primary, hours: office }] }
  - { name: L2, group: two }
rules:
  - { name: soon, when: { in_tier: 2h }, notify: here }
`,
  'desk.yaml',
  Math.floor(NINE / (24 * HOUR)),
);

const { db, collection } = ownDatabase(import.meta.url);
beforeAll(() => db.ensureIndexes());

function written(status: string, hours: number) {
  const ticketId = `T-${status}`;
  const opened = { ticketId, status, priority: 'normal', customerTier: 'standard', slaHours: 24 };
  const now = NINE + hours * HOUR;
  const { state, effects, nextWakeAt } = decide(newTicketState(opened, policy, hash, NINE), now);
  const log: LogEntry[] = effects.flatMap((effect) => (effect.kind === 'log' ? [effect.entry] : []));
  return { state, nextWakeAt, log, now, write: { ...writeOf({ state, nextWakeAt, log }), ...clocksOf(state, now) } };
}

test('a ticket has its clocks, and is due when resolution is', async () => {
  await db.store.save(written('open', 2).write);
  const { clocks, slaDueAt, slaBreachedAt } = (await db.archive.read('T-open'))!;
  const start = new Date(NINE);
  const nothing = { metAt: null, breachedAt: null };
  expect({ clocks, slaDueAt, slaBreachedAt }).toEqual({
    clocks: {
      // An hour today, and two tomorrow.
      first_response: {
        ...{ state: 'running', startedAt: start, targetMs: 3 * HOUR, elapsedMs: HOUR, ...nothing },
        dueAt: new Date('2026-01-06T10:00:00Z'),
      },
      resolution: {
        ...{ state: 'running', startedAt: start, targetMs: 8 * HOUR, elapsedMs: 2 * HOUR, ...nothing },
        dueAt: new Date('2026-01-05T17:00:00Z'),
      },
    },
    slaDueAt: new Date('2026-01-05T17:00:00Z'),
    slaBreachedAt: null,
  });
});

test('nothing is due while its clock is paused', async () => {
  await db.store.save(written('pending', 2).write);
  const { clocks, slaDueAt } = (await db.archive.read('T-pending')) as unknown as {
    clocks: { resolution: object };
    slaDueAt: unknown;
  };
  expect(slaDueAt).toBeNull();
  expect(clocks.resolution).toMatchObject({ state: 'paused', elapsedMs: 0, dueAt: null });
});

test('a log entry says who is on call, and until when an alert waits', async () => {
  await db.store.save(written('open', 2).write);
  expect(await db.archive.log('T-open')).toMatchObject([
    {
      _id: 'T-open:notified:1',
      ...{ kind: 'notified', rule: 'soon', tier: 'L1', notify: ['email:anna.a@example.com'] },
      onCall: { primary: 'anna' },
      deferred: { 'email:anna.a@example.com': new Date('2026-01-06T08:00:00Z') },
    },
  ]);
});

test('the auditor finds nothing wrong with it, and finds a clock that is', async () => {
  const { write, now } = written('open', 2);
  await db.store.save(write);
  const watch = { ticketId: 'T-open', taskQueue: 'q' };
  const drift = async () => {
    const [ticket] = await db.audit.tickets(['T-open']);
    return diffTicket({ ticket: ticket!, watch, logged: 0, overdueBefore: now });
  };
  expect(await drift()).toEqual([]);
  const tickets = collection('tickets');
  await tickets.updateOne({ _id: 'T-open' }, { $set: { 'clocks.resolution.targetMs': 1 } });
  expect(await drift()).toMatchObject([
    { kind: 'mirror-drifted', detail: `targetMs of clock resolution is not ${8 * HOUR}, which the engine wrote` },
  ]);
});
