/** The worker that audits, and the schedule of its audits. */
import { Client } from '@temporalio/client';
import { Worker, type NativeConnection } from '@temporalio/worker';
import { createAuditActivities, ensureAudits, newTicketsWith, rungFor, TicketEngine } from '../audit/index.js';
import type { Config } from '../config/index.js';
import { DEFAULT_POLICY, defaultPolicyFile } from '../policy/own-file.js';
import { createDrainActivities, ensureDraining } from '../spill/index.js';
import type { Store } from '../store/mongo.js';
import { auditTaskQueue } from '../workflows/contract.js';

/** Audits follow each other; another worker's may overlap for a moment. */
const AT_A_TIME = 2;

/** An audit that was begun is begun again elsewhere: it need not be waited for. */
const GRACE = '1s';

export async function createAuditor(
  connection: NativeConnection,
  namespace: string,
  { audit, operator, policyFile, taskQueue }: Config,
  { audit: store, spill, deliveries }: Store,
  say: (line: string) => void,
): Promise<Worker> {
  const client = new Client({ connection, namespace });
  const policy = policyFile === DEFAULT_POLICY ? defaultPolicyFile() : policyFile;
  const worker = await Worker.create({
    connection,
    namespace,
    taskQueue: auditTaskQueue(taskQueue),
    shutdownGraceTime: GRACE,
    maxConcurrentActivityTaskExecutions: AT_A_TIME,
    activities: {
      ...createDrainActivities({ rung: () => rungFor(client, taskQueue, policy), spill, deliveries }),
      ...createAuditActivities({
        store,
        spill,
        engine: new TicketEngine(client, taskQueue),
        open: newTicketsWith(client, taskQueue, policy),
        operator,
        tolerance: audit.tolerance,
        budget: { every: audit.every, perMinute: audit.perMinute },
        ...(audit.heartbeatUrl !== undefined && { heartbeatUrl: audit.heartbeatUrl }),
      }),
    },
  });
  await ensureAudits(client, taskQueue, audit.every).catch((error: unknown) => {
    say(`Audits cannot be scheduled: ${(error as Error).message}; tickets are watched all the same`);
  });
  await ensureDraining(client, taskQueue).catch((error: unknown) => {
    say(`What the intake keeps cannot be drained: ${(error as Error).message}`);
  });
  return worker;
}
