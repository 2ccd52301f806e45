/** The words that the Web UI shows of a ticket: its page, the label of its timer, the labels of its writes. */
import { expect, it } from 'vitest';
import { upcoming } from '../../src/domain/decide.js';
import type { Decision } from '../../src/domain/decision.js';
import { currentDetails, timerSummary, writeSummary } from '../../src/workflows/details.js';
import { score } from '../support/domain/facts.js';
import { START, Watch } from '../support/domain/watch.js';

const HOUR = 3_600_000;
const NOTHING = { alerts: [], logEntries: 0, persisted: true };

/** At L2 since 9:00, with the cooldown until 13:00; its idle deadline is at 11:00 and its SLA ends at 15:00. */
function cooling(): Watch {
  const watch = Watch.over({ customerTier: 'enterprise', slaHours: 6 }).hears(score(-0.7)).until('1h');
  return watch.expects('0h L1 > L2 by negative_sentiment');
}

it('promises no climb that the cooldown holds', () => {
  const { ticket } = cooling();
  const ahead = currentDetails(ticket, START + HOUR, NOTHING)
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
  const owed = { alerts: [alerts[0]!, { ...alerts[1]!, slowly: true as const }], logEntries: 2, persisted: false };
  const page = currentDetails(ticket, START + HOUR, owed);
  expect(page).toContain('**Alerts on their way: 1**\n\n- slack:#tier2-queue: L1 -> L2\n\n');
  expect(page).toContain('**Undelivered, tried slowly**\n\n- email:tier2@example.com: L1 -> L2\n\n');
  expect(page).toContain('**The database is behind**: it does not have the newest state and 2 log entries yet');
  const many = Array.from({ length: 12 }, () => alerts[0]!);
  expect(currentDetails(ticket, START + HOUR, { ...owed, alerts: many })).toContain('- and 4 more');
  for (const text of ['Alerts', 'Undelivered', 'database'])
    expect(currentDetails(ticket, START + HOUR, NOTHING)).not.toContain(text);
});

it.each([
  ['save: L1 -> L2', ['held', 'escalated']],
  ['save: held, closed', ['held', 'held', 'closed']],
  ['save', []],
])('labels a write with what is new in it: %s', (label, kinds) => {
  const log = kinds.map((kind, number) => ({
    ...{ id: `${number}`, number },
    decision: { kind, from: 'L1', to: 'L2' } as unknown as Decision,
  }));
  expect(writeSummary({ log, alerts: [], first: false })).toBe(label);
});

it('labels writes that hold no decision', () => {
  expect(writeSummary({ log: [], alerts: [], first: true })).toBe('save: the ticket is watched');
  const [alert] = cooling().alerts;
  const outcome = { state: 'superseded', error: '', at: START, recorded: false } as const;
  expect(writeSummary({ log: [], alerts: [{ alert: alert!, outcome }], first: true })).toBe(
    'save: what became of alerts',
  );
});
