/** Every task queue that tickets and alerts wait on has to have a worker; tickets may have been left on a queue of old. */
import { CHANNEL_NAMES } from '../channels/definitions.js';
import { alertTaskQueue } from '../workflows/contract.js';
import type { TemporalQueries } from './temporal-queries.js';
import type { Findings } from './findings.js';

export async function checkQueues(
  temporal: TemporalQueries,
  findings: Findings,
  others: Iterable<string>,
): Promise<void> {
  const wanted = [...new Set([temporal.taskQueue, ...others])].flatMap((queue) => [
    { queue, type: 'workflow' as const },
    ...CHANNEL_NAMES.map((channel) => ({ queue: alertTaskQueue(queue, channel), type: 'activity' as const })),
  ]);
  for (const { queue, type } of wanted) {
    if (await temporal.served(queue, type)) continue;
    const detail = `no worker has asked the task queue ${queue} for work in the last two minutes`;
    await findings.look({ kind: 'queue-unattended', subject: queue, mark: type, detail }, () =>
      Promise.resolve({ repaired: false }),
    );
  }
}
