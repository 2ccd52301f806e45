/** Random policies of desks in true durations: the workflow decides what the simulation says, and tells people when it says so. */
import fc from 'fast-check';
import { expect } from 'vitest';
import { deskYaml, factOf, life, rules } from '../../support/domain/random-desks.js';
import { test, type Chapter } from '../../support/time-skipping.js';

const SECOND = 1 / 3600;
const TICK = 5 / 60;

const DESKS = fc.sample(fc.tuple(rules, life), { numRuns: 6, seed: 20_260_105 });
const told: string[] = [];

for (const [i, [chosen, story]] of DESKS.entries()) {
  test(`random desk ${i + 1}: ${chosen.map(([when]) => when).join(' ')}`, async ({ timeline }) => {
    // Each fact has seconds of its own, and so have the deadlines that follow from it.
    const chapters = [...story]
      .sort(([a], [b]) => a - b)
      .flatMap(([tick, what], nth): Chapter[] => {
        const hours = tick * TICK + (nth + 1) * 4 * SECOND;
        const fact = factOf(what);
        if (fact) return [[hours, fact]];
        return what === 'ack' ? [[hours, { type: 'acknowledged' }]] : [];
      })
      .slice(0, 6);
    const end = Math.min(36, (chapters.at(-1)?.[0] ?? 0) + 12);
    const policy = deskYaml(chosen);
    told.push(
      ...(await timeline({ policy, ticket: { customerTier: 'gold', slaHours: 6 }, from: 'Mon 08:00', chapters, end })),
    );
  });
}

test('the random desks tell, tell again and escalate', ({ timeline: _ }) => {
  for (const word of ['->', ' tells ', ' again ']) {
    expect(
      told.filter((line) => line.includes(word)),
      word,
    ).not.toEqual([]);
  }
});
