/**
 * The engine held against an independent reading of what policies mean: random policies and timelines, the same decisions to the byte.
 * `SEED=4711 SCENARIOS=10000 npx vitest run --project pure test/domain/differential.test.ts` tries others.
 */
import { expect, it } from 'vitest';
import { readTimeline } from '../../src/cli/timeline-file.js';
import { parsePolicy, simulate } from '../../src/policy/index.js';
import { openHolidayBook } from '../../src/policy/time/holidays.js';
import { referenceDecisions } from '../support/reference/oracle.js';
import { randomScenario, type Scenario } from '../support/reference/scenarios.js';
import { smallest } from '../support/reference/smallest.js';

const SEED = Number(process.env['SEED'] ?? 1);
const SCENARIOS = Number(process.env['SCENARIOS'] ?? 50);
/** On which zones and holidays are looked up. */
const DAY = Date.UTC(2026, 0, 1) / 86_400_000;

const book = await openHolidayBook();

/** What has happened in any of the scenarios. */
const seen = new Set<unknown>();

function note({ kind, reason, by, ...rest }: Record<string, unknown>): void {
  seen.add(reason ?? kind);
  if (by !== undefined) seen.add(by);
  for (const key of ['repeat', 'onCall', 'deferred']) if (key in rest) seen.add(key);
}

function byTheEngine({ policy, timeline }: Scenario): string[] {
  const loaded = parsePolicy(JSON.stringify(policy), 'policy.yaml', DAY, book);
  const text = timeline.map((line) => JSON.stringify(line)).join('\n');
  const { events } = readTimeline({ name: 'timeline.jsonl', text }, loaded.policy);
  return simulate(loaded, events).decisions.map((decision) => JSON.stringify(decision));
}

function byTheOracle({ policy, timeline }: Scenario): string[] {
  return referenceDecisions(timeline, policy).map((decision) => {
    note(decision);
    return JSON.stringify(decision);
  });
}

/** The decisions of both from the first on about which they are not at one: none if they are. How many there are for the oracle. */
function compared(scenario: Scenario): { engine: string[]; oracle: string[]; decisions: number } {
  const [engine, oracle] = [byTheEngine(scenario), byTheOracle(scenario)];
  const differing = [...engine, undefined].findIndex((decision, i) => decision !== oracle[i]);
  const from = differing < 0 ? Infinity : differing;
  return { engine: engine.slice(from, from + 3), oracle: oracle.slice(from, from + 3), decisions: oracle.length };
}

function disagree({ engine, oracle }: { engine: string[]; oracle: string[] }): boolean {
  return engine.length + oracle.length > 0;
}

/** Not of what one of them cannot read. */
function differs(scenario: Scenario): boolean {
  try {
    return disagree(compared(scenario));
  } catch {
    return false;
  }
}

it(`decides ${SCENARIOS} random scenarios from seed ${SEED} on as the oracle does`, { timeout: 3_600_000 }, () => {
  let decisions = 0;
  for (let seed = SEED; seed < SEED + SCENARIOS; seed++) {
    const scenario = randomScenario(seed);
    const both = compared(scenario);
    if (disagree(both)) {
      const small = smallest(scenario, differs);
      const { engine, oracle } = compared(small);
      const lines = small.timeline.map((line) => JSON.stringify(line)).join('\n');
      expect(engine, `seed ${seed}\n${JSON.stringify(small.policy, null, 1)}\n${lines}`).toEqual(oracle);
    }
    decisions += both.decisions;
  }
  // Scenarios in which nothing happens would prove nothing.
  expect(decisions).toBeGreaterThan(SCENARIOS * 8);
  if (SCENARIOS < 50) return;
  expect([...seen].sort()).toEqual([
    ...['acknowledgement', 'auto_close', 'closed', 'deferred', 'escalated', 'held', 'ignored', 'notified', 'onCall'],
    ...['reopened', 'repeat', 'resolution', 'sentiment', 'snooze'],
  ]);
});
