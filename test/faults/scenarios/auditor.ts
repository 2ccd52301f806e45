/** The auditor, while tickets live beside it. */
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { auditId, ticketWorkflowId } from '../../../src/workflows/contract.js';
import { injectDrift, INJECTED, type FoundDrift } from '../drift.js';
import type { Finding } from '../ledger/finding.js';
import type { Scenario } from '../scenario.js';
import { seconds } from '../until.js';
import { NO_WORKER } from '../world/outage.js';
import type { Stage } from '../world/stage.js';

const WITHIN_MS = 60_000;

const found = new Map<string, FoundDrift[]>();

/** Injects drift into tickets of its own while a worker with short audits runs, and takes them away again. */
async function drift(stage: Stage): Promise<void> {
  const beats: number[] = [];
  const heartbeats = createServer((_request, response) => {
    beats.push(Date.now());
    response.end();
  }).listen(0, '127.0.0.1');
  await once(heartbeats, 'listening');
  const { port } = heartbeats.address() as AddressInfo;
  await seconds(3);
  await stage.outage(NO_WORKER, async () => {
    await Promise.all(stage.workers.map((worker) => worker.terminate()));
    const heartbeat = { RUNG_HEARTBEAT_URL: `http://127.0.0.1:${port}/` };
    await stage.startWorker({ env: { RUNG_AUDIT_EVERY: '2s', RUNG_AUDIT_TOLERANCE: '3s', ...heartbeat } });
  });
  // The stories end first: a ticket that is being written looks drifted for a moment, and heartbeats would stop for it.
  await seconds(60);
  const { client, db, rung, id: taskQueue } = stage;
  try {
    found.set(stage.id, await injectDrift({ client, db, rung, taskQueue, beats }));
  } finally {
    await client.schedule.getHandle(auditId(taskQueue)).delete();
    await seconds(3);
    await takeAway(stage);
    heartbeats.close();
  }
}

/** What the injections have left is not this scenario's to judge. */
async function takeAway({ client, db }: Stage): Promise<void> {
  const drifted = { _id: { $regex: '^drift-' } };
  for (const { _id } of await db.collection<{ _id: string }>('tickets').find(drifted).toArray()) {
    await client.workflow
      .getHandle(ticketWorkflowId(_id))
      .terminate()
      .catch(() => undefined);
  }
  for (const name of ['tickets', 'alerts', 'escalation_log'])
    await db.collection<{ _id: string }>(name).deleteMany(drifted);
}

function allFound({ id }: Stage): Finding[] {
  const all = found.get(id) ?? [];
  const findings = all.flatMap(({ kind, foundAfter, repaired, heartbeatWithheld, beatsAgain }): Finding[] => [
    ...(foundAfter === null || foundAfter > WITHIN_MS
      ? [{ kind: 'lost' as const, what: `${kind} was not found` }]
      : []),
    ...(repaired === false ? [{ kind: 'stuck' as const, what: `${kind} was not repaired` }] : []),
    ...(heartbeatWithheld ? [] : [{ kind: 'different' as const, what: `heartbeats went on with ${kind}` }]),
    ...(beatsAgain ? [] : [{ kind: 'stuck' as const, what: `no heartbeat came again after ${kind}` }]),
  ]);
  const left = INJECTED.filter((kind) => !all.some((one) => one.kind === kind));
  if (left.length > 0) findings.push({ kind: 'too little', what: `no drift was injected of ${left.join(', ')}` });
  return findings;
}

export const AUDITOR_SCENARIOS: Scenario[] = [
  {
    name: 'auditor',
    what: 'drift of every kind is injected: found within 60 s, repaired where that is promised, and no heartbeat meanwhile',
    pause: [3, 15],
    fault: drift,
    check: allFound,
    lasts: 240,
  },
];
