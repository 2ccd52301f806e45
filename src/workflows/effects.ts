/** The activities as the workflow calls them: how long each may take, and how it is tried again. */
import { ActivityCancellationType, proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/index.js';

/** One short attempt, its wait for a slot included. */
const SHORT = { scheduleToCloseTimeout: '2s', retry: { maximumAttempts: 1 } } as const;

/** The cheap way to the database: beside the workflow task. Nothing may hang on its end: see docs/adr/0012. */
const quick = proxyLocalActivities<Activities>(SHORT);

/** As short, but an event of its own. */
const once = proxyActivities<Activities>(SHORT);

/** The patient way: until it works. */
const patient = proxyActivities<Activities>({
  startToCloseTimeout: '10s',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '30s' },
  cancellationType: ActivityCancellationType.TRY_CANCEL,
});

/**
 * An attempt takes at most: the ledger, a look-up, the send, the ledger again. A cancelled one ends what it has begun and says what came
 * of it: it is not tried again.
 */
const alerting = proxyActivities<Activities>({
  startToCloseTimeout: '20s',
  retry: { initialInterval: '2s', backoffCoefficient: 2, maximumInterval: '1m' },
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});

export const saveTicketQuickly = quick.saveTicket;
export const saveTicketOnce = once.saveTicket;
export const saveTicketPatiently = patient.saveTicket;
export const loadTicket = patient.loadTicket;
export const deliverAlert = alerting.deliverAlert;
