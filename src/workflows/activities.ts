/** The activities as the workflow calls them: how long each may take, and how it is tried again. */
import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/index.js';

/** A worker that has died is noticed after this time, and cancelling is heard within it. */
const HEARTBEAT = '5s';

/** Tried once: what is left over is done by the activities below. */
export const { carryOut } = proxyActivities<Activities>({
  // Slots may all be taken by writes that wait for the database: then each part goes its own way, alerts by their channels' queues.
  scheduleToStartTimeout: '15s',
  startToCloseTimeout: '40s',
  heartbeatTimeout: HEARTBEAT,
  retry: { maximumAttempts: 1 },
});

/** Until they work. */
export const { saveTicket, loadTicket } = proxyActivities<Activities>({
  startToCloseTimeout: '10s',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '30s' },
  cancellationType: ActivityCancellationType.TRY_CANCEL,
});

/**
 * An attempt takes at most: the ledger, a turn, a look-up, the send, the ledger again. A cancelled one ends what it has begun and says
 * what came of it: it is not tried again.
 */
export const { deliverAlert } = proxyActivities<Activities>({
  startToCloseTimeout: '40s',
  heartbeatTimeout: HEARTBEAT,
  retry: { initialInterval: '2s', backoffCoefficient: 2, maximumInterval: '1m' },
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});
