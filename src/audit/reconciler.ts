/** Reconciles tickets with their workflows and their log, each at most once in an audit: finds drift, and repairs what has lasted. */
import { heartbeat } from '@temporalio/activity';
import type { Drift } from '../domain/audit/drift.js';
import type { Instant } from '../domain/rules/policy.js';
import type { AuditedTicket } from '../store/audit-port.js';
import { diffTicket, type RunningWorkflow } from './diff.js';
import type { Findings } from './findings.js';
import { askToLookAgain, repair, type Tools } from './repair.js';

export class Reconciler {
  /** Task queues, other than the auditor's own, that its tickets wait on. */
  readonly queues = new Set<string>();
  private readonly compared = new Set<string>();

  constructor(
    private readonly tools: Tools,
    private readonly findings: Findings,
    /** Deadlines before this instant have passed long enough ago. */
    private readonly overdueBefore: Instant,
  ) {}

  /** Whether this audit has compared the ticket. */
  isCompared(ticketId: string): boolean {
    return this.compared.has(ticketId);
  }

  /** Compares these tickets. */
  async tickets(tickets: AuditedTicket[]): Promise<void> {
    const { temporal, store } = this.tools;
    const fresh = tickets.filter(({ ticketId }) => !this.isCompared(ticketId));
    if (fresh.length === 0) return;
    const moved = fresh.filter((ticket) => (ticket.engine?.state.seq ?? 0) > 0).map(({ ticketId }) => ticketId);
    const [watches, logged] = await Promise.all([
      temporal.watched(fresh.map(({ ticketId }) => ticketId)),
      moved.length === 0 ? new Map<string, number>() : store.transitions(moved),
    ]);
    for (const { taskQueue } of watches.values()) if (taskQueue !== temporal.taskQueue) this.queues.add(taskQueue);
    for (const ticket of fresh) {
      const { ticketId } = ticket;
      this.enter(ticketId);
      const known = { watch: watches.get(ticketId), logged: logged.get(ticketId) ?? 0 };
      for (const drift of diffTicket({ ticket, ...known, overdueBefore: this.overdueBefore })) {
        await this.look(drift, () => repair(this.tools, drift, ticket));
      }
    }
  }

  /** Compares the tickets of these ids, whatever there is of them. */
  async ids(ticketIds: string[]): Promise<void> {
    const fresh = ticketIds.filter((ticketId) => !this.isCompared(ticketId));
    if (fresh.length === 0) return;
    const found = await this.tools.store.tickets(fresh);
    await this.tickets(found);
    const missing = fresh.filter((ticketId) => !this.isCompared(ticketId));
    if (missing.length === 0) return;
    const watches = [...(await this.tools.temporal.watched(missing)).values()];
    missing.forEach((ticketId) => this.enter(ticketId));
    await this.missing(watches);
  }

  /** Looks whether the database has the tickets of these running workflows. */
  async workflows(watches: RunningWorkflow[]): Promise<void> {
    const fresh = watches.filter(({ ticketId }) => !this.isCompared(ticketId));
    if (fresh.length === 0) return;
    const known = await this.tools.store.known(fresh.map(({ ticketId }) => ticketId));
    fresh.forEach(({ ticketId }) => this.enter(ticketId));
    await this.missing(fresh.filter(({ ticketId }) => !known.has(ticketId)));
  }

  /** Another installation may have its tickets in the same namespace: what waits on another queue is not ours to miss. */
  private async missing(watches: RunningWorkflow[]): Promise<void> {
    const { temporal, workflows } = this.tools;
    for (const { ticketId: subject } of watches.filter(({ taskQueue }) => taskQueue === temporal.taskQueue)) {
      const detail = `the workflow of ${subject} is running and the database has no such ticket`;
      await this.look({ kind: 'document-missing', subject, mark: '', detail }, () =>
        askToLookAgain(workflows, subject),
      );
    }
  }

  private async look(drift: Drift, mend: Parameters<Findings['look']>[1]): Promise<void> {
    await this.findings.look(drift, () => {
      heartbeat();
      return mend();
    });
  }

  private enter(ticketId: string): void {
    this.compared.add(ticketId);
    this.findings.looked++;
  }
}
