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
const SCENARIOS = Number(process.env['SCENARIOS'] ?? 100);
/** On which zones and holidays are looked up. */
const DAY = Date.UTC(2026, 0, 1) / 86_400_000;

const book = await openHolidayBook();

function byTheEngine({ policy, timeline }: Scenario): string[] {
  const loaded = parsePolicy(JSON.stringify(policy), 'policy.yaml', DAY, book);
  const text = timeline.map((line) => JSON.stringify(line)).join('\n');
  const { events } = readTimeline({ name: 'timeline.jsonl', text }, loaded.policy);
  return simulate(loaded, events).decisions.map((decision) => JSON.stringify(decision));
}

function byTheOracle({ policy, timeline }: Scenario): string[] {
  return referenceDecisions(timeline, policy).map((decision) => JSON.stringify(decision));
}

/** The decisions from the first on about which they are not at one; undefined if they are. */
function disagreement(scenario: Scenario): { engine: string[]; oracle: string[] } | undefined {
  const [engine, oracle] = [byTheEngine(scenario), byTheOracle(scenario)];
  const from = [...engine, undefined].findIndex((decision, i) => decision !== oracle[i]);
  if (from < 0) return undefined;
  return { engine: engine.slice(from, from + 3), oracle: oracle.slice(from, from + 3) };
}

/** Not of what one of them cannot read. */
function differs(scenario: Scenario): boolean {
  try {
    return disagreement(scenario) !== undefined;
  } catch {
    return false;
  }
}

it(`decides ${SCENARIOS} random scenarios from seed ${SEED} on as the oracle does`, { timeout: 3_600_000 }, () => {
  let decisions = 0;
  for (let seed = SEED; seed < SEED + SCENARIOS; seed++) {
    const scenario = randomScenario(seed);
    if (disagreement(scenario)) {
      const small = smallest(scenario, differs);
      const { engine, oracle } = disagreement(small)!;
      const lines = small.timeline.map((line) => JSON.stringify(line)).join('\n');
      expect(engine, `seed ${seed}\n${JSON.stringify(small.policy, null, 1)}\n${lines}`).toEqual(oracle);
    }
    decisions += byTheOracle(scenario).length;
  }
  // Scenarios in which nothing happens would prove nothing.
  expect(decisions).toBeGreaterThan(SCENARIOS * 8);
});
