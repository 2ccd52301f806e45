/** The activities as the workflow calls them: how long each may take, and how it is tried again. */
import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/index.js';

// In milliseconds: the SDK reads a duration in words anew for every activity.
const SECOND = 1_000;

/** A worker that has died is noticed after this time, and cancelling is heard within it. */
const HEARTBEAT = 5 * SECOND;

/** Tried once: what is left over is done by the activities below. */
export const { carryOut } = proxyActivities<Activities>({
  // Slots may all be taken by writes that wait for the database: then each part goes its own way, alerts by their channels' queues.
  scheduleToStartTimeout: 15 * SECOND,
  startToCloseTimeout: 40 * SECOND,
  heartbeatTimeout: HEARTBEAT,
  retry: { maximumAttempts: 1 },
});

/** Until they work. */
export const { saveTicket, loadTicket } = proxyActivities<Activities>({
  startToCloseTimeout: 10 * SECOND,
  retry: { initialInterval: SECOND, backoffCoefficient: 2, maximumInterval: 30 * SECOND },
  cancellationType: ActivityCancellationType.TRY_CANCEL,
});

/**
 * An attempt takes at most: the ledger, a turn, a look-up, the send, the ledger again. A cancelled one ends what it has begun and says
 * what came of it: it is not tried again.
 */
export const { deliverAlert } = proxyActivities<Activities>({
  startToCloseTimeout: 40 * SECOND,
  heartbeatTimeout: HEARTBEAT,
  retry: { initialInterval: 2 * SECOND, backoffCoefficient: 2, maximumInterval: 60 * SECOND },
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});
