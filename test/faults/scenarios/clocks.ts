/** Clocks of worker and client that are stepped. (`faketime` does not reach Go programs: the server's clock is not stepped.) */
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { tooLittle } from '../floor.js';
import type { Scenario } from '../scenario.js';
import { seconds } from '../until.js';
import { Clock } from '../world/clock.js';
import { NO_WORKER } from '../world/outage.js';
import { POLICY_FILE } from '../world/stage.js';
import { ownEnvironment } from '../world/server.js';

const CLIENT = fileURLToPath(new URL('../world/client-process.js', import.meta.url));
const EVENT = 'by-a-wrong-clock';

/** The worker's clock is stepped while it runs, a client whose clock is as wrong tells something, and the clock is put right. */
function stepped(name: string, offset: string): Scenario {
  return {
    name,
    what: `the clocks of worker and client are stepped by ${offset} for 15 s, and put right`,
    pause: [0, 20],
    excuses: { duplicates: true },
    fault: async (stage) => {
      const { folder, supervisor } = stage.options;
      const clock = await Clock.start(join(folder, 'clock'));
      await stage.outage(NO_WORKER, async () => {
        await Promise.all(stage.workers.map((worker) => worker.kill()));
        await stage.startWorker({ env: clock.env });
      });
      await seconds(10);
      await clock.step(offset);
      await seconds(2);
      const args = [CLIENT, `127.0.0.1:${stage.temporal.port}`, stage.id, POLICY_FILE, EVENT, ...stage.ticketIds];
      const env = { ...ownEnvironment(), ...clock.env };
      await supervisor.run({ command: process.execPath, args, env, log: join(folder, 'client.log') });
      await seconds(11);
      await clock.step('+0');
    },
    check: (_stage, _evidence, expectations, floor) => {
      const heard = expectations.filter((expected) => expected.heard.has(EVENT)).length;
      return tooLittle(heard, floor.open([12, 30]) / 2, 'tickets heard of a client whose clock was wrong');
    },
  };
}

export const CLOCK_SCENARIOS: Scenario[] = [stepped('clock-ahead', '+2h'), stepped('clock-behind', '-2h')];
