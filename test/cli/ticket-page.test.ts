/** A ticket on a page: what is still on its way. */
import pc from 'picocolors';
import { expect, it } from 'vitest';
import { ticketPage } from '../../src/cli/ticket-page.js';
import type { Shown } from '../../src/cli/ticket-state.js';
import { newTicketState } from '../../src/domain/ticket.js';
import { viewTicket } from '../../src/domain/view.js';
import { loadPolicy } from '../../src/policy/index.js';

const NOW = Date.parse('2026-01-05T09:00:00Z');
const { policy, hash } = await loadPolicy('policies/default.yaml');
const ticket = { ticketId: 'T-1', status: 'open', priority: 'normal', customerTier: 'standard', slaHours: 24 };
const view = viewTicket(newTicketState(ticket, policy, hash, NOW), NOW);

/** The lines under a heading of the page. */
function section(title: string, outbox: Shown['outbox']): string[] {
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
