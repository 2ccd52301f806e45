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
        for (let n = 0; n < 12; n++) {
          const taken = stage.rung.customerReplied(stage.ticketIds[n]!, { eventId: 'to-a-full-disk' });
          await Promise.all([seconds(1), taken.catch(() => stage.count('refused'))]);
        }
        await disk.free();
        if (!stage.temporal.alive) await stage.temporal.restart();
      });
    },
    check: ({ counts }) => {
      const refused = counts.get('refused') ?? 0;
      return refused >= 6 ? [] : [{ kind: 'too little', what: `a full disk refused ${refused} events` }];
    },
  },
];
