/** Workers that are killed, frozen and stopped. */
import type { Scenario } from '../scenario.js';
import { NO_WORKER } from '../world/outage.js';
import { seconds, until } from '../until.js';
import type { Stage } from '../world/stage.js';

/** Kills every worker and starts one, after so many seconds of nobody there. */
export async function replaceWorkers(stage: Stage, downS: number): Promise<void> {
  await stage.outage(NO_WORKER, async () => {
    await Promise.all(stage.workers.map((worker) => worker.kill()));
    await seconds(downS);
    await stage.startWorker();
  });
}

/** Waits until so many posts to Slack hang, then replaces the worker that waits for their answers. */
async function killWhilePosting(stage: Stage, taken: boolean): Promise<void> {
  await seconds(7);
  stage.slack.troublesPosts(() => ({ hang: true, taken }));
  await until('posts hang', () => stage.slack.hung >= 8, 30_000);
  await stage.outage(NO_WORKER, async () => {
    await Promise.all(stage.workers.map((worker) => worker.kill()));
    stage.slack.heal();
    await stage.startWorker();
  });
}

export const WORKER_SCENARIOS: Scenario[] = [
  {
    name: 'calm',
    what: 'no fault at all',
    fault: () => Promise.resolve(),
  },
  {
    name: 'worker-killed',
    pause: [12, 25],
    what: 'the worker is killed, and a new one comes 5 s later',
    excuses: { duplicates: true },
    fault: async (stage) => {
      await seconds(12);
      await replaceWorkers(stage, 5);
    },
  },
  {
    name: 'killed-before-send',
    pause: [7, 30],
    what: 'the worker is killed between claiming and sending: Slack has taken nothing',
    excuses: { duplicates: true },
    fault: (stage) => killWhilePosting(stage, false),
  },
  {
    name: 'killed-before-mark',
    pause: [7, 30],
    what: 'the worker is killed between sending and recording: Slack has taken the messages',
    smoke: true,
    excuses: { duplicates: true },
    fault: (stage) => killWhilePosting(stage, true),
    check: (_stage, { arrivals }) => {
      // Slack can be asked what it has: not even one duplicate is excused there.
      const posts = arrivals.filter(({ target }) => target.startsWith('slack:'));
      const twice = posts.filter(({ key }, n) => posts.findIndex((other) => other.key === key) !== n);
      return twice.map(({ key }) => ({
        kind: 'duplicated',
        what: `${key} could have been found and was posted again`,
      }));
    },
  },
];
