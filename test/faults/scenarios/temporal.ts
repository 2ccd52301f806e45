/** Temporal killed, frozen, slow, and its connections reset. */
import { seconds } from '../until.js';
import type { Scenario } from '../scenario.js';

export const TEMPORAL_SCENARIOS: Scenario[] = [
  {
    name: 'temporal-killed',
    pause: [10, 35],
    what: 'the Temporal server is killed and comes back on the same data 10 s later',
    smoke: true,
    excuses: { duplicates: true },
    fault: async (stage) => {
      await seconds(10);
      await stage.outage('no Temporal', async () => {
        await stage.temporal.kill();
        await seconds(10);
        await stage.temporal.restart();
      });
    },
  },
  {
    name: 'temporal-frozen',
    pause: [10, 47],
    what: 'the Temporal server is frozen for 30 s',
    excuses: { duplicates: true },
    fault: async (stage) => {
      await seconds(10);
      await stage.outage('no Temporal', async () => {
        stage.temporal.freeze();
        await seconds(30);
        stage.temporal.thaw();
      });
    },
  },
  {
    name: 'temporal-slow',
    what: 'everything between worker and Temporal takes 300 ms longer each way',
    fault: async (stage) => {
      stage.toTemporal.delayMs = 300;
      await stage.outage('a slow Temporal', () => seconds(25));
      stage.toTemporal.delayMs = 0;
    },
  },
  {
    name: 'temporal-resets',
    pause: [8, 35],
    what: 'all connections between worker and Temporal are reset every 2 s, for 20 s',
    excuses: { duplicates: true },
    fault: async (stage) => {
      await seconds(8);
      await stage.outage('resets', async () => {
        for (let n = 0; n < 10; n++) {
          stage.toTemporal.reset();
          await seconds(2);
        }
      });
    },
  },
];
