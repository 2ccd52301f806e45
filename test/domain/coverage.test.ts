/** When it is too long ago that all tickets were compared. */
import { expect, test } from 'vitest';
import {
  comparedSince,
  isBehind,
  isOver,
  mostAge,
  newPass,
  noCoverage,
  type Coverage,
} from '../../src/domain/audit/coverage.js';

const MINUTE = 60_000;
const NOW = Date.parse('2026-01-05T09:00:00Z');

/** Coverage whose last pass compared `tickets` and began `ago` minutes ago, at 1,000 a minute. */
function covered(tickets: number, ago: number): Coverage {
  const since = NOW - ago * MINUTE;
  const last = { since, until: since + MINUTE, tickets, workflows: 0, queues: [] };
  return { ...noCoverage(NOW, 1_000), last };
}

test.each([
  ['few tickets may wait for ten minutes', 0, 10, false],
  ['and no longer', 0, 10.1, true],
  ['10,000 take 10 min at best, and may take 20, twice', 10_000, 50, false],
  ['and no longer than that', 10_000, 51, true],
  ['a million take 17 h at best', 1_000_000, 3 * 24 * 60, true],
  ['and may be as old as two slow passes', 1_000_000, 66 * 60, false],
])('%s', (_, tickets, ago, behind) => {
  expect(isBehind(covered(tickets, ago), NOW)).toBe(behind);
});

test('a first pass is given time by what it has compared so far', () => {
  const pass = { ...newPass(NOW - 40 * MINUTE), tickets: 10_000 };
  const keepingUp = { ...noCoverage(NOW, 1_000), pass };
  expect(comparedSince(keepingUp)).toBe(pass.since);
  expect(mostAge(keepingUp)).toBe(50 * MINUTE);
  expect(isBehind(keepingUp, NOW)).toBe(false);
  expect(isBehind({ ...keepingUp, pass: { ...pass, tickets: 100 } }, NOW)).toBe(true);
});

test('a pass is over when both tickets and workflows are', () => {
  const pass = newPass(NOW);
  expect(isOver(pass)).toBe(false);
  expect(isOver({ ...pass, ticketsUpTo: null })).toBe(false);
  expect(isOver({ ...pass, ticketsUpTo: null, workflowsFrom: null })).toBe(true);
});
