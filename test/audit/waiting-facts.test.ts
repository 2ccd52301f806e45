/** Facts that wait for too long are a finding, and a line of `rung doctor`. */
import { expect, test } from 'vitest';
import { throughLedger } from '../../src/audit/alerts.js';
import { waitingFactsCheck } from '../../src/cli/waiting-facts.js';
import type { AuditStore } from '../../src/store/audit-port.js';
import type { SpillCount, SpillReason } from '../../src/store/intake-port.js';

const MINUTE = 60_000;
const ago = (ms: number) => Date.now() - ms;
const NONE: SpillCount = { count: 0, oldest: null };

function round(waiting: Partial<Record<SpillReason, SpillCount>>) {
  const nothing = async () => [];
  const alerts = {
    lateAlerts: nothing,
    suspendedAlerts: nothing,
    undeliverableAlerts: nothing,
  } as unknown as AuditStore;
  return throughLedger(alerts, { count: async (reason) => (reason && waiting[reason]) ?? NONE }, MINUTE);
}

test.each<[string, Partial<Record<SpillReason, SpillCount>>]>([
  ['none', {}],
  ['some that are being told', { 'engine-unavailable': { count: 7, oldest: ago(4 * MINUTE) } }],
  ['some whose tickets may come yet', { 'ticket-unknown': { count: 7, oldest: ago(50 * MINUTE) } }],
])('%s: nothing is wrong', async (_what, waiting) => {
  expect((await round(waiting)).findings).toEqual([]);
});

test('those that wait for too long are counted together, each kind with its reason', async () => {
  const { findings } = await round({
    'engine-unavailable': { count: 7, oldest: ago(6 * MINUTE) },
    'ticket-unknown': { count: 3, oldest: ago(90 * MINUTE) },
  });
  expect(findings).toMatchObject([
    {
      kind: 'fact-late',
      count: 10,
      repaired: 0,
      examples: [
        { subject: 'engine-unavailable', detail: expect.stringContaining('Temporal has not taken them') as string },
        { subject: 'ticket-unknown', detail: expect.stringContaining('have not been opened') as string },
      ],
    },
  ]);
});

test('doctor counts them, and says what to do about those that should be gone', () => {
  const now = Date.parse('2026-01-05T09:00:00Z');
  expect(waitingFactsCheck(NONE, NONE, now)).toEqual({ name: 'Facts that wait', ok: true, detail: 'none' });
  const waiting = { count: 1_234, oldest: now - 2 * MINUTE };
  expect(waitingFactsCheck(waiting, { count: 1, oldest: now - 60 * MINUTE }, now)).toMatchObject({
    ok: true,
    detail:
      '1,234 for Temporal, the oldest accepted 2 min ago; 1 for their ticket to be opened, the oldest accepted 1 h ago',
  });
  expect(waitingFactsCheck({ ...waiting, oldest: now - 10 * MINUTE }, NONE, now)).toMatchObject({
    ok: false,
    remedy: expect.stringContaining('rung-drain') as string,
  });
});
