/** Random lives of tickets in true durations: the workflow decides what the simulation says. */
import fc from 'fast-check';
import { expect } from 'vitest';
import { test, type Chapter, type Timeline } from '../../support/time-skipping.js';

const SECOND = 1 / 3600;

const facts: fc.Arbitrary<Chapter[1]> = fc.oneof(
  { weight: 4, arbitrary: fc.constant({ type: 'customer_replied' as const }) },
  { weight: 3, arbitrary: fc.constant({ type: 'agent_replied' as const }) },
  {
    weight: 4,
    arbitrary: fc
      .constantFrom(-0.9, -0.61, -0.6, 0, 0.05, 0.8)
      .map((score) => ({ type: 'sentiment_scored' as const, score })),
  },
  {
    weight: 3,
    arbitrary: fc
      .constantFrom('open', 'pending', 'open', 'resolved')
      .map((status) => ({ type: 'ticket_changed' as const, status })),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom('low', 'urgent').map((priority) => ({ type: 'ticket_changed' as const, priority })),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('standard', 'enterprise')
      .map((customerTier) => ({ type: 'ticket_changed' as const, customerTier })),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(4, 12, 36).map((slaHours) => ({ type: 'ticket_changed' as const, slaHours })),
  },
  { weight: 1, arbitrary: fc.constant({ type: 'resolution_confirmed' as const }) },
);

/**
 * Facts at whole minutes and, each, seconds of its own: so are the deadlines that follow from it, and no two instants of a
 * life are closer than 4 s.
 */
const timelines: fc.Arbitrary<Timeline> = fc
  .record({
    slaHours: fc.constantFrom(4, 8, 24),
    customerTier: fc.constantFrom('standard', 'standard', 'enterprise'),
    told: fc.array(fc.tuple(fc.integer({ min: 0, max: 150 }), facts), { minLength: 4, maxLength: 12, size: 'max' }),
  })
  .map(({ slaHours, customerTier, told }) => {
    let minutes = 0;
    const chapters = told.map(([after, fact], i): Chapter => {
      minutes += after + 1;
      return [minutes / 60 + (i + 1) * 4 * SECOND, fact];
    });
    return { ticket: { slaHours, customerTier }, chapters, end: minutes / 60 + 30 };
  });

const LIVES = fc.sample(timelines, { numRuns: 10, seed: 20_260_105 });
const told: string[] = [];

for (const [i, life] of LIVES.entries()) {
  test(`random life ${i + 1}`, async ({ timeline }) => {
    const decisions = await timeline(life);
    told.push(...decisions);
    expect(decisions.length).toBeGreaterThan(0);
  });
}

test('the random lives know every kind of decision', ({ timeline: _ }) => {
  for (const word of ['->', 'held', 'sentiment L', 'closed', 'reopened']) {
    expect(
      told.filter((line) => line.includes(word)),
      word,
    ).not.toEqual([]);
  }
});
