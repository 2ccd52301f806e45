/** Rung's own workers, as src/worker starts them, with alerts into a null channel and a tally beside the ports. */
import { paced } from '../../src/delivery/pacing.js';
import { loadConfig } from '../../src/config/index.js';
import { memoryStore } from '../../src/store/memory.js';
import { startWorkers } from '../../src/worker/run.js';
import type { WorkerSetup } from './messages.js';
import { nullChannel } from './null-channel.js';
import type { Tally } from './tally.js';
import { measured, type Running } from './temporal.js';
import { watchedLedger, watchedStore } from './watched.js';

/** Nobody listens there: a set-up without a database must not find one. */
const NOWHERE = '127.0.0.1:9';

/** Of Slack and mail, unless they are set otherwise. */
const PER_SECOND = 1;

export async function startRung(setup: WorkerSetup, tally: Tally): Promise<Running> {
  const { address, mongodbUri, taskQueue, bundlePath } = setup;
  const config = loadConfig({
    MONGODB_URI: mongodbUri ?? `mongodb://${NOWHERE}/none`,
    RUNG_TASK_QUEUE: taskQueue,
    ...(mongodbUri === undefined && { RUNG_AUDIT_EVERY: 'off' }),
    // With these the worker paces its queues; what it would send to goes through the null channel instead.
    ...(setup.paced && {
      SLACK_BOT_TOKEN: 'xoxb-bench',
      SLACK_API_URL: `http://${NOWHERE}/`,
      SMTP_URL: `smtp://${NOWHERE}`,
    }),
  });
  const channel = () => {
    const taking = nullChannel(tally);
    return setup.paced ? paced(taking, PER_SECOND) : { send: taking.send };
  };
  const memory = mongodbUri === undefined ? memoryStore() : undefined;
  return startWorkers({
    config,
    address,
    namespace: 'default',
    say: () => undefined,
    tickets: await measured(bundlePath!, tally),
    through: ({ store, ledger, ...deps }) => ({
      ...deps,
      store: watchedStore(memory?.store ?? store, tally),
      ledger: watchedLedger(memory?.ledger ?? ledger, tally),
      channels: Object.fromEntries(Object.keys(deps.channels).map((name) => [name, channel()])),
    }),
  });
}
