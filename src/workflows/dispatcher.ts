/** Schedules the activities that the plan asks for. Their results come back as items of the inbox; nothing else hangs on them. */
import { ActivityFailure, CancellationScope, isCancellation, workflowInfo } from '@temporalio/workflow';
import type { Delivery, DeliveryOutcome, Postponed } from '../domain/alerts/delivery.js';
import type { Errand } from '../domain/alerts/errand.js';
import type { TicketWrite } from '../domain/records/snapshot.js';
import { carryOut, deliverAlert, saveTicket } from './activities.js';
import { alertTaskQueue } from './contract.js';
import { deliverySummary, errandSummary } from './details.js';
import type { Inbox } from './inbox.js';
import { notCarriedOut } from './not-carried-out.js';
import type { Plan } from '../domain/run/plan.js';
import type { Instant } from '../domain/rules/policy.js';

export class Dispatcher {
  /** Writes on their way, the newest last. There are two only where the alerts that went along with the first are slow. */
  private readonly writes: { withAlertsSince?: Instant }[] = [];
  /** What is being delivered, by alert key; a scope where it can be cancelled by itself. */
  private readonly alerts = new Map<string, CancellationScope | undefined>();
  private readonly scope = new CancellationScope();

  constructor(private readonly inbox: Inbox) {}

  /** A write is on its way. */
  get isWriting(): boolean {
    return this.writes.length > 0;
  }

  /** When the newest write that is on its way was asked for, if alerts went along with it. */
  get withAlertsSince(): Instant | undefined {
    return this.writes.at(-1)?.withAlertsSince;
  }

  /** Keys of the alerts that are being delivered. */
  get underWay(): ReadonlySet<string> {
    return new Set(this.alerts.keys());
  }

  get isIdle(): boolean {
    return !this.isWriting && this.alerts.size === 0;
  }

  /** Returns whether anything was scheduled. */
  dispatch({ errand, write, deliveries }: Plan): boolean {
    if (errand) this.carryOut(errand);
    if (write) this.save(write);
    for (const delivery of deliveries) this.deliver(delivery);
    return errand !== undefined || write !== undefined || deliveries.length > 0;
  }

  /** The alert need not arrive any more: it ends with its present attempt. */
  cancel(key: string): void {
    this.alerts.get(key)?.cancel();
  }

  /** Gives everything up that is on its way; the next run asks for it again, under the same keys. */
  abandon(): void {
    this.scope.cancel();
  }

  private carryOut(errand: Errand): void {
    const { write, deliveries } = errand;
    const end = this.beginWrite(deliveries.length > 0);
    for (const { alert } of deliveries) this.alerts.set(alert.key, undefined);
    this.begin(
      this.scope,
      () => carryOut.executeWithOptions({ summary: errandSummary(errand) }, [errand]),
      ({ saved, delivered }) => {
        end();
        this.inbox.add({ kind: 'saved', write, result: saved });
        deliveries.forEach(({ alert }, i) =>
          this.end(alert.key, delivered[i] ?? { state: 'later', why: 'not sent yet' }),
        );
      },
      (error) => (isCancellation(error) ? undefined : notCarriedOut(errand, error)),
    );
  }

  private save(write: TicketWrite): void {
    const end = this.beginWrite(false);
    const summary = errandSummary({ write, deliveries: [] });
    this.begin(
      this.scope,
      () => saveTicket.executeWithOptions({ summary }, [write]),
      (result) => {
        end();
        this.inbox.add({ kind: 'saved', write, result });
      },
    );
  }

  private deliver(delivery: Delivery): void {
    const { key, channel } = delivery.alert;
    const scope = new CancellationScope({ parent: this.scope, cancellable: true });
    this.alerts.set(key, scope);
    const taskQueue = alertTaskQueue(workflowInfo().taskQueue, channel);
    const summary = deliverySummary(delivery);
    this.begin<DeliveryOutcome | Postponed>(
      scope,
      () => deliverAlert.executeWithOptions({ taskQueue, summary }, [delivery]),
      (result) => this.end(key, result),
      (error) => (this.scope.consideredCancelled ? undefined : notDelivered(error, scope.consideredCancelled)),
    );
  }

  /**
   * Schedules an activity. One promise for each: the SDK takes a stack trace of every one (docs/benchmarks.md).
   * @param failed what its failure means; undefined: it is a defect of ours. Not asked when all is given up. Default: always a defect
   */
  private begin<T>(
    scope: CancellationScope,
    activity: () => Promise<T>,
    done: (result: T) => void,
    failed: (error: ActivityFailure) => T | undefined = () => undefined,
  ): void {
    scope.run(activity).then(done, (error: unknown) => {
      const result = error instanceof ActivityFailure ? failed(error) : undefined;
      if (result !== undefined) done(result);
      else if (!isCancellation(error)) throw error;
    });
  }

  /** Returns what ends it, and those before it: they bring nothing that it has not brought. */
  private beginWrite(withAlerts: boolean): () => void {
    const write = withAlerts ? { withAlertsSince: Date.now() } : {};
    this.writes.push(write);
    return () => void this.writes.splice(0, this.writes.indexOf(write) + 1);
  }

  private end(key: string, result: DeliveryOutcome | Postponed): void {
    this.alerts.delete(key);
    this.inbox.add({ kind: 'delivered', key, result });
  }
}

/** One that was cancelled has ended with its last attempt, whatever came of that. */
function notDelivered(error: ActivityFailure, isCancelled: boolean): DeliveryOutcome | Postponed {
  const message = error.cause?.message ?? error.message;
  if (isCancelled || isCancellation(error)) return { state: 'later', why: message };
  // Only a defect of ours ends an alert otherwise: it must be seen, and must not stop the ticket.
  return { state: 'undeliverable', error: message, at: Date.now(), recorded: false };
}
