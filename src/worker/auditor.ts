/** The worker that audits, and the schedule of its audits. */
import { Client } from '@temporalio/client';
import { Worker, type NativeConnection, type WorkerOptions } from '@temporalio/worker';
import {
  createAuditActivities,
  ensureAudits,
  newTicketsWith,
  rungFor,
  TemporalQueries,
  workflowsOf,
} from '../audit/index.js';
import { DEFAULT_POLICY, defaultPolicyFile } from '../policy/own-file.js';
import {
  createReconcileActivities,
  ensureReconciling,
  loadReconcilers,
  type DeskReconciler,
} from '../reconcile/index.js';
import { createDrainActivities, ensureDraining } from '../spill/index.js';
import type { Store } from '../store/mongo.js';
import { auditTaskQueue } from '../workflows/contract.js';
import type { Config } from '../config/index.js';
import type { WorkersOptions } from './options.js';

/** Audits follow each other; another worker's may overlap for a moment. */
const AUDITS_AT_A_TIME = 2;
/** What the intake has kept is told by one. */
const DRAINS_AT_A_TIME = 1;

/** An audit that was begun is begun again elsewhere: it need not be waited for. */
const GRACE = '1s';

/** What all workers of a process have in common. */
export type SharedOptions = Omit<WorkerOptions, 'taskQueue'> & { connection: NativeConnection; namespace: string };

export async function createAuditor(
  shared: SharedOptions,
  { audit: store, store: tickets, spill, deliveries, policies, reconcilers: cursors }: Store,
  { config, dataConverter, say }: WorkersOptions & { say: (line: string) => void },
): Promise<Worker> {
  const { audit, operator, policyFile, reconcile, taskQueue } = config;
  const { connection, namespace } = shared;
  const client = new Client({ connection, namespace, ...(dataConverter && { dataConverter }) });
  const policy = policyFile === DEFAULT_POLICY ? defaultPolicyFile() : policyFile;
  const knows = async (ticketId: string) => (await tickets.load(ticketId)) !== null;
  const rung = rungFor(client, taskQueue, policy, knows, () => policies.list());
  const reconcilers = await connected(config, say);
  const worker = await Worker.create({
    ...shared,
    taskQueue: auditTaskQueue(taskQueue),
    shutdownGraceTime: GRACE,
    // Help desks that are slow to read, each by itself, hold up no audit.
    maxConcurrentActivityTaskExecutions: AUDITS_AT_A_TIME + DRAINS_AT_A_TIME + reconcilers.length,
    activities: {
      ...createDrainActivities({ rung, spill, deliveries }),
      ...createReconcileActivities({ reconcilers, rung, store: tickets, spill, cursors }),
      ...createAuditActivities({
        store,
        spill,
        reconcilers: { names: reconcilers.map(({ name }) => name), every: reconcile.every, cursors },
        temporal: new TemporalQueries(client, taskQueue),
        workflows: workflowsOf(client, taskQueue),
        open: newTicketsWith(rung),
        operator,
        tolerance: audit.tolerance,
        budget: { every: audit.every, perMinute: audit.perMinute },
        ...(audit.heartbeatUrl !== undefined && {
          heartbeat: { url: audit.heartbeatUrl, proxies: config.network.proxies },
        }),
      }),
    },
  });
  await ensureAudits(client, taskQueue, audit.every).catch((error: unknown) => {
    say(`Audits cannot be scheduled: ${(error as Error).message}; tickets are watched all the same`);
  });
  await ensureDraining(client, taskQueue).catch((error: unknown) => {
    say(`What the intake keeps cannot be drained: ${(error as Error).message}`);
  });
  const names = reconcilers.map(({ name }) => name);
  await ensureReconciling(client, taskQueue, reconcile.every, names).catch((error: unknown) => {
    say(`The APIs of help desks cannot be read: ${(error as Error).message}`);
  });
  return worker;
}

/** Settings that are wrong keep no ticket from being watched. */
async function connected(
  { reconcile, intake, network }: Config,
  say: (line: string) => void,
): Promise<DeskReconciler[]> {
  try {
    const { desks } = reconcile;
    const found = await loadReconcilers({ desks, integrations: intake.integrations, network });
    if (found.length > 0) say(`The APIs of help desks are read: ${found.map(({ name }) => name).join(', ')}`);
    return found;
  } catch (error) {
    say(`The APIs of help desks cannot be read: ${(error as Error).message}`);
    return [];
  }
}
