/** When and how a run hands over to the next one. */
import { allHandlersFinished, workflowInfo } from '@temporalio/workflow';
import { Alarm } from './alarm.js';
import type { RunLimits } from './contract.js';
import type { Courier } from './courier.js';
import type { Inbox } from './inbox.js';
import type { Persister } from './persister.js';

/** A run may have 10,000 signals; the server says when the history itself grows too long. */
const MESSAGES_PER_RUN = 5_000;
/** How long effects in flight may take to end. An outage must not keep a busy ticket from going on. */
const GRACE_MS = 5_000;

export class Handover {
  private readonly grace = new Alarm();
  private begun = false;

  constructor(
    private readonly inbox: Inbox,
    private readonly courier: Courier,
    private readonly persister: Persister,
    private readonly limits: RunLimits = {},
  ) {}

  /** The run has grown long, be it by messages that called for no decision. */
  get due(): boolean {
    return !this.begun && this.isLong();
  }

  /** The time for effects in flight is over. */
  get late(): boolean {
    return this.grace.rang;
  }

  /** Once the run is long: starts no more effects, and gives those on their way a short time. Facts are heard all the while. */
  prepare(): void {
    if (!this.due) return;
    this.begun = true;
    this.courier.stop();
    this.persister.stop();
    if (this.effectsInFlight()) this.grace.set(Date.now() + GRACE_MS, 'continue as new');
  }

  /** Nothing is unheard or unanswered, and effects have ended or had their time. */
  get ready(): boolean {
    if (!this.begun || !this.inbox.empty || !allHandlersFinished()) return false;
    return this.grace.rang || !this.effectsInFlight();
  }

  /** Gives up what is still on its way; the next run starts it again under the same keys. */
  leave(): void {
    this.courier.abandon();
    this.persister.abandon();
  }

  private isLong(): boolean {
    const limit = this.limits.messagesPerRun ?? MESSAGES_PER_RUN;
    return this.inbox.messages >= limit || workflowInfo().continueAsNewSuggested;
  }

  private effectsInFlight(): boolean {
    return this.courier.inFlight || this.persister.inFlight;
  }
}
