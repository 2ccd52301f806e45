/** When a run has grown so long that it has to continue as new, and when it can. */
import { allHandlersFinished, workflowInfo } from '@temporalio/workflow';
import type { RunLimits } from './contract.js';
import type { Dispatcher } from './dispatcher.js';
import type { Inbox } from './inbox.js';
import { KeptTimer } from './kept-timer.js';

/** A run may have 10,000 signals; the server says when the history itself grows too long. */
const MESSAGES_PER_RUN = 5_000;
/** How long alerts on their way may take to end. An outage must not keep a busy ticket from going on. */
const GRACE_MS = 5_000;
/** The label of that timer, the only one at which nothing is decided. */
export const GRACE_SUMMARY = 'continue as new';

export class LongRun {
  private readonly grace = new KeptTimer(() => {
    this.graceIsOver = true;
    this.inbox.add({ kind: 'grace-over' });
  });
  private graceIsOver = false;
  /** The history's length at the last workflow task that scheduled activities. */
  private scheduledAt = -1;

  constructor(
    private readonly inbox: Inbox,
    private readonly dispatcher: Dispatcher,
    private readonly limits: RunLimits = {},
  ) {}

  /** It has heard so much, or its history is so long, that a next run has to take over. */
  get isLong(): boolean {
    const limit = this.limits.messagesPerRun ?? MESSAGES_PER_RUN;
    return this.inbox.messages >= limit || workflowInfo().continueAsNewSuggested;
  }

  /**
   * The run is long, nothing is unheard or unanswered, and the alerts on their way have ended or had their time; a write is simply asked
   * for again. Until then the ticket goes on as ever: the server refuses to end a run to which signals keep coming, and drops whatever the
   * refused task has asked for. So a task that has scheduled something does not end the run as well.
   */
  get isReady(): boolean {
    if (this.scheduledAt === workflowInfo().historyLength) return false;
    if (!this.isLong || !this.inbox.isEmpty || !allHandlersFinished()) return false;
    return this.graceIsOver || this.dispatcher.underWay.size === 0;
  }

  /** This workflow task has scheduled activities. */
  hasScheduled(): void {
    this.scheduledAt = workflowInfo().historyLength;
  }

  /** The same; gives the alerts on their way their time. */
  isReadyAt(now: number): boolean {
    if (this.isLong && this.dispatcher.underWay.size > 0 && !this.graceIsOver && !this.grace.armed) {
      this.grace.set(now + GRACE_MS, () => GRACE_SUMMARY);
    }
    return this.isReady;
  }
}
