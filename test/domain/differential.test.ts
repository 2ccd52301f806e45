/**
 * The engine held against an independent reading of the design: random policies and timelines, the same decisions to the
 * byte. `SEED=4711 SCENARIOS=10000 npx vitest run test/domain/differential.test.ts` runs others.
 */
import { expect, it } from 'vitest';
import { stringify } from 'yaml';
import { readTimeline } from '../../src/cli/timeline-file.js';
import { simulate } from '../../src/domain/simulation/timeline.js';
import { decisionLine } from '../../src/domain/ticket/view.js';
import { parsePolicy } from '../../src/policy/index.js';
import { referenceDecisions } from '../support/reference/oracle.js';
import { randomScenario, type Scenario } from '../support/reference/timelines.js';

const SEED = Number(process.env['SEED'] ?? 1);
const SCENARIOS = Number(process.env['SCENARIOS'] ?? 2_000);

type Line = Scenario['timeline'][number];

function byTheEngine({ policy, timeline }: Scenario): string[] {
  const loaded = parsePolicy(stringify(policy), 'policy.yaml');
  const text = timeline.map((line) => JSON.stringify(line)).join('\n');
  const { events } = readTimeline({ name: 'timeline.jsonl', text }, loaded.policy);
  return simulate(events, loaded.policy, loaded.hash).decisions.map((decision) =>
    JSON.stringify(decisionLine(decision)),
  );
}

function byTheOracle({ policy, timeline }: Scenario): string[] {
  return referenceDecisions(timeline, policy).map((decision) => JSON.stringify(decision));
}

function differs(scenario: Scenario): boolean {
  return byTheEngine(scenario).join('\n') !== byTheOracle(scenario).join('\n');
}

/** The same disagreement with as few lines as can be had by leaving lines out. */
function smallest({ policy, timeline }: Scenario): Scenario {
  let lines: Line[] = timeline;
  for (let i = 0; i < lines.length;) {
    const fewer = lines.toSpliced(i, 1);
    if (differs({ policy, timeline: fewer })) lines = fewer;
    else i++;
  }
  return { policy, timeline: lines };
}

it(`decides ${SCENARIOS} random scenarios from seed ${SEED} on as the oracle does`, { timeout: 600_000 }, () => {
  let decisions = 0;
  for (let seed = SEED; seed < SEED + SCENARIOS; seed++) {
    const scenario = randomScenario(seed);
    const expected = byTheOracle(scenario);
    decisions += expected.length;
    if (byTheEngine(scenario).join('\n') !== expected.join('\n')) {
      const small = smallest(scenario);
      const told = `seed ${seed}\n${stringify(small.policy)}\n${small.timeline.map((line) => JSON.stringify(line)).join('\n')}`;
      expect(byTheEngine(small), told).toEqual(byTheOracle(small));
    }
  }
  // Scenarios in which nothing happens would prove nothing.
  expect(decisions).toBeGreaterThan(SCENARIOS * 3);
});
