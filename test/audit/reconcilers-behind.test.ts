/** A help desk's API that is not read to the end for too long is a finding, and a line of `rung doctor`. */
import { expect, test } from 'vitest';
import { behind } from '../../src/audit/reconcilers-behind.js';
import { reconcilerCheck } from '../../src/cli/reconcilers.js';
import type { ReconcilerAt } from '../../src/domain/audit/reconcilers.js';

const MINUTE = 60_000;
const NOW = Date.parse('2026-11-29T12:00:00Z');
const at = (minutes: number | null, rest: Partial<ReconcilerAt> = {}): ReconcilerAt => ({
  ...{ name: 'zammad', at: NOW - MINUTE, error: null },
  ...(minutes !== null && { readUpTo: NOW - minutes * MINUTE }),
  ...rest,
});

const round = (one: ReconcilerAt, every = 5 * MINUTE) =>
  behind(
    { names: [one.name], every, cursors: { read: async () => (one.at === undefined ? null : (one as never)) } },
    NOW,
  );

test.each<[string, ReconcilerAt, number, boolean]>([
  ['one that has read everything', at(4), 5, true],
  ['one that has missed a pass or two', at(18), 5, true],
  ['one that is behind', at(21), 5, false],
  ['the same where passes are rare', at(21), 30, true],
  ['one that has begun and is reading', at(null), 5, true],
  ['one that was never begun', { name: 'zammad' }, 5, true],
  ['one that has never come to its end for long', at(null, { at: NOW - 30 * MINUTE }), 5, false],
  ['one that is refused from the first pass on', at(null, { error: 'GET /x is refused (status 401)' }), 5, false],
  ['one that is switched off', at(500), 0, true],
])('%s', async (_what, one, minutes, ok) => {
  const findings = await round(one, minutes * MINUTE);
  expect(findings.length === 0).toBe(ok);
  expect(reconcilerCheck(one, minutes * MINUTE, NOW).ok).toBe(ok);
});

test('says since when, and why', async () => {
  const one = at(60, { error: 'GET /api/v1/tickets/search is refused (status 401); look at the token and its rights' });
  const [finding] = await round(one);
  expect(finding).toMatchObject({ kind: 'reconciler-behind', count: 1, repaired: 0 });
  expect(finding!.examples).toEqual([
    { subject: 'zammad', detail: `it was read up to 2026-11-29T11:00:00.000Z; the last pass failed: ${one.error}` },
  ]);
  const check = reconcilerCheck(one, 5 * MINUTE, NOW);
  expect(check).toMatchObject({ ok: false, detail: expect.stringContaining('zammad: it was read up to') });
  expect(check.remedy).toContain('token');
});
