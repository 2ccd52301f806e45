/** Workers that are frozen, stopped in good order, killed again and again, or two at once. */
import { untilAcknowledged } from '../tickets/teller.js';
import { seconds, until } from '../until.js';
import type { Scenario } from '../scenario.js';
import { NO_WORKER } from '../world/outage.js';
import type { Stage } from '../world/stage.js';
import { replaceWorkers } from './workers.js';

/** The only worker is frozen, and thawed so many seconds later. */
async function frozenFor(time: number, stage: Stage): Promise<void> {
  await stage.outage(NO_WORKER, async () => {
    stage.workers[0]!.freeze();
    await seconds(time);
    stage.workers[0]!.thaw();
  });
}

/** Ten replies to each ticket, all at once. */
async function replies({ rung, ticketIds }: Stage, name: string): Promise<void> {
  const events = Array.from({ length: 10 }, (_, n) => `${name}-${n}`);
  const tell = (id: string, eventId: string) => untilAcknowledged(() => rung.customerReplied(id, { eventId }));
  await Promise.all(ticketIds.flatMap((id) => events.map((eventId) => tell(id, eventId))));
}

export const MORE_WORKER_SCENARIOS: Scenario[] = [
  {
    name: 'worker-storm',
    pause: [2, 70],
    what: 'the worker is killed every 2 to 5 s, eight times',
    smoke: true,
    excuses: { duplicates: true },
    fault: async (stage) => {
      for (let n = 0; n < 8; n++) {
        await seconds(stage.random.between(2, 5));
        await replaceWorkers(stage, 0);
      }
    },
  },
  {
    name: 'worker-frozen',
    pause: [10, 42],
    what: 'the worker is frozen for 25 s and thawed',
    excuses: { duplicates: true },
    fault: async (stage) => {
      await seconds(10);
      await frozenFor(25, stage);
    },
  },
  {
    name: 'worker-frozen-busy',
    pause: [9, 55],
    what: 'the worker is frozen for 6 s in the midst of five hundred replies, three times: longer than the SDK lets a workflow think',
    excuses: { duplicates: true },
    fault: async (stage) => {
      for (let round = 0; round < 3; round++) {
        await seconds(9); // all have been opened by then
        const frozen = seconds(stage.random.between(0.3, 1)).then(() => frozenFor(6, stage));
        await Promise.all([replies(stage, `round-${round}`), frozen]);
      }
    },
  },
  {
    name: 'zombie',
    pause: [10, 35],
    what: 'a worker is frozen, another takes over, and the first one is thawed in the middle of it',
    smoke: true,
    excuses: { duplicates: true },
    fault: async (stage) => {
      await seconds(10);
      await stage.outage(NO_WORKER, async () => {
        stage.workers[0]!.freeze();
        await stage.startWorker();
        await seconds(15);
      });
      stage.workers[0]!.thaw();
    },
  },
  {
    name: 'graceful-stop',
    pause: [8, 35],
    what: 'SIGTERM while posts are on their way; Slack answers them 2 s later, and nothing may come twice',
    fault: async (stage) => {
      await seconds(8);
      stage.slack.delayMs = 2_000;
      await until('posts are on their way', () => stage.slack.waiting >= 3, 30_000);
      await stage.outage(NO_WORKER, async () => {
        await stage.workers[0]!.terminate();
        stage.slack.heal();
        await stage.startWorker();
      });
    },
  },
  {
    name: 'two-workers',
    pause: [12, 25],
    what: 'two workers share the tickets, and one of them is killed for good',
    workers: 2,
    excuses: { duplicates: true },
    fault: async (stage) => {
      await seconds(12);
      await stage.outage('half the workers', () => stage.workers[1]!.kill());
    },
  },
];
