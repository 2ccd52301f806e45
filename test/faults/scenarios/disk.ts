/** The disk under Temporal's database is full. */
import type { Scenario } from '../scenario.js';
import { seconds } from '../until.js';

export const DISK_SCENARIOS: Scenario[] = [
  {
    name: 'disk-full',
    what: 'the disk under the database of Temporal is full for 12 s',
    smallDisk: true,
    excuses: { duplicates: true },
    fault: async (stage) => {
      const disk = stage.options.disk!;
      await seconds(10);
      await stage.outage('a full disk', async () => {
        await disk.fill();
        await seconds(12);
        await disk.free();
        if (!stage.temporal.alive) await stage.temporal.restart();
      });
    },
  },
];
