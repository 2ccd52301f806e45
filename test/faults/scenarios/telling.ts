/** Rules that tell, and tell again until somebody answers: to channels, to whoever is on call, and by mail when the desk is open. */
import { tooLittle, type Floor } from '../floor.js';
import type { Evidence } from '../ledger/evidence.js';
import type { Expectation } from '../ledger/expectation.js';
import type { Finding } from '../ledger/finding.js';
import { byTicket } from '../ledger/evidence.js';
import { readRepeats } from '../ledger/repeats.js';
import type { Random } from '../../../bench/random.js';
import type { Scenario } from '../scenario.js';
import { postponed, type Story } from '../tickets/story.js';
import { tellingPolicy, unanswered } from '../tickets/unanswered.js';
import { seconds } from '../until.js';
import type { Stage } from '../world/stage.js';
import { away } from './mongo.js';
import { badDay, LOOKED_UP, wasTroubled } from './slack.js';
import { replaceWorkers } from './workers.js';

/** The log is read once more, for itself; and rules have told again, acknowledgements stopped some, and alerts waited for hours. */
function toldAgain(_stage: Stage, { log }: Evidence, expectations: Expectation[], floor: Floor): Finding[] {
  const { least } = floor;
  const logOf = byTicket([...log.values()], ({ ticketId }) => String(ticketId));
  const read = expectations.map(({ ticketId, state }) => readRepeats(logOf(ticketId), state.policy.rules));
  const sum = (of: 'repeats' | 'stopped') => read.reduce((total, one) => total + one[of], 0);
  const deferred = expectations.flatMap(({ alerts }) => alerts).filter((alert) => alert.deferredUntil !== undefined);
  return [
    ...read.flatMap(({ findings }) => findings),
    ...tooLittle(sum('repeats'), least.repeats, 'times rules have told again'),
    ...tooLittle(sum('stopped'), least.stopped, 'acknowledgements stopped what was to be told again'),
    // No mail goes to anybody but the desk so soon.
    ...tooLittle(
      deferred.length,
      floor.alerts([0, CLOSED_S], 'email:') / 2,
      'alerts waited for the hours of their targets',
    ),
  ];
}

/** For so long after the beginning the desk is closed for certain. */
const CLOSED_S = 15;

/** The scenario with tickets of which rules tell. */
function telling(scenario: Scenario): Scenario {
  return {
    policy: tellingPolicy,
    story: unanswered,
    // Until the desk has opened.
    lasts: 120,
    ...scenario,
    check: async (...seen) => [...toldAgain(...seen), ...((await scenario.check?.(...seen)) ?? [])],
  };
}

const KILLED_FROM_S = 8;
/** Some seconds with a worker, then some without. */
const LIVES_S = 10;
const KILLED_EVERY_S = 15;
const KILLS = Array.from({ length: 4 }, (_, n) => KILLED_FROM_S + n * KILLED_EVERY_S);

const PER_RUN = 3;
const SCORES = 5;
const SCORED_EVERY_MS = 7_000;

/** Scores that ask for nothing come all the time, so that runs end while rules tell again and alerts wait for hours. */
function scored(random: Random, ticketId: string): Story {
  const story = postponed(unanswered(random, ticketId), random.between(0, 30_000));
  const scores = Array.from({ length: SCORES }, (_, n) => {
    const after = story.openAfter + n * SCORED_EVERY_MS + random.between(0, SCORED_EVERY_MS);
    return { after, id: `score-${n}`, tells: 'score' as const, score: 0 };
  });
  return { ...story, steps: [...story.steps, ...scores] };
}

export const TELLING_SCENARIOS: Scenario[] = [
  telling({
    name: 'telling-killed',
    what: `rules tell again every few seconds, and the worker is killed every ${KILLED_EVERY_S} s, ${KILLS.length} times`,
    pause: KILLS.map((kill) => [kill, kill + KILLED_EVERY_S - 1] as const),
    excuses: { duplicates: true },
    fault: async (stage) => {
      // Some posts are always between being taken and being recorded.
      stage.slack.delayMs = 400;
      await seconds(KILLED_FROM_S);
      for (const _kill of KILLS) {
        await replaceWorkers(stage, 1);
        await seconds(LIVES_S);
      }
      stage.slack.heal();
    },
  }),
  telling({
    name: 'telling-taken-reset',
    what: `rules tell again every few seconds: half of the posts are ${LOOKED_UP}`,
    fault: (stage) => badDay(stage, { reset: true, taken: true }, 0.5),
    check: (stage, _evidence, _expectations, floor) => wasTroubled(stage, floor),
  }),
  telling(
    away(
      'telling-mongo-down',
      'rules tell again every few seconds, also while MongoDB refuses connections for 30 s',
      30,
      ({ toMongo }) => toMongo.down(),
      ({ toMongo }) => (toMongo.refusing = false),
    ),
  ),
  telling({
    name: 'telling-continue-as-new',
    what: 'rules tell again every few seconds while runs hand over to the next ones, after every third message',
    limits: { messagesPerRun: PER_RUN },
    story: scored,
    fault: () => Promise.resolve(),
    lasts: 150,
    alone: true,
    check: (_stage, _evidence, expectations, { stories }) => {
      const ends = expectations.reduce((sum, expected) => sum + expected.runs.length - 1, 0);
      return tooLittle(ends, ((SCORES / PER_RUN) * stories.length) / 2, 'runs have handed over');
    },
  }),
];
