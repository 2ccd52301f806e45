/** One activity execution: its attempts, one after the other, with the memory that heartbeats carry between them. */
import { randomUUID } from 'node:crypto';
import { ApplicationFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import type { Activities } from '../../src/activities/index.js';
import type { Delivery, DeliveryOutcome } from '../../src/domain/alerts/delivery.js';
import type { Errand, ErrandResult } from '../../src/domain/alerts/errand.js';
import { decisionBehind } from '../../src/domain/ladder/decision.js';

const QUIET = { log() {}, trace() {}, debug() {}, info() {}, warn() {}, error() {} };

export class Execution {
  attempt = 0;
  /** Details of the last heartbeat. */
  memory: unknown;
  readonly runId = randomUUID();
  /** How often it has heartbeat. */
  heartbeats = 0;
  /** Called with each heartbeat. */
  onHeartbeat: () => void = () => undefined;
  private environment: MockActivityEnvironment | undefined;

  /** @param since when the execution was asked for */
  constructor(
    private readonly activities: Activities,
    private readonly since = Date.now(),
  ) {}

  /** The next attempt at an alert. */
  deliver(delivery: Delivery, { cancelled = false } = {}): Promise<DeliveryOutcome> {
    const environment = this.next(decisionBehind(delivery.alert).ticketId);
    if (cancelled) environment.cancel();
    return environment.run(this.activities.deliverAlert, delivery);
  }

  /** An errand. */
  carryOut(errand: Errand): Promise<ErrandResult> {
    return this.next(errand.write.engine.state.ticketId).run(this.activities.carryOut, errand);
  }

  private next(ticketId: string): MockActivityEnvironment {
    const environment = new MockActivityEnvironment(
      {
        attempt: ++this.attempt,
        scheduledTimestampMs: this.since,
        activityId: '1',
        workflowExecution: { workflowId: `ticket/${ticketId}`, runId: this.runId },
        heartbeatDetails: this.memory,
      },
      { logger: QUIET },
    );
    environment.on('heartbeat', (details: unknown) => {
      this.memory = details === undefined ? undefined : JSON.parse(JSON.stringify(details));
      this.heartbeats++;
      this.onHeartbeat();
    });
    return (this.environment = environment);
  }

  /** Asks the attempt under way to stop. */
  cancel(): void {
    this.environment!.cancel();
  }

  /** The next attempt, which has to fail retryably. */
  async fails(delivery: Delivery): Promise<ApplicationFailure> {
    const failure: unknown = await this.deliver(delivery).then(
      (outcome) => Promise.reject(new Error(`it did not fail: ${JSON.stringify(outcome)}`)),
      (reason: unknown) => reason,
    );
    if (!(failure instanceof ApplicationFailure) || failure.nonRetryable) throw failure;
    return failure;
  }
}
