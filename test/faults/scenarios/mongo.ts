/** MongoDB down, killed, frozen, slow, and losing its replies. */
import type { Finding } from '../ledger/finding.js';
import type { Floor } from '../floor.js';
import { tooLittle } from '../floor.js';
import { seconds } from '../until.js';
import type { Scenario } from '../scenario.js';
import type { Stage } from '../world/stage.js';

const FROM_S = 10;
/** So long a page may wait for the database, and be superseded by then. */
const SLOWLY_S = 5;

const LOSING_S = 20;
const LOST = 1 / 8;

/** Waits out a time without the database, and counts the pages that went out all the same. */
async function without(stage: Stage, forS: number, take: () => unknown, giveBack: () => unknown): Promise<void> {
  await seconds(FROM_S);
  await take();
  const before = stage.slack.arrivals.length;
  await seconds(forS);
  for (const _page of stage.slack.arrivals.slice(before)) stage.count('pages');
  await giveBack();
}

/** Pages go out all the same, though each waits for a few seconds whether the database will answer. */
function pagedMeanwhile({ counts }: Stage, floor: Floor, forS: number): Finding[] {
  const paged = counts.get('pages') ?? 0;
  return tooLittle(paged, floor.alerts([FROM_S, FROM_S + forS], 'slack:', SLOWLY_S) / 2, 'pages without the database');
}

export function away(name: string, what: string, forS: number, take: Change, giveBack: Change): Scenario {
  return {
    name,
    what,
    fault: (stage) =>
      without(
        stage,
        forS,
        () => take(stage),
        () => giveBack(stage),
      ),
    check: (stage, _evidence, _expectations, floor) => pagedMeanwhile(stage, floor, forS),
  };
}

type Change = (stage: Stage) => unknown;

export const MONGO_SCENARIOS: Scenario[] = [
  {
    ...away(
      'mongo-down',
      'MongoDB refuses connections for 30 s; pages go out all the same',
      30,
      ({ toMongo }) => toMongo.down(),
      ({ toMongo }) => (toMongo.refusing = false),
    ),
    smoke: true,
  },
  {
    ...away(
      'mongo-killed',
      'the MongoDB server is killed and comes back on the same data 20 s later',
      20,
      ({ database }) => database.kill(),
      ({ database }) => database.restart(),
    ),
    breaksDatabase: true,
  },
  {
    ...away(
      'mongo-frozen',
      'the MongoDB server is frozen for 20 s: it takes connections and says nothing',
      20,
      ({ database }) => database.freeze(),
      ({ database }) => database.thaw(),
    ),
    breaksDatabase: true,
  },
  {
    name: 'mongo-slow',
    what: 'everything between worker and MongoDB takes 400 ms longer each way, for 20 s',
    fault: async (stage) => {
      stage.toMongo.delayMs = 400;
      await seconds(20);
      stage.toMongo.delayMs = 0;
    },
  },
  {
    name: 'mongo-reply-lost',
    what: 'one in eight replies of MongoDB is lost and its connection reset, for 20 s: done, and the caller sees an error',
    smoke: true,
    fault: async (stage) => {
      stage.toMongo.losesReply = () => stage.random.chance(LOST);
      await seconds(LOSING_S);
      stage.toMongo.losesReply = () => false;
    },
    // Each opening is written, each change of tier too, and each alert is claimed and completed; several may share a message.
    check: ({ toMongo }, _evidence, _expectations, floor) => {
      const replies = floor.stories.length + 3 * floor.transitions([0, LOSING_S]);
      return tooLittle(toMongo.lost, (replies * LOST) / 2, 'replies were lost');
    },
  },
];
