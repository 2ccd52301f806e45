/** Drift of every kind, injected for real: whether the audits find it, how soon, and whether the heartbeat stops meanwhile. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import type { Db } from 'mongodb';
import type { Rung } from '../../src/client/index.js';
import type { AuditReport, DriftKind } from '../../src/domain/audit/drift.js';
import { AUDIT_WORKFLOW, auditId, TICKET_WORKFLOW, ticketWorkflowId } from '../../src/workflows/contract.js';
import { until } from './until.js';

/** Where drift is injected: workers with short audits are running there, and nothing is wrong yet. */
export interface DriftGround {
  client: Client;
  db: Db;
  rung: Rung;
  taskQueue: string;
  /** When heartbeats came, oldest first. */
  beats: readonly number[];
}

export interface FoundDrift {
  kind: DriftKind;
  /** How long it took until a report named it, in milliseconds; null: none did within a minute. */
  foundAfter: number | null;
  /** What the auditor promises to repair: whether it did. Null: it promises nothing. */
  repaired: boolean | null;
  /** The audit that found it did not beat. */
  heartbeatWithheld: boolean;
  /** Heartbeats came again afterwards. */
  beatsAgain: boolean;
}

/** An injection gets a ticket that is watched and written down; what it returns undoes what no audit can repair. */
interface Injection {
  kind: DriftKind;
  repairs: boolean;
  inject(ground: DriftGround, ticketId: string): Promise<void>;
  /** Whether the repair took; asked again and again. */
  mended?(ground: DriftGround, ticketId: string): Promise<boolean>;
  undo?(ground: DriftGround, ticketId: string): Promise<unknown>;
  /** What the report names. Default: the ticket. */
  subject?(ground: DriftGround, ticketId: string): string;
}

const FOUND_WITHIN_MS = 60_000;
const HOUR = 3_600_000;

/** Injects one kind after another, each into a ticket of its own. */
export async function injectDrift(ground: DriftGround, kinds?: readonly DriftKind[]): Promise<FoundDrift[]> {
  const chosen = INJECTIONS.filter(({ kind }) => kinds === undefined || kinds.includes(kind));
  const results: FoundDrift[] = [];
  for (const injection of chosen) results.push(await injectOne(ground, injection));
  return results;
}

/** Injects all these kinds at once, each into a ticket of its own. */
export async function injectDriftTogether(ground: DriftGround, kinds: readonly DriftKind[]): Promise<FoundDrift[]> {
  const chosen = INJECTIONS.filter(({ kind }) => kinds.includes(kind));
  await Promise.all(chosen.map(({ kind }) => watched(ground, kind)));
  await beatAfter(ground, Date.now());
  const reports = askedOnce(() => recentReports(ground.client, ground.taskQueue));
  return Promise.all(chosen.map((injection) => inject(ground, injection, reports)));
}

async function injectOne(ground: DriftGround, injection: Injection): Promise<FoundDrift> {
  await watched(ground, injection.kind);
  await beatAfter(ground, Date.now());
  return inject(ground, injection, () => recentReports(ground.client, ground.taskQueue));
}

const idOf = (kind: DriftKind) => `drift-${kind}`;

/** Opens the ticket into which it is injected. */
async function watched(ground: DriftGround, kind: DriftKind): Promise<void> {
  const ticketId = idOf(kind);
  await ground.rung.openTicket({
    ticketId,
    status: 'open',
    priority: 'normal',
    customerTier: 'standard',
    slaHours: 1000,
  });
  await until(`${ticketId} is written down`, async () => (await documentOf(ground, ticketId)) !== null, 30_000);
}

async function inject(ground: DriftGround, injection: Injection, reports: Reports): Promise<FoundDrift> {
  const { kind, repairs } = injection;
  const ticketId = idOf(kind);
  const injected = Date.now();
  await injection.inject(ground, ticketId);
  const subject = injection.subject?.(ground, ticketId) ?? ticketId;
  const found = await reportThatNames(reports, kind, subject, injected);
  const foundAfter = found === null ? null : found.at - injected;
  const mended = repairs ? await holdsSoon(() => injection.mended!(ground, ticketId)) : null;
  await injection.undo?.(ground, ticketId);
  const undone = Date.now();
  const beatsAgain = await holdsSoon(() => Promise.resolve(ground.beats.some((at) => at > undone)));
  return {
    kind,
    foundAfter,
    repaired: mended,
    heartbeatWithheld: found !== null && !(await hasBeaten(ground, found, reports)),
    beatsAgain,
  };
}

const INJECTIONS: readonly Injection[] = [
  {
    kind: 'workflow-missing',
    repairs: true,
    subject: (_, ticketId) => `${ticketId}-by-hand`,
    inject: async ({ db }, ticketId) => {
      const ticket = { status: 'open', priority: 'normal', customerTier: 'standard', slaHours: 1000 };
      await tickets(db).insertOne({ _id: `${ticketId}-by-hand`, ...ticket, createdAt: new Date(), note: 'theirs' });
    },
    mended: async (ground, ticketId) => (await documentOf(ground, `${ticketId}-by-hand`))?.['tier'] === 'L1',
  },
  {
    kind: 'workflow-ended',
    repairs: true,
    inject: async ({ client }, ticketId) => {
      await client.workflow.getHandle(ticketWorkflowId(ticketId)).terminate('injected drift');
    },
    mended: async ({ client }, ticketId) =>
      (await client.workflow.getHandle(ticketWorkflowId(ticketId)).describe()).status.name === 'RUNNING',
  },
  {
    kind: 'document-missing',
    repairs: true,
    inject: async ({ db }, ticketId) => void (await tickets(db).deleteOne({ _id: ticketId })),
    mended: async (ground, ticketId) => (await documentOf(ground, ticketId)) !== null,
  },
  {
    kind: 'status-drifted',
    repairs: true,
    inject: ({ db }, ticketId) => set(db, ticketId, { status: 'resolved' }),
    mended: async ({ client }, ticketId) =>
      (await client.workflow.getHandle(ticketWorkflowId(ticketId)).describe()).status.name === 'COMPLETED',
  },
  {
    kind: 'field-drifted',
    repairs: true,
    inject: ({ db }, ticketId) => set(db, ticketId, { priority: 'urgent' }),
    mended: async ({ rung }, ticketId) => (await rung.getState(ticketId))?.priority === 'urgent',
  },
  {
    kind: 'mirror-drifted',
    repairs: true,
    inject: ({ db }, ticketId) => set(db, ticketId, { tier: 'L3', rev: 7 }),
    mended: async (ground, ticketId) => (await documentOf(ground, ticketId))?.['tier'] === 'L1',
  },
  {
    kind: 'copy-outdated',
    repairs: true,
    inject: async (ground, ticketId) => {
      const before = await documentOf(ground, ticketId);
      await escalated(ground, ticketId);
      await tickets(ground.db).replaceOne({ _id: ticketId }, before!);
    },
    mended: async (ground, ticketId) => (await documentOf(ground, ticketId))?.['tier'] === 'manager',
  },
  {
    kind: 'deadline-overdue',
    repairs: true,
    inject: ({ db }, ticketId) => set(db, ticketId, { nextDeadlineAt: new Date(Date.now() - HOUR) }),
    mended: async (ground, ticketId) => {
      const next = (await documentOf(ground, ticketId))?.['nextDeadlineAt'];
      return next instanceof Date && next.getTime() > Date.now();
    },
  },
  {
    kind: 'log-gap',
    repairs: true,
    inject: async (ground, ticketId) => {
      await escalated(ground, ticketId);
      const log = ground.db.collection<{ _id: string }>('escalation_log');
      // It is written after the ticket.
      const removed = async () => (await log.deleteOne({ _id: `${ticketId}:1` })).deletedCount === 1;
      await until(`the log of ${ticketId}`, removed, 10_000);
    },
    mended: async ({ db }, ticketId) =>
      (await db.collection<{ _id: string }>('escalation_log').findOne({ _id: `${ticketId}:1` })) !== null,
  },
  {
    kind: 'task-stuck',
    repairs: false,
    subject: (_, ticketId) => `${ticketId}-broken`,
    inject: ({ client, taskQueue }, ticketId) =>
      started(client, taskQueue, `${ticketId}-broken`, { mode: 'open', ticket: {}, policy: null }),
    undo: ({ client }, ticketId) => client.workflow.getHandle(ticketWorkflowId(`${ticketId}-broken`)).terminate(),
  },
  {
    kind: 'queue-unattended',
    repairs: false,
    subject: ({ taskQueue }) => `${taskQueue}-of-old`,
    inject: async ({ client, db, taskQueue }, ticketId) => {
      await tickets(db).insertOne({ _id: `${ticketId}-of-old`, status: 'open' });
      await started(client, `${taskQueue}-of-old`, `${ticketId}-of-old`, {});
    },
    undo: async ({ client, db }, ticketId) => {
      await client.workflow.getHandle(ticketWorkflowId(`${ticketId}-of-old`)).terminate();
      await tickets(db).deleteOne({ _id: `${ticketId}-of-old` });
    },
  },
  ledgerEntry('alert-late', { state: 'pending', createdAt: new Date(Date.now() - HOUR) }),
  ledgerEntry('alert-undeliverable', { state: 'undeliverable', updatedAt: new Date() }),
  ledgerEntry('slack-refused', { state: 'pending', parked: true, lastError: 'Slack: invalid_auth' }),
];

/** What can be injected. */
export const INJECTED: readonly DriftKind[] = INJECTIONS.map(({ kind }) => kind);

/** An entry of the ledger that nobody goes on with. */
function ledgerEntry(kind: DriftKind, fields: Record<string, unknown>): Injection {
  const key = (ticketId: string) => `${ticketId}:1:slack:#tier2-queue`;
  return {
    kind,
    repairs: false,
    subject: (_, ticketId) => key(ticketId),
    inject: async ({ db }, ticketId) => {
      const entry = { ticketId, seq: 1, channel: 'slack', target: '#tier2-queue', lastError: null, ...fields };
      await db.collection<{ _id: string }>('alerts').insertOne({ _id: key(ticketId), ...entry });
    },
    undo: ({ db }, ticketId) => db.collection<{ _id: string }>('alerts').deleteOne({ _id: key(ticketId) }),
  };
}

function tickets(db: Db) {
  return db.collection<{ _id: string } & Record<string, unknown>>('tickets');
}

function documentOf({ db }: DriftGround, ticketId: string) {
  return tickets(db).findOne({ _id: ticketId });
}

async function set(db: Db, ticketId: string, fields: Record<string, unknown>): Promise<void> {
  await tickets(db).updateOne({ _id: ticketId }, { $set: fields });
}

async function started(client: Client, taskQueue: string, ticketId: string, input: object): Promise<void> {
  await client.workflow.start(TICKET_WORKFLOW, { taskQueue, workflowId: ticketWorkflowId(ticketId), args: [input] });
}

/** Escalates by hand as far as it goes, so that no rule does later, and waits until that is written down. */
async function escalated(ground: DriftGround, ticketId: string): Promise<void> {
  await ground.rung.escalate(ticketId, { by: 'ann', to: 'manager' });
  const written = async () => (await documentOf(ground, ticketId))?.['seq'] === 1;
  await until(`${ticketId} is escalated`, written, 10_000);
}

async function beatAfter({ beats }: DriftGround, instant: number): Promise<void> {
  await until('a heartbeat', () => beats.some((at) => at > instant), FOUND_WITHIN_MS);
}

/** The first report since an instant that names this finding. */
async function reportThatNames(
  reports: Reports,
  kind: DriftKind,
  subject: string,
  since: number,
): Promise<AuditReport | null> {
  const latest = since + FOUND_WITHIN_MS;
  while (Date.now() < latest) {
    const named = (await reports()).find(
      ({ at, findings }) =>
        at >= since && findings.some((one) => one.kind === kind && one.examples.some((e) => e.subject === subject)),
    );
    if (named) return named;
    await sleep(200);
  }
  return null;
}

/** Whether a heartbeat came after an audit and before the next one had come to an end. */
async function hasBeaten({ beats }: DriftGround, { at }: AuditReport, reports: Reports): Promise<boolean> {
  let next = Infinity;
  // An audit beats before it has ended.
  await until(
    'the next audit ends',
    async () => {
      const later = (await reports()).filter((report) => report.at > at);
      next = Math.min(Infinity, ...later.map((report) => report.at));
      return later.length > 0;
    },
    FOUND_WITHIN_MS,
    200,
  );
  return beats.some((beat) => beat >= at && beat < next);
}

/** The schedule's last audits, oldest first. */
type Reports = () => Promise<AuditReport[]>;

/** Many who ask at once get one answer. */
function askedOnce(reports: Reports): Reports {
  let asked: Promise<AuditReport[]> | undefined;
  return () => (asked ??= reports().finally(() => (asked = undefined)));
}

/** What the schedule's last audits came to, oldest first. */
export async function recentReports(client: Client, taskQueue: string): Promise<AuditReport[]> {
  const { info } = await client.schedule.getHandle(auditId(taskQueue)).describe();
  const reports = info.recentActions.map(async ({ action }) => {
    const handle = client.workflow.getHandle(action.workflow.workflowId);
    const { status, type } = await handle.describe();
    return type === AUDIT_WORKFLOW && status.name === 'COMPLETED' ? [(await handle.result()) as AuditReport] : [];
  });
  return (await Promise.all(reports)).flat();
}

async function holdsSoon(holds: () => Promise<boolean>): Promise<boolean> {
  return until('it holds', holds, FOUND_WITHIN_MS, 200).then(
    () => true,
    () => false,
  );
}
