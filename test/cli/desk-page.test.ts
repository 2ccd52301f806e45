/** A ticket of a desk with clocks and people, as the terminal, the Web UI and the query show it. */
import pc from 'picocolors';
import { expect, it } from 'vitest';
import { ticketPage } from '../../src/cli/ticket-page.js';
import type { ShownTicket } from '../../src/cli/ticket-state.js';
import { upcoming } from '../../src/domain/ladder/decide.js';
import { COMMANDS } from '../../src/domain/ticket/commands.js';
import { currentDetails, deliverySummary, errandSummary, timerSummary } from '../../src/workflows/details.js';
import { stateView } from '../../src/workflows/state-view.js';
import { change } from '../support/domain/facts.js';
import { goldRun, allDone } from '../support/domain/gold-desk.js';
import type { VirtualRun } from '../support/domain/virtual-run.js';

const WHEN = /\(.*?\)/g;

function shown(run: VirtualRun): ShownTicket {
  const view = stateView(run.state, { isWriting: false, underWay: new Set() }, { count: 0, last: null }, run.now);
  return { ...view, source: 'engine' };
}

/** Without how far ahead things are. */
const page = (run: VirtualRun) =>
  ticketPage(shown(run), run.now, pc.createColors(false)).map((line) =>
    line.replace(WHEN, '').replace(/ +/g, ' ').trim(),
  );

it('says how each clock stands, who is on call, who is on it, and what is held by what', () => {
  const run = goldRun();
  expect(page(run)).toEqual(
    expect.arrayContaining([
      'First response 15 min of 30 min used, 15 min left, due 2026-01-05 09:30:00Z',
      'Resolution 15 min of 8 h used, 7 h 45 min left, due 2026-01-05 17:00:00Z',
      'On call anna',
      'Acknowledged by anna at 2026-01-05 09:10:00Z , until 2026-01-06 09:10:00Z',
      'idle by the acknowledgement until 2026-01-06 09:10:00Z since 2026-01-05 09:15:00Z',
      '2026-01-05 09:20:00Z remind tells',
      '2026-01-05 09:30:00Z first response breached, missed to manager',
      '2026-01-05 17:00:00Z SLA breached',
    ]),
  );
  const details = currentDetails(run.state, false, run.now);
  for (const part of [
    '- first response: 15 min of 30 min used, 15 min left, due 2026-01-05T09:30:00.000Z',
    'On call anna (primary)',
    '**Held**\n\n- `idle` by the acknowledgement until 2026-01-06T09:10:00.000Z',
    '- 2026-01-05T09:20:00.000Z: `remind` tells',
    '- 2026-01-05T09:30:00.000Z: first response breached, `missed` to manager',
  ]) {
    expect(details).toContain(part);
  }
  expect(details).not.toContain('SLA 24 h');
});

it('says that a ticket was handed back, and nothing of who was on it', () => {
  const run = goldRun();
  expect(run.asks({ type: 'unacknowledge', by: 'ben' })).toEqual({ accepted: true, tier: 'L1', seq: 0 });
  const lines = page(run).join('\n');
  expect(lines).toMatch(/not acknowledged any more by ben\n.*L1 → manager idle/);
  expect(lines).not.toContain('Acknowledged');
  const details = currentDetails(run.state, false, run.now);
  expect(details).toMatch(/not acknowledged any more by ben/);
  expect(details).not.toContain('Acknowledged');
});

it('says what a snooze or an acknowledgement will hold', () => {
  const run = goldRun();
  const answer = run.asks({ type: 'snooze', until: run.now + 3_600_000 });
  const held = ['remind', 'missed', 'idle'];
  expect(answer).toEqual({ accepted: true, tier: 'L1', seq: 0, held, until: '2026-01-05T10:15:00.000Z' });
  const done = COMMANDS.snooze.done(answer as never, { until: run.now });
  expect(done).toBe('snoozed until 2026-01-05T09:15:00.000Z; held: remind, missed, idle; the SLA still counts');
  const other = goldRun();
  expect(COMMANDS.acknowledge.done(other.asks({ type: 'acknowledge' }) as never, {})).toMatch(
    /^acknowledged; held until 2026-01-06T09:1\d:00\.000Z: idle; the SLA still counts$/,
  );
  expect(page(allDone(run))).toEqual(
    expect.arrayContaining([
      '2026-01-05 09:20:00Z remind tells, held until 2026-01-05 10:15:00Z by the snooze',
      '2026-01-05 09:30:00Z first response breached, missed to manager, held until 2026-01-05 10:15:00Z by the snooze',
    ]),
  );
});

it('of a paused clock nothing is due', () => {
  const run = allDone(goldRun().hears(change({ status: 'pending' })));
  expect(shown(run)).toMatchObject({ slaDueAt: null, clocks: { resolution: { state: 'paused', dueAt: null } } });
  expect(page(run)).toContain('Resolution 15 min of 8 h used, 7 h 45 min left, paused');
});

it('labels what is told, and what waits for hours', () => {
  const run = goldRun();
  expect(timerSummary(run.state.ticket, upcoming(run.state.ticket, run.now)[0])).toBe('remind tells');
  run.later('5m').fires();
  const { errand } = run.planned;
  expect(errandSummary(errand!)).toBe('remind: saved, Slack #front, Email anna@example.com');
  const [delivery] = errand!.deliveries;
  expect(deliverySummary(delivery!)).toBe('Slack #front: remind');
  if (!('decision' in delivery!.alert)) throw new Error('it moves the ticket');
  const decision = { ...delivery!.alert.decision, repeat: 2 };
  expect(deliverySummary({ alert: { ...delivery!.alert, decision } })).toBe('Slack #front: remind again (2)');
});

it('an alert that waits for hours is deferred, and counts as the next deadline', () => {
  const run = goldRun();
  allDone(run.later('11m').fires());
  // At 9:26 the mailbox is asleep until tomorrow; everything else has been told.
  expect(run.state.outbox.alerts.map(({ key }) => key)).toEqual(['T-1:n1:email:ben@example.com']);
  const { outbox, nextDeadlineAt } = shown(run);
  expect(outbox!.alerts).toEqual([
    {
      key: 'T-1:n1:email:ben@example.com',
      ...{ target: 'email:ben@example.com', state: 'deferred', until: '2026-01-06T07:00:00.000Z' },
    },
  ]);
  expect(nextDeadlineAt).toBe('2026-01-05T09:30:00.000Z');
  expect(page(run)).toContain('email:ben@example.com deferred until 2026-01-06 07:00:00Z T-1:n1:email:ben@example.com');
  expect(currentDetails(run.state, false, run.now)).toContain(
    '**Alerts that wait for hours**\n\n- email:ben@example.com: remind, until 2026-01-06T07:00:00.000Z',
  );
});
