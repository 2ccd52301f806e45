/** A ticket on a page of a terminal. */
import pc from 'picocolors';
import { expect, it } from 'vitest';
import { ticketPage } from '../../src/cli/ticket-page.js';
import { score } from '../support/domain/facts.js';
import { START, Watch } from '../support/domain/watch.js';

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
