/** How much has to happen in a fault scenario follows from its stories, for every seed. */
import { beforeAll, describe, expect, it } from 'vitest';
import { loadPolicy, type LoadedPolicy } from '../../src/policy/index.js';
import { Floor, lasts, spansOf, tooLittle, type Span } from './floor.js';
import { storiesOf } from './play.js';
import { Random } from '../../bench/random.js';
import { readRepeats } from './ledger/repeats.js';
import { SCENARIOS } from './scenarios/index.js';
import { BEGINNING, callsFor, type Pause } from './tickets/called-for.js';
import type { Step, Story } from './tickets/story.js';

let policy: LoadedPolicy;
beforeAll(async () => {
  policy = await loadPolicy('test/faults/policy.yaml');
});

const S = 1_000;
const ticket = { ticketId: 'T-1', status: 'open', priority: 'low', customerTier: 'standard', slaHours: 20 / 3600 };
const story = (...steps: Step[]): Story => ({ ticket, openAfter: 2 * S, steps });
const angry: Step = { after: 4 * S, id: 'angry', tells: 'score', score: -0.9 };
const confirmed: Step = { after: 30 * S, id: 'confirmed', tells: 'confirm' };
const again: Step = { after: 35 * S, id: 'again', tells: 'change', changes: { status: 'open' } };

describe('what a story calls for', () => {
  it('is what the domain makes of its steps and of the deadlines between them', () => {
    // L2 by the score, L3 when nobody has answered for 8 s, the manager when the cooldown after that lets the breach through.
    const { log, ...called } = callsFor(story(angry, confirmed, again), policy);
    expect(log.map(({ kind }) => kind)).toEqual([
      ...['escalated', 'escalated', 'escalated', 'deescalated', 'closed', 'reopened'],
    ]);
    expect(called).toEqual({
      transitions: [4 * S, 12 * S, 22 * S, 30 * S],
      alerts: [
        { at: 4 * S, target: 'slack:#tier2-queue', supersededAt: 12 * S },
        { at: 4 * S, target: 'email:tier2@example.com', supersededAt: 12 * S },
        { at: 12 * S, target: 'slack:#tier3-queue', supersededAt: 22 * S },
        { at: 12 * S, target: 'email:tier3@example.com', supersededAt: 22 * S },
        { at: 22 * S, target: 'slack:#escalations', supersededAt: 30 * S },
        { at: 22 * S, target: 'email:managers@example.com', supersededAt: 30 * S },
        { at: 30 * S, target: 'slack:#escalations', supersededAt: Infinity },
        { at: 30 * S, target: 'email:managers@example.com', supersededAt: Infinity },
      ],
      turns: [2 * S, 30 * S, 35 * S],
    });
  });

  it('is less when it is met late and all together', () => {
    const late = callsFor(story(angry, confirmed), policy, [{ from: 3 * S, to: 25 * S }]);
    expect(late.transitions).toEqual([25 * S, 30 * S]);
    expect(late.alerts.map(({ at, target }) => [at, target])).toEqual([
      [25 * S, 'slack:#escalations'],
      [25 * S, 'email:managers@example.com'],
      [30 * S, 'slack:#escalations'],
      [30 * S, 'email:managers@example.com'],
    ]);
  });

  it('takes a step that is told again for a repeat', () => {
    const once = callsFor(story(angry), policy);
    expect(callsFor(story(angry, angry, angry), policy)).toEqual(once);
  });
});

describe('a floor', () => {
  it('counts what there is in a time', () => {
    const floor = new Floor([story(angry, confirmed, again), story(confirmed)], policy);
    expect(floor.transitions([0, 10])).toBe(1);
    expect(floor.alerts([0, 13])).toBe(4);
    expect(floor.alerts([0, 13], 'slack:')).toBe(2);
    expect(floor.alerts([0, 13], 'slack:', 9)).toBe(1);
    expect(floor.alerts([0, 60], 'slack:', Infinity)).toBe(2);
    expect(floor.superseded([0, 13])).toBe(2);
    expect(floor.open([1, 5])).toBe(0);
    expect(floor.open([3, 29])).toBe(2);
    expect(floor.open([31, 32])).toBe(0);
    expect(floor.open([36, 60])).toBe(1);
    expect(floor.stirred([3, 5])).toBe(1);
    expect(floor.stirred([3, 5], [29, 31])).toBe(1);
    expect(floor.stirred([29, 31])).toBe(2);
  });

  it('fails what did too little, and where nothing was called for', () => {
    expect(tooLittle(5, 4.2, 'pages')).toEqual([]);
    expect(tooLittle(4, 4.2, 'pages')).toEqual([{ kind: 'too little', what: '4 pages, and there have to be 5' }]);
    expect(tooLittle(7, 0, 'pages')).toEqual([{ kind: 'too little', what: '7 pages, and there have to be some' }]);
  });
});

/** Where nothing is said of stories and pauses, the scenarios are all alike here. */
const UNLIKE = SCENARIOS.filter(({ name, story, pause }) => name === 'calm' || story || pause);
const SEED = 4242;

describe.each(UNLIKE.map((scenario) => [scenario.name, scenario] as const))('the floor of %s', (name, scenario) => {
  it('is never nothing, and is reached whenever the fault keeps tickets from deciding', async () => {
    const its = (await scenario.policy?.(BEGINNING)) ?? policy;
    const few = { ...scenario, tickets: Math.min(scenario.tickets ?? 50, 50) };
    const stories = storiesOf(few, SEED);
    const { lasting = Infinity } = scenario;
    const { least } = new Floor(stories, its, scenario.pause, lasting);
    expect(least.transitions).toBeGreaterThan(5);
    expect(least.messages).toBeGreaterThan(10);

    const random = new Random(SEED, name);
    const pauses = spansOf(scenario.pause).map((span) => somewhereIn(span, random));
    const called = stories.map((one) => callsFor(one, its, pauses));
    const transitions = called.flatMap((one) => one.transitions).length;
    const messages = called.flatMap(({ alerts }) => alerts.filter((alert) => lasts(alert, lasting))).length;
    expect(tooLittle(transitions, least.transitions, 'transitions')).toEqual([]);
    expect(tooLittle(messages, least.messages, 'messages')).toEqual([]);

    if (!scenario.policy) return;
    const read = called.map(({ log }) => readRepeats(log, its.policy.rules));
    expect(read.flatMap(({ findings }) => findings)).toEqual([]);
    const repeats = read.reduce((sum, one) => sum + one.repeats, 0);
    const stopped = read.reduce((sum, one) => sum + one.stopped, 0);
    expect(tooLittle(repeats, least.repeats, 'repeats')).toEqual([]);
    expect(tooLittle(stopped, least.stopped, 'acknowledgements')).toEqual([]);
  });
});

it('a seed that was unlucky for a constant floor is none for this one', () => {
  const scenario = SCENARIOS.find(({ name }) => name === 'worker-storm')!;
  const { least } = new Floor(storiesOf(scenario, SEED), policy, scenario.pause);
  // What there was: 54 changes of tier, 96 messages, of 127 and 256 with all on time.
  expect(tooLittle(54, least.transitions, 'transitions')).toEqual([]);
  expect(tooLittle(96, least.messages, 'messages')).toEqual([]);
  expect(tooLittle(20, least.transitions, 'transitions')).not.toEqual([]);
});

function somewhereIn([from, to]: Span, random: Random): Pause {
  const moments = [random.between(from * S, to * S), random.between(from * S, to * S)].sort((a, b) => a - b);
  return { from: moments[0]!, to: moments[1]! };
}
