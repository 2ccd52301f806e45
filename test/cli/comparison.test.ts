/** What a comparison of policies counts, and in which words it says what changes. */
import { describe, expect, it } from 'vitest';
import { difference, type Comparison } from '../../src/cli/simulate/comparison.js';
import { headlineOf } from '../../src/cli/simulate/headline.js';
import { readNight } from '../../src/cli/simulate/local-time.js';
import { TallyTaker, type Tally } from '../../src/cli/simulate/tally.js';
import type { Decision } from '../../src/domain/ladder/decision.js';
import type { Instant } from '../../src/domain/rules/policy.js';
import { Simulation } from '../../src/domain/simulation/simulation.js';
import { parsePolicy } from '../support/domain/parsed.js';
import { START } from '../support/domain/watch.js';
import { span } from '../support/domain/spans.js';

const POLICY = parsePolicy(`version: 1
calendars: { day: { time_zone: UTC, hours: { mon-sun: [09:30-22:00] } } }
people: { anna: { slack: U012ANNA } }
tiers: [{ name: L1, group: a }, { name: L2, group: b, notify: [{ slack: anna, hours: day }, { slack: '#l2' }] }]
rules:
  - { name: silent, when: { idle: 5m }, to: L2, repeat: { every: 10m, at_most: 3 } }
  - { name: told, when: { idle: 1m }, notify: here }
`);

/** Of one ticket that nobody looks at, opened at nine. */
function taken(): Tally {
  const taker = new TallyTaker(POLICY, 'UTC', readNight('22:00-07:00'));
  const simulation = new Simulation(POLICY, 'hash', {
    decided: (decision: Decision) => taker.decided(decision),
    looked: (ticket) => taker.looked(ticket),
    moreToCome: () => false,
    over: (ticket) => taker.over(ticket),
  });
  const at: Instant = START;
  const ticket = { ticketId: 'T-1', status: 'open', priority: 'normal', customerTier: 'gold', slaHours: 24 };
  simulation.add({ type: 'created', at, ticket });
  simulation.add({ type: 'end', at: at + span('2h') });
  simulation.finish();
  return taker.tally;
}

describe('a tally', () => {
  it('counts what told again as it goes out, and no more than goes out', () => {
    // 9:05 to L2, again at 9:15, 9:25 and 9:35: of what waits for half past nine for Anna the last one goes out.
    expect(taken()).toMatchObject({
      alerts: 6,
      repeats: 5,
      deferred: 3,
      superseded: 2,
      alertsByTarget: { anna: 2, '#l2': 4 },
    });
  });

  it('counts escalations by their rule and hour, a rule that only tells being none', () => {
    const { escalationsByRule, escalationsByHour } = taken();
    expect(escalationsByRule).toEqual({ silent: 1 });
    expect(escalationsByHour.map((count, hour) => [hour, count]).filter(([, count]) => count! > 0)).toEqual([[9, 1]]);
  });
});

describe('a difference', () => {
  it.each([
    [[2, 878], '−876 (−99.7 %)'],
    [[1, 10_000], '−9,999 (−99.9 %)'],
    [[0, 878], '−878 (−100 %)'],
    [[3, 200], '−197 (−99 %)'],
    [[20, 10], '+10 (+100 %)'],
    [[3_000, 1], '+2,999 (+299,900 %)'],
    [[4, 0], '+4'],
    [[4, 4], '='],
  ])('%j', (values, words) => {
    expect(difference(values)).toBe(words);
  });
});

/** Alerts, those at night, and breached targets. */
type Numbers = [number, number, number];

describe('a headline', () => {
  const side = (name: string, alerts: number, alertsAtNight: number, breaches: number) => ({
    ...{ name, hash: 'h' },
    tally: { alerts, alertsAtNight, escalations: 3, breaches, breachesByClock: { resolution: breaches } } as never,
  });
  const headline = (...sides: ReturnType<typeof side>[]) => headlineOf({ sides } as unknown as Comparison);

  it.each([
    [
      [2_425, 2, 140],
      [3_450, 878, 496],
      '30 % fewer alerts, 2 in place of 878 alerts at night and 72 % fewer breached targets',
    ],
    [[100, 0, 5], [100, 40, 5], 'no alerts at night'],
    [[1_000, 30, 5], [100_000, 31, 5], '99 % fewer alerts and 1 fewer alert at night'],
    [[10, 1, 5], [10, 1, 5], 'as many alerts and breached targets'],
    [[1_001, 1, 5], [1_000, 1, 50], '1 more alert and 5 in place of 50 breached targets'],
    [[100_020, 1, 5], [100_000, 1, 5], 'hardly more alerts'],
  ] as [Numbers, Numbers, string][])('%j after %j', (now, before, words) => {
    expect(headline(side('new', ...now), side('old', ...before))).toBe(`new instead of old: ${words}`);
  });

  it('of one policy says how much there is', () => {
    expect(headline(side('new', 1, 0, 2))).toBe('new: 3 escalations, 1 alert (0 at night), 2 breached targets');
  });
});
