/** MongoDB down, killed, frozen, slow, and losing its replies. */
import type { Finding } from '../ledger/finding.js';
import { seconds } from '../until.js';
import type { Scenario } from '../scenario.js';
import type { Stage } from '../world/stage.js';

/** Waits out a time without the database, and counts the pages that went out all the same. */
async function without(stage: Stage, forS: number, take: () => unknown, giveBack: () => unknown): Promise<void> {
  await seconds(10);
  await take();
  const from = stage.slack.arrivals.length;
  await seconds(forS);
  pages.set(stage.id, stage.slack.arrivals.length - from);
  await giveBack();
}

const pages = new Map<string, number>();

function pagedMeanwhile({ id }: Stage): Finding[] {
  const count = pages.get(id) ?? 0;
  return count >= 10 ? [] : [{ kind: 'lost', what: `only ${count} pages went out while the database was away` }];
}

export const MONGO_SCENARIOS: Scenario[] = [
  {
    name: 'mongo-down',
    what: 'MongoDB refuses connections for 30 s; pages go out all the same',
    smoke: true,
    fault: (stage) =>
      without(
        stage,
        30,
        () => stage.toMongo.down(),
        () => (stage.toMongo.refusing = false),
      ),
    check: pagedMeanwhile,
  },
  {
    name: 'mongo-killed',
    what: 'the MongoDB server is killed and comes back on the same data 20 s later',
    fault: (stage) =>
      without(
        stage,
        20,
        () => stage.database.kill(),
        () => stage.database.restart(),
      ),
    check: pagedMeanwhile,
  },
  {
    name: 'mongo-frozen',
    what: 'the MongoDB server is frozen for 20 s: it takes connections and says nothing',
    fault: (stage) =>
      without(
        stage,
        20,
        () => stage.database.freeze(),
        () => stage.database.thaw(),
      ),
    check: pagedMeanwhile,
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
      stage.toMongo.losesReply = () => stage.random.chance(1 / 8);
      await seconds(20);
      stage.toMongo.losesReply = () => false;
    },
    check: ({ toMongo }) =>
      toMongo.lost >= 20 ? [] : [{ kind: 'too little', what: `${toMongo.lost} replies were lost` }],
  },
];
