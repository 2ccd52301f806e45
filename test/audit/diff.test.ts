/** What is drift and what is not, as tables. */
import { describe, expect, test } from 'vitest';
import { diffTicket, untold, type Observed, type RunningWorkflow } from '../../src/audit/diff.js';
import { EXAMPLES, Findings, REPAIRS, MOST_UNCONFIRMED } from '../../src/audit/findings.js';
import type { Drift } from '../../src/domain/audit/drift.js';
import { HOUR } from '../../src/domain/rules/policy.js';
import { snapshot } from '../../src/domain/records/snapshot.js';
import type { AuditedState, AuditedTicket } from '../../src/store/audit-port.js';
import { escalated, NINE } from '../support/writes.js';

const { state, nextWakeAt } = escalated('T-1');
const NOW = NINE + 19 * HOUR;
const WATCH: RunningWorkflow = { ticketId: 'T-1', taskQueue: 'q', tier: 'L2', status: 'open', priority: 'high' };

/** A ticket as the engine has written it, but for what is given. */
function written(fields: Record<string, unknown> = {}, more: Partial<AuditedState> = {}): AuditedTicket {
  const engine = { rev: 5, state: { ...state, ...more } };
  return { ticketId: 'T-1', fields: { ...snapshot(engine.state, nextWakeAt), ...fields }, rev: 5, engine };
}

function kindsOf(observed: Partial<Observed>): string[] {
  const found = diffTicket({ ticket: written(), watch: WATCH, logged: 1, overdueBefore: NOW, ...observed });
  return found.map(({ kind }) => kind);
}

describe('a ticket', () => {
  test.each<[string, Partial<Observed>, string[]]>([
    ['as the engine wrote it', {}, []],
    ['that only published part of it', { watch: { ticketId: 'T-1', taskQueue: 'q' } }, []],
    ['that nobody watches', { watch: undefined }, ['workflow-missing']],
    ['that nobody has to watch any more', { watch: undefined, ticket: written({}, { closed: true }) }, []],
    ['closed, that still owes an alert', { ticket: written({}, { closed: true }) }, []],
    [
      'of the help desk alone',
      { watch: undefined, logged: 0, ticket: { ...written(), engine: null } },
      ['workflow-missing'],
    ],
    ['never written down', { logged: 0, ticket: { ...written(), engine: null } }, ['copy-outdated']],
    ['whose deferred alert has not gone out', { ticket: written({ nextDeadlineAt: NOW - 1 }) }, ['deadline-overdue']],
    ['whose deferred alert goes out later', { ticket: written({ nextDeadlineAt: NOW + 1 }) }, []],
    ['closed in the database', { ticket: written({ status: 'closed' }) }, ['status-drifted']],
    [
      'closed there, and nobody watches',
      { watch: undefined, ticket: written({ status: 'closed' }) },
      ['status-drifted'],
    ],
    [
      'reopened there',
      { watch: undefined, ticket: written({ status: 'pending' }, { closed: true }) },
      ['status-drifted'],
    ],
    ['with another priority', { ticket: written({ priority: 'urgent' }) }, ['field-drifted']],
    ['with another SLA', { ticket: written({ slaHours: 8 }) }, ['field-drifted']],
    ['with two changes', { ticket: written({ slaHours: 8, status: 'pending' }) }, ['status-drifted']],
    ['whose told field is unusable', { ticket: written({ priority: 7 }) }, ['mirror-drifted']],
    ['whose told field is gone', { ticket: written({ priority: undefined }) }, ['mirror-drifted']],
    ['with a foreign tier', { ticket: written({ tier: 'L3' }) }, ['mirror-drifted']],
    [
      'with clocks that its policy does not have',
      { ticket: written({ clocks: { resolution: {} } }) },
      ['mirror-drifted'],
    ],
    ['with two revs', { ticket: { ...written(), rev: 6 } }, ['mirror-drifted']],
    ['told before repaired', { ticket: written({ tier: 'L3', priority: 'urgent' }) }, ['field-drifted']],
    ['behind its workflow', { watch: { ...WATCH, tier: 'manager' } }, ['copy-outdated']],
    ['overdue', { overdueBefore: nextWakeAt! + 1 }, ['deadline-overdue']],
    ['overdue by what its workflow says alone', { watch: { ...WATCH, nextDeadlineAt: NOW - 1 } }, ['deadline-overdue']],
    ['due this very moment', { overdueBefore: nextWakeAt! }, []],
    ['with a gap in its log', { logged: 0 }, ['log-gap']],
    ['with a gap, that nobody watches', { logged: 0, watch: undefined }, ['workflow-missing', 'log-gap']],
  ])('%s', (_, observed, kinds) => {
    expect(kindsOf(observed)).toEqual(kinds);
  });

  test('is told of by what the help desk has changed', () => {
    expect(untold(written({ status: 'pending', slaHours: 8, tier: 'L3' }))).toEqual({ status: 'pending', slaHours: 8 });
    expect(untold(written({ status: '', slaHours: -1, priority: null }))).toEqual({});
  });
});

describe('the findings', () => {
  const drift = (n = 1): Drift => ({ kind: 'log-gap', subject: `T-${n}`, mark: '1', detail: 'a gap' });
  const repairs = () => Promise.resolve({ repaired: true });
  const look = async (earlier: Findings | undefined, now: number, seen = drift(), repair = repairs) => {
    const findings = new Findings(earlier?.result().suspects ?? [], now, 60);
    await findings.look(seen, repair);
    return findings;
  };

  test('remembers what looks wrong, and treats it once it has lasted', async () => {
    const first = await look(undefined, 0);
    expect(first.result()).toMatchObject({ findings: [], suspects: [{ subject: 'T-1', since: 0, repairs: 0 }] });
    const second = await look(first, 59);
    expect(second.result().findings).toEqual([]);
    const third = await look(second, 60);
    expect(third.result().findings).toEqual([
      { kind: 'log-gap', count: 1, repaired: 1, examples: [{ subject: 'T-1', detail: 'a gap' }] },
    ]);
  });

  test('begins anew with what looks wrong in another way', async () => {
    const first = await look(undefined, 0);
    const other = await look(first, 60, { ...drift(), mark: '2' });
    expect(other.result()).toMatchObject({ findings: [], suspects: [{ mark: '2', since: 60 }] });
  });

  test('does not believe a repair that did not help', async () => {
    let findings = await look(undefined, 0);
    const repaired: number[] = [];
    for (let round = 1; round <= REPAIRS + 1; round++) {
      findings = await look(findings, 60 * round);
      repaired.push(findings.result().findings[0]!.repaired);
    }
    expect(repaired).toEqual([1, 1, 0]);
  });

  test('enters what turned out to be something else', async () => {
    const first = await look(undefined, 0);
    const stuck = () => Promise.resolve({ repaired: false, kind: 'task-stuck' as const, detail: 'it fails' });
    const second = await look(first, 60, drift(), stuck);
    expect(second.result().findings).toMatchObject([
      { kind: 'task-stuck', repaired: 0, examples: [{ detail: 'it fails' }] },
    ]);
  });

  test('stays small, however much is wrong', async () => {
    const earlier = Array.from({ length: 2_000 }, (_, n) => ({ ...drift(n), since: 0, repairs: 0 }));
    const ofAudit = new Findings(earlier, 60, 60);
    for (const one of earlier) await ofAudit.look(one, repairs);
    const { findings, suspects } = ofAudit.result();
    expect(suspects).toHaveLength(MOST_UNCONFIRMED);
    expect(findings).toMatchObject([{ count: 2_000, repaired: 2_000 }]);
    expect(findings[0]!.examples).toHaveLength(EXAMPLES);
  });
});
