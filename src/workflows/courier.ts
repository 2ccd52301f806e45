/** Takes alerts to their targets, beside the loop: each target has its lane, in which alerts keep their order. */
import { ActivityFailure, CancellationScope, isCancellation, workflowInfo } from '@temporalio/workflow';
import type { Alert } from '../domain/decision.js';
import type { DeliveryOutcome } from '../domain/delivery.js';
import { overtakenBy } from '../domain/overtaken.js';
import { targetName, type Instant } from '../domain/policy.js';
import { noticeInsteadOf } from '../domain/stand-ins.js';
import type { TicketState } from '../domain/ticket.js';
import { changed } from './changes.js';
import { alertTaskQueue } from './contract.js';
import { deliverAlert } from './effects.js';
import type { Outbox, OwedAlert } from './outbox.js';

/** Before these changes, alerts were sent however stale, given up after one notice, and left alone when nobody knew whether they had arrived. */
const STALE_ALERTS_ARE_DROPPED = 'stale-alerts-are-dropped';
const UNDELIVERED_ALERTS_GO_ON = 'undelivered-alerts-go-on';
const DOUBTFUL_ALERTS_GO_ON = 'doubtful-alerts-go-on';

/** What the ticket has left behind is still worth sending for so long: a page that is merely on its way is not stale. */
const STALE_MS = 5_000;

export interface CourierOptions {
  outbox: Outbox;
  /** Message ids that later alerts answer to, by target name; the courier adds to them. */
  threads: Record<string, string>;
  ticket(): TicketState;
  /** An alert has its outcome. */
  settled(alert: Alert, outcome: DeliveryOutcome): void;
}

export class Courier {
  private readonly lanes = new Set<string>();
  private readonly scope = new CancellationScope();
  /** What is on its way, by alert key. */
  private readonly underWay = new Map<string, CancellationScope>();
  /** Why they need not arrive any more, by alert key. */
  private readonly dropped = new Map<string, string>();
  private opened = false;
  private stopped = false;

  constructor(private readonly options: CourierOptions) {}

  get inFlight(): boolean {
    return this.lanes.size > 0;
  }

  /** True while an alert is on its way, or being tried again. */
  carries(alert: Alert): boolean {
    return this.underWay.has(alert.key);
  }

  /** Begins to deliver. Until then alerts wait, for a moment: the ticket may turn out to have lived before. */
  open(): void {
    this.opened = true;
    if (!changed()) this.dispatch();
  }

  /** An alert can be sent whose lane is not open. */
  get waits(): boolean {
    return this.waiting().length > 0;
  }

  /** Opens a lane to every target that waits. Returns whether there was one. */
  dispatch(): boolean {
    const waiting = this.waiting();
    for (const lane of waiting) void this.scope.run(() => this.deliverAll(lane));
    return waiting.length > 0;
  }

  private waiting(): string[] {
    if (!this.opened || this.stopped) return [];
    return this.options.outbox.lanes().filter((lane) => !this.lanes.has(lane));
  }

  /** Drops what a later change of the ticket has made stale. Returns when something else becomes it. */
  dropStale(now: Instant): Instant | null {
    const { outbox, ticket } = this.options;
    const overtaken = [...outbox.alerts, ...outbox.stranded].flatMap((alert) => {
      const by = overtakenBy(alert, ticket());
      return by === undefined || this.dropped.has(alert.key) ? [] : [{ alert, by, at: alert.transition.at + STALE_MS }];
    });
    if (overtaken.length === 0 || !changed(STALE_ALERTS_ARE_DROPPED)) return null;
    for (const { alert, by, at } of overtaken) if (at <= now) this.drop(alert, by);
    const later = overtaken.flatMap(({ at }) => (at > now ? [at] : []));
    return later.length === 0 ? null : Math.min(...later);
  }

  /** Takes on nothing more; what is on its way goes on. */
  stop(): void {
    this.stopped = true;
  }

  /** Gives up what is on its way; the next run sends it under the same keys. */
  abandon(): void {
    this.stop();
    this.scope.cancel();
  }

  private async deliverAll(lane: string): Promise<void> {
    const { outbox } = this.options;
    this.lanes.add(lane);
    try {
      for (let alert = outbox.firstIn(lane); alert && !this.stopped; alert = outbox.firstIn(lane)) {
        this.settle(alert, await this.deliver(alert));
      }
    } catch (error) {
      if (!isCancellation(error)) throw error;
    } finally {
      this.lanes.delete(lane);
    }
  }

  private async deliver(owed: OwedAlert): Promise<DeliveryOutcome> {
    const { slowly, ...alert } = owed;
    const thread = this.options.threads[targetName(alert)];
    const options = {
      taskQueue: alertTaskQueue(workflowInfo().taskQueue, alert.channel),
      summary: summaryOf(owed),
    };
    const request = { alert, ...(thread && { thread }), ...(slowly && { slowly }) };
    const scope = new CancellationScope();
    this.underWay.set(alert.key, scope);
    try {
      return await scope.run(() => deliverAlert.executeWithOptions(options, [request]));
    } catch (error) {
      const by = this.dropped.get(alert.key);
      if (by !== undefined && !this.scope.consideredCancelled) return superseded(by);
      if (isCancellation(error) || !(error instanceof ActivityFailure)) throw error;
      // Only a defect of ours ends an alert this way: it must be seen, and must not stop the ticket.
      const message = error.cause?.message ?? error.message;
      return { state: 'undeliverable', error: message, at: Date.now(), recorded: false };
    } finally {
      this.underWay.delete(alert.key);
    }
  }

  /** One that is on its way ends with its present attempt, whatever comes of that. */
  private drop(alert: OwedAlert, by: string): void {
    this.dropped.set(alert.key, by);
    const scope = this.underWay.get(alert.key);
    if (scope) scope.cancel();
    else this.settle(alert, superseded(by));
  }

  private settle(owed: OwedAlert, outcome: DeliveryOutcome): void {
    const { outbox, threads } = this.options;
    const { slowly, ...alert } = owed;
    const original = alert.insteadOf ? outbox.strandedBehind(alert) : alert;
    outbox.settled(alert);
    this.dropped.delete(alert.key);
    if (!outcome.recorded) outbox.unrecorded.push({ alert, outcome });
    if (outcome.state === 'sent' && outcome.thread) threads[targetName(alert)] ??= outcome.thread;
    if (!hasFailed(outcome)) {
      if (original) outbox.settled(original);
    } else if (original && !slowly) this.tellAnother(alert, original, outcome);
    this.options.settled(alert, outcome);
    this.dispatch();
  }

  /** The next who stands in for the target; when all of them were given up too, the alert goes on by itself, slowly. */
  private tellAnother(alert: Alert, original: Alert, { state, error }: Failure): void {
    const { outbox, ticket } = this.options;
    const tried = alert.insteadOf ? (alert.insteadOf.nth ?? 1) : 0;
    if (tried > 0 && !changed(UNDELIVERED_ALERTS_GO_ON)) return outbox.settled(original);
    const why = alert.insteadOf ?? { error, ...(state === 'unconfirmed' && { doubtful: true }) };
    const notice = noticeInsteadOf(original, why, ticket().policy, tried + 1);
    if (notice) {
      if (tried === 0) outbox.stranded.push(original);
      outbox.alerts.push(notice);
    } else if (why.doubtful) {
      outbox.settled(original); // once more would be twice too often
    } else if (tried > 0 || changed(UNDELIVERED_ALERTS_GO_ON)) {
      outbox.settled(original);
      outbox.alerts.push({ ...original, slowly: true });
    }
  }
}

type Failure = Extract<DeliveryOutcome, { state: 'undeliverable' | 'unconfirmed' }>;

/** The target has not got it, or nobody knows. */
function hasFailed(outcome: DeliveryOutcome): outcome is Failure {
  return outcome.state === 'undeliverable' || (outcome.state === 'unconfirmed' && changed(DOUBTFUL_ALERTS_GO_ON));
}

function superseded(by: string): DeliveryOutcome {
  return { state: 'superseded', error: by, at: Date.now(), recorded: false };
}

/** `Slack #tier2-queue: L1 -> L2` */
function summaryOf({ channel, address, transition, insteadOf, slowly }: OwedAlert): string {
  const name = { slack: 'Slack', email: 'Email' }[channel];
  const how = insteadOf ? ' (notice)' : slowly ? ' (undelivered, tried slowly)' : '';
  return `${name} ${address}: ${transition.from} -> ${transition.to}${how}`;
}
