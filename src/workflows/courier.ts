/** Takes alerts to their targets, beside the loop: each target has its lane, in which alerts keep their order. */
import { ActivityFailure, CancellationScope, isCancellation, workflowInfo } from '@temporalio/workflow';
import type { Alert } from '../domain/decision.js';
import { fallbackKey, type DeliveryOutcome, type LostAlert } from '../domain/delivery.js';
import { targetName, type Policy } from '../domain/policy.js';
import { alertTaskQueue } from './contract.js';
import { deliverAlert } from './effects.js';
import type { Outbox } from './outbox.js';

export interface CourierOptions {
  outbox: Outbox;
  /** Message ids that later alerts answer to, by target name; the courier adds to them. */
  threads: Record<string, string>;
  policy(): Policy;
  /** An alert has its outcome; `lost` says so when its target was given up. */
  settled(lost: LostAlert | undefined): void;
}

export class Courier {
  private readonly lanes = new Set<string>();
  private readonly scope = new CancellationScope();
  private opened = false;
  private stopped = false;

  constructor(private readonly options: CourierOptions) {}

  get inFlight(): boolean {
    return this.lanes.size > 0;
  }

  /** True while an alert is on its way, or being tried again. */
  carries(alert: Alert): boolean {
    const target = targetName(alert);
    return this.lanes.has(target) && this.options.outbox.firstFor(target)?.key === alert.key;
  }

  /** Begins to deliver. Until then alerts wait, for a moment: the ticket may turn out to have lived before. */
  open(): void {
    this.opened = true;
    this.dispatch();
  }

  /** Opens a lane to every target that waits. */
  dispatch(): void {
    if (!this.opened || this.stopped) return;
    for (const target of this.options.outbox.targets()) {
      if (!this.lanes.has(target)) void this.scope.run(() => this.lane(target));
    }
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

  private async lane(target: string): Promise<void> {
    const { outbox, threads } = this.options;
    this.lanes.add(target);
    try {
      for (let alert = outbox.firstFor(target); alert && !this.stopped; alert = outbox.firstFor(target)) {
        const thread = threads[target];
        const outcome = await this.deliver(alert, thread);
        this.settle(alert, outcome);
      }
    } catch (error) {
      if (!isCancellation(error)) throw error;
    } finally {
      this.lanes.delete(target);
    }
  }

  private async deliver(alert: Alert, thread: string | undefined): Promise<DeliveryOutcome> {
    const options = {
      taskQueue: alertTaskQueue(workflowInfo().taskQueue, alert.channel),
      summary: summaryOf(alert),
    };
    try {
      return await deliverAlert.executeWithOptions(options, [{ alert, ...(thread && { thread }) }]);
    } catch (error) {
      if (isCancellation(error) || !(error instanceof ActivityFailure)) throw error;
      // Only a defect of ours ends an alert this way: it must be seen, and must not stop the ticket.
      const message = error.cause?.message ?? error.message;
      return { state: 'undeliverable', error: message, at: Date.now(), recorded: false };
    }
  }

  private settle(alert: Alert, outcome: DeliveryOutcome): void {
    const { outbox, threads } = this.options;
    outbox.settled(alert);
    if (!outcome.recorded) outbox.unrecorded.push({ alert, outcome });
    if (outcome.state === 'sent' && outcome.thread) threads[targetName(alert)] ??= outcome.thread;
    if (outcome.state !== 'undeliverable') return this.options.settled(undefined);
    const notice = noticeInsteadOf(alert, outcome.error, this.options.policy());
    if (notice) outbox.add([{ kind: 'alert', alert: notice }]);
    this.options.settled({ key: alert.key, target: targetName(alert), error: outcome.error });
    this.dispatch();
  }
}

/** One short notice on another channel of the tier whose target was given up; none for a notice itself. */
export function noticeInsteadOf(alert: Alert, error: string, policy: Policy): Alert | undefined {
  if (alert.insteadOf) return undefined;
  const { from, to } = alert.transition;
  const tier = [to, from]
    .map((name) => policy.tiers.find((t) => t.name === name))
    .find((t) => t?.notify.some((target) => targetName(target) === targetName(alert)));
  const other = tier?.notify.find((target) => target.channel !== alert.channel);
  if (!other) return undefined;
  return {
    ...alert,
    key: fallbackKey(alert.key),
    channel: other.channel,
    address: other.address,
    insteadOf: { channel: alert.channel, address: alert.address, error },
  };
}

/** `Slack #tier2-queue: L1 -> L2` */
function summaryOf(alert: Alert): string {
  const channel = { slack: 'Slack', email: 'Email' }[alert.channel];

  return `${channel} ${alert.address}: ${alert.transition.from} -> ${alert.transition.to}${alert.insteadOf ? ' (notice)' : ''}`;
}
