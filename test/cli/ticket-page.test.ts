/** A ticket on a page of a terminal. */
import pc from 'picocolors';
import { expect, it } from 'vitest';
import { ticketPage } from '../../src/cli/ticket-page.js';
import type { ShownTicket } from '../../src/cli/ticket-state.js';
import { newTicketState } from '../../src/domain/ticket/new-ticket.js';
import { viewTicket } from '../../src/domain/ticket/view.js';
import { loadPolicy } from '../../src/policy/index.js';
import { score } from '../support/domain/facts.js';
import { START, Watch } from '../support/domain/watch.js';

const NOW = Date.parse('2026-01-05T09:00:00Z');
const { policy, hash } = await loadPolicy('policies/default.yaml');
const ticket = { ticketId: 'T-1', status: 'open', priority: 'normal', customerTier: 'standard', slaHours: 24 };
const view = viewTicket(newTicketState(ticket, policy, hash, NOW), NOW);

/** The lines under a heading of the page. */
function section(title: string, outbox: ShownTicket['outbox']): string[] {
  const page = ticketPage({ ...view, source: 'engine', outbox }, NOW, pc.createColors(false));
  const from = page.indexOf(title);
  if (from < 0) return [];
  const rest = page.slice(from + 1);
  const end = rest.indexOf('');
  return rest.slice(0, end < 0 ? undefined : end).map((line) => line.trim());
}

const DATABASE = 'To be written to the database';

it.each([
  [{ persisted: true, logEntries: 0 }, []],
  [{ persisted: false, logEntries: 0 }, ['the newest state']],
  [{ persisted: false, logEntries: 1 }, ['the newest state  1 log entry']],
  [{ persisted: true, logEntries: 3 }, ['the newest state  3 log entries']],
])('what the database does not have yet is no alert: %j', (outbox, lines) => {
  expect(section(DATABASE, { ...outbox, alerts: [] })).toEqual(lines);
  expect(section('Alerts on their way', { ...outbox, alerts: [] })).toEqual([]);
});

it('alerts have a heading of their own', () => {
  const alerts = [{ target: 'slack:#ops', key: 'T-1:1:slack:#ops', state: 'pending' }];
  expect(section('Alerts on their way', { persisted: true, logEntries: 0, alerts } as never)).toEqual([
    'slack:#ops  pending  T-1:1:slack:#ops',
  ]);
});

it('promises no climb that the cooldown holds, and tells the breach and its rule in one line', () => {
  const watch = Watch.over({ customerTier: 'enterprise', slaHours: 6 }).hears(score(-0.7)).until('1h');
  watch.expects('0h L1 > L2 by negative_sentiment');
  const page = ticketPage({ ...watch.view, source: 'engine' }, START + 3_600_000, pc.createColors(false));
  const from = page.indexOf('Deadlines') + 1;
  expect(page.slice(from, page.indexOf('', from)).map((line) => line.trim())).toEqual(
    [
      '2026-01-05 11:00:00Z (in 1 h)       vip_stuck to manager, held until 2026-01-05 13:00:00Z',
      '2026-01-05 13:00:00Z (in 3 h)       stalled_at_l2 to L3',
      '2026-01-05 13:30:00Z (in 3 h 30 min)  time_based, which changes nothing at L2',
      '2026-01-05 15:00:00Z (in 5 h)       SLA breached, sla_breached to manager',
    ].map((line) => expect.stringMatching(line.replaceAll(/[()]/g, '\\$&').replaceAll(/ {2,}/g, ' +')) as string),
  );
});
