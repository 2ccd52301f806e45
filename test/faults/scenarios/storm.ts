/** Everything is killed, one thing after another, while many tickets live. */
import type { Random } from '../../../bench/random.js';
import type { Scenario } from '../scenario.js';
import { postponed, storyOf, type Story } from '../tickets/story.js';
import { seconds } from '../until.js';
import { NO_WORKER } from '../world/outage.js';
import type { Stage } from '../world/stage.js';

/** Tickets are opened at this rate, so that their number makes the storm longer, not harder. */
const OPENED_PER_S = 4;
const DOWN_S = 2;

function spread(random: Random, ticketId: string, count: number): Story {
  const later = random.between(0, (count / OPENED_PER_S) * 1000);
  return postponed(storyOf(random, ticketId), later);
}

type Kill = (stage: Stage) => Promise<void>;

const KILLS: Record<string, Kill> = {
  worker: (stage) =>
    stage.outage(NO_WORKER, async () => {
      await Promise.all(stage.workers.map((worker) => worker.kill()));
      await stage.startWorker();
    }),
  Temporal: (stage) =>
    stage.outage('no Temporal', async () => {
      await stage.temporal.kill();
      await seconds(DOWN_S);
      await stage.temporal.restart();
    }),
  // One that ran already is cut off.
  MongoDB: (stage) =>
    stage.outage('no MongoDB', async () => {
      const { isShared } = stage.options.mongo;
      await (isShared ? stage.toMongo.down() : stage.database.kill());
      await seconds(DOWN_S);
      if (isShared) stage.toMongo.refusing = false;
      else await stage.database.restart();
    }),
  Slack: async (stage) => {
    stage.slack.trouble = () => ({ reset: true });
    await seconds(DOWN_S);
    stage.slack.heal();
  },
  mail: async (stage) => {
    stage.mail.trouble = () => ({ does: 'drop' });
    await seconds(DOWN_S);
    stage.mail.heal();
  },
};

async function storm(stage: Stage): Promise<void> {
  const end = Date.now() + (stage.ticketIds.length / OPENED_PER_S + 40) * 1000;
  while (Date.now() < end) {
    await seconds(stage.random.between(5, 10));
    const component = stage.random.pick(Object.keys(KILLS));
    stage.count(component);
    await KILLS[component]!(stage);
  }
}

export const STORM_SCENARIOS: Scenario[] = [
  {
    name: 'kill-storm',
    what: 'worker, Temporal, MongoDB, Slack or mail server is killed every 5 to 10 s, at random',
    tickets: 1000,
    story: spread,
    excuses: { duplicates: true },
    fault: storm,
    check: ({ counts }) => {
      const spared = Object.keys(KILLS).filter((component) => !counts.has(component));
      return spared.map((component) => ({ kind: 'too little', what: `${component} was never killed` }));
    },
    quiet: 400,
    lasts: 300,
    alone: true,
  },
];
