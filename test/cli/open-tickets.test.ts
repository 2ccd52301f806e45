/** What `rung doctor` says of how many tickets are open, and of the audits. */
import { describe, expect, it } from 'vitest';
import { comparisonCheck, openTicketsCheck } from '../../src/cli/open-tickets.js';
import { noCoverage } from '../../src/domain/audit/coverage.js';
import type { AuditReport } from '../../src/domain/audit/drift.js';

it.each<[number, boolean, boolean]>([
  [10_000, true, true],
  [19_999, true, true],
  [20_000, true, false],
  [1_000_000, false, true],
])('%i open tickets, by the local stack: %s', (count, isLocalStack, ok) => {
  expect(openTicketsCheck(count, isLocalStack)).toMatchObject({ ok, name: 'Open tickets' });
});

it('says from how many on the local stack is the wrong place, and what to use instead', () => {
  expect(openTicketsCheck(20_001, true)).toMatchObject({
    detail: '20,001 are watched by the local stack, which is the wrong place from 20,000 on',
    remedy: expect.stringContaining('Use a Temporal cluster and MongoDB') as string,
  });
});

describe('of the audits', () => {
  const NOW = Date.parse('2026-01-05T09:00:00Z');
  const MINUTE = 60_000;
  const begun = noCoverage(NOW - 4 * MINUTE, 1_000);
  const coverage: AuditReport['coverage'] = {
    ...begun,
    pass: { ...begun.pass, tickets: 1_500 },
    last: { since: NOW - 15 * MINUTE, until: NOW - 4 * MINUTE, tickets: 9_874, workflows: 9_874, queues: [] },
  };
  const report: AuditReport = {
    ...{ at: NOW - MINUTE, healthy: true, complete: true, tickets: 20, findings: [], suspects: [] },
    coverage,
  };

  it.each([
    [undefined, true, 'none are scheduled: no worker has run, or they are off'],
    [null, false, 'none has come to an end lately'],
    [{ ...report, coverage: undefined as never }, true, 'the last one ended 1 min ago'],
  ])('that there are not, or not yet', (last, ok, detail) => {
    expect(comparisonCheck(last, NOW)).toMatchObject({ name: 'Audits', ok, detail });
  });

  it('says since when all tickets have been compared, what is expected, and how far the pass is', () => {
    expect(comparisonCheck(report, NOW)).toEqual({
      name: 'Audits',
      ok: true,
      detail:
        'all tickets (9,874) were compared since 15 min ago (expected: within 49 min, at 1,000 a minute); ' +
        'the pass under way began 4 min ago and has compared 1,500; the last audit ended 1 min ago: nothing is wrong',
    });
  });

  it.each<[string, Partial<AuditReport>]>([
    ['not all tickets have been compared yet', { coverage: { ...coverage, last: null } }],
    [
      ': wrong: log-gap, alert-late',
      {
        findings: (['log-gap', 'alert-late'] as const).map((kind) => ({ kind, count: 1, repaired: 0, examples: [] })),
      },
    ],
    [': it could not ask everything', { healthy: false, complete: false }],
  ])('says %s', (words, different) => {
    const check = comparisonCheck({ ...report, ...different }, NOW);
    expect(check).toMatchObject({ ok: true, detail: expect.stringContaining(words) as string });
  });

  it.each<[string, Partial<AuditReport>]>([
    ['that all were compared', { coverage: { ...coverage, last: { ...coverage.last!, since: NOW - 50 * MINUTE } } }],
    ['that the last one ended', { at: NOW - 11 * MINUTE }],
  ])('finds that it is too long ago %s', (_what, different) => {
    expect(comparisonCheck({ ...report, ...different }, NOW)).toMatchObject({
      ok: false,
      remedy: expect.stringContaining('rung-audit/') as string,
    });
  });
});
