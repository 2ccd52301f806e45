/** The round through all open tickets, and the one through all running workflows: a page at a time. */
import { heartbeat } from '@temporalio/activity';
import type { Sighting, Suspect } from '../domain/drift.js';
import { CHANNELS, type Milliseconds } from '../domain/policy.js';
import type { AuditedTicket } from '../store/audit-port.js';
import { alertTaskQueue } from '../workflows/contract.js';
import { compareTicket } from './compare.js';
import { Notebook } from './notebook.js';
import { askToLookAgain, repair, type Tools } from './repair.js';

/** How many tickets are in memory at a time. */
export const PAGE = 500;
/** What is younger than this is left to itself: it need not even be remembered. */
const IN_MOTION: Milliseconds = 10_000;

export interface Round {
  tools: Tools;
  earlier: readonly Suspect[];
  tolerance: Milliseconds;
}

/** Compares every ticket that somebody has to watch with its workflow and its log. */
export async function throughTickets({ tools, earlier, tolerance }: Round): Promise<Sighting> {
  const { engine, store } = tools;
  const now = Date.now();
  const notebook = new Notebook(earlier, now, tolerance);
  const queues = new Set<string>();
  for await (const page of store.openTickets(PAGE)) {
    heartbeat();
    notebook.looked += page.length;
    const ids = page.map(({ ticketId }) => ticketId);
    const [watches, logged] = await Promise.all([engine.watched(ids), store.transitions(ids)]);
    for (const { taskQueue } of watches.values()) queues.add(taskQueue);
    for (const ticket of page) {
      const { ticketId } = ticket;
      const overdueBefore = now - Math.min(tolerance, IN_MOTION);
      const evidence = { ticket, watch: watches.get(ticketId), logged: logged.get(ticketId) ?? 0, overdueBefore };
      await treatAll(tools, notebook, evidence.ticket, compareTicket(evidence));
    }
  }
  await throughQueues(tools, notebook, queues);
  return notebook.result();
}

async function treatAll(
  tools: Tools,
  notebook: Notebook,
  ticket: AuditedTicket,
  drifts: ReturnType<typeof compareTicket>,
): Promise<void> {
  for (const drift of drifts) {
    await notebook.look(drift, () => {
      heartbeat();
      return repair(tools, drift, ticket);
    });
  }
}

/** Looks for running workflows whose ticket the database does not have. */
export async function throughWorkflows({ tools, earlier, tolerance }: Round): Promise<Sighting> {
  const { engine, store } = tools;
  const now = Date.now();
  const notebook = new Notebook(earlier, now, tolerance);
  for await (const page of engine.allWatches(PAGE, now - Math.min(tolerance, IN_MOTION))) {
    heartbeat();
    notebook.looked += page.length;
    const known = await store.known(page.map(({ ticketId }) => ticketId));
    for (const { ticketId: subject } of page.filter(({ ticketId }) => !known.has(ticketId))) {
      const detail = `the workflow of ${subject} is running and the database has no such ticket`;
      await notebook.look({ kind: 'document-missing', subject, mark: '', detail }, () =>
        askToLookAgain(engine, subject),
      );
    }
  }
  return notebook.result();
}

/** Every queue that tickets and alerts wait on has to have a worker; tickets may have been left on a queue of old. */
async function throughQueues({ engine }: Tools, notebook: Notebook, queues: Set<string>): Promise<void> {
  const wanted = [...new Set([engine.taskQueue, ...queues])].flatMap((queue) => [
    { queue, type: 'workflow' as const },
    ...CHANNELS.map((channel) => ({ queue: alertTaskQueue(queue, channel), type: 'activity' as const })),
  ]);
  for (const { queue, type } of wanted) {
    if (await engine.served(queue, type)) continue;
    const detail = `no worker has asked the task queue ${queue} for work in the last two minutes`;
    await notebook.look({ kind: 'queue-unattended', subject: queue, mark: type, detail }, () =>
      Promise.resolve({ repaired: false }),
    );
  }
}
