/** The words that the Web UI shows of a ticket: its page, the label of its timer, the labels of its writes. */
import { expect, it } from 'vitest';
import { upcoming } from '../../src/domain/ladder/decide.js';
import type { Decision, LogEntry } from '../../src/domain/ladder/decision.js';
import { addressedOf } from '../../src/domain/alerts/delivery.js';
import type { Errand } from '../../src/domain/alerts/errand.js';
import type { TicketWrite } from '../../src/domain/records/snapshot.js';
import type { TicketState } from '../../src/domain/ticket/ticket.js';
import { currentDetails, deliverySummary, errandSummary, timerSummary } from '../../src/workflows/details.js';
import { opened, type RunState } from '../../src/domain/run/state.js';
import { score } from '../support/domain/facts.js';
import { START, Watch } from '../support/domain/watch.js';

const HOUR = 3_600_000;

/** A run that owes nothing but what is given. */
function run(ticket: TicketState, outbox: Partial<RunState['outbox']> = {}, due = false): RunState {
  const state = opened(ticket, 'a run');
  return { ...state, outbox: { ...state.outbox, ...outbox }, database: { ...state.database, due } };
}

/** At L2 since 9:00, with the cooldown until 13:00; its idle deadline is at 11:00 and its SLA ends at 15:00. */
function cooling(): Watch {
  const watch = Watch.over({ customerTier: 'enterprise', slaHours: 6 }).hears(score(-0.7)).until('1h');
  return watch.expects('0h L1 > L2 by negative_sentiment');
}

it('promises no climb that the cooldown holds', () => {
  const { ticket } = cooling();
  const ahead = currentDetails(run(ticket), false, START + HOUR)
    .split('**Ahead**\n\n')[1]!
    .split('\n\n')[0]!;
  expect(ahead.split('\n')).toEqual([
    '- 2026-01-05T11:00:00.000Z: `vip_stuck` to manager, held until 2026-01-05T13:00:00.000Z',
    '- 2026-01-05T13:00:00.000Z: `stalled_at_l2` to L3',
    '- 2026-01-05T13:30:00.000Z: `time_based` to L2',
    '- 2026-01-05T15:00:00.000Z: SLA breached, `sla_breached` to manager',
  ]);
});

it('labels the timer with what can come of it', () => {
  const watch = cooling();
  const label = (hours: number) => timerSummary(watch.ticket, upcoming(watch.ticket, START + hours * HOUR)[0]);
  expect(label(1)).toBe('vip_stuck comes true, held until 2026-01-05T13:00:00.000Z');
  watch.until('3h').expects('2h held vip_stuck until 4h');
  expect(label(3)).toBe('L2 -> manager: vip_stuck');
  expect(label(4)).toBe('time_based changes nothing at L2');
  expect(timerSummary(watch.ticket, { at: START })).toBe('SLA breached');
  expect(timerSummary(watch.ticket, undefined)).toBe('');
});

it('tells which alerts are on their way, which are undelivered, and that the database is behind', () => {
  const { ticket, alerts } = cooling();
  const log = [entry('held', 1), entry('escalated', 2)];
  const owed = { log, alerts: [alerts[0]!, { ...alerts[1]!, slowly: true as const }] };
  const page = currentDetails(run(ticket, owed, true), false, START + HOUR);
  expect(page).toContain('**Alerts on their way: 1**\n\n- slack:#tier2-queue: L1 -> L2\n\n');
  expect(page).toContain('**Undelivered, tried slowly**\n\n- email:tier2@example.com: L1 -> L2\n\n');
  expect(page).toContain('**The database is behind**: it does not have the newest state and 2 log entries yet');
  const many = Array.from({ length: 12 }, () => alerts[0]!);
  expect(currentDetails(run(ticket, { alerts: many }), true, START + HOUR)).toContain('- and 4 more');
  for (const text of ['Alerts', 'Undelivered', 'database'])
    expect(currentDetails(run(ticket), false, START + HOUR)).not.toContain(text);
});

it.each([
  ['L1 -> L2 time_based: saved', ['held', 'escalated']],
  ['held, closed: saved', ['held', 'held', 'closed']],
  ['saved', []],
])('labels an errand with what is new in it: %s', (label, kinds) => {
  const log = kinds.map(entry);
  expect(errandSummary(errand({ log }))).toBe(label);
});

it('labels an errand with whom it tells, in at most 200 bytes', () => {
  const deliveries = cooling().alerts.map((alert) => ({ alert }));
  expect(errandSummary(errand({ log: [entry('escalated', 1)] }, deliveries))).toBe(
    'L1 -> L2 time_based: saved, Slack #tier2-queue, Email tier2@example.com',
  );
  const many = Array.from({ length: 20 }, () => deliveries[0]!);
  expect(errandSummary(errand({}, many))).toMatch(/^saved, Slack .{184}…$/);
});

it('labels errands that hold no decision', () => {
  expect(errandSummary(errand({ first: true }))).toBe('the ticket is watched: saved');
  const [alert] = cooling().alerts;
  const outcome = { state: 'superseded', error: '', at: START, recorded: false } as const;
  expect(errandSummary(errand({ first: true, alerts: [{ alert: addressedOf(alert!), outcome }] }))).toBe(
    'what became of alerts: saved',
  );
});

it('labels an alert by itself with how it is sent', () => {
  const [alert] = cooling().alerts;
  expect(deliverySummary({ alert: alert! })).toBe('Slack #tier2-queue: L1 -> L2');
  expect(deliverySummary({ alert: alert!, slowly: true })).toBe(
    'Slack #tier2-queue: L1 -> L2 (undelivered, tried slowly)',
  );
  const insteadOf = { channel: 'email', address: 'tier2@example.com', error: 'no such mailbox' } as const;
  expect(deliverySummary({ alert: { ...alert!, insteadOf } })).toBe('Slack #tier2-queue: L1 -> L2 (fallback)');
});

function entry(kind: string, number: number): LogEntry {
  const decision = { kind, from: 'L1', to: 'L2', rule: 'time_based' } as unknown as Decision;
  return { id: `${number}`, number, decision };
}

function errand(write: Partial<TicketWrite>, deliveries: Errand['deliveries'] = []): Errand {
  return { write: { log: [], alerts: [], first: false, ...write } as TicketWrite, deliveries };
}
