/** The disk under Temporal's database is full. */
import { tooLittle } from '../floor.js';
import type { Scenario } from '../scenario.js';
import { seconds } from '../until.js';

/** So many events are told while the disk is full, one a second. */
const EVENTS = 12;

export const DISK_SCENARIOS: Scenario[] = [
  {
    name: 'disk-full',
    what: 'the disk under the database of Temporal is full for 12 s',
    pause: [10, 35],
    smallDisk: true,
    excuses: { duplicates: true },
    fault: async (stage) => {
      const disk = stage.options.disk!;
      await seconds(10);
      await stage.outage('a full disk', async () => {
        await disk.fill();
        for (let n = 0; n < EVENTS; n++) {
          const taken = stage.rung.customerReplied(stage.ticketIds[n]!, { eventId: 'to-a-full-disk' });
          await Promise.all([seconds(1), taken.catch(() => stage.count('refused'))]);
        }
        await disk.free();
        if (!stage.temporal.alive) await stage.temporal.restart();
      });
    },
    // Those of the first seconds may find room in what the database has open.
    check: ({ counts }) => tooLittle(counts.get('refused') ?? 0, EVENTS / 2, 'events were refused by the full disk'),
  },
];
