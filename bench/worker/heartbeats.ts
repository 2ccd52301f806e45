/** How many heartbeats have reached Temporal: no history has them, but each is an Action of Temporal Cloud. */
import { MetricsBuffer } from '@temporalio/worker';

const REQUESTS = /^(temporal_)?request$/;
const HEARTBEAT = 'RecordActivityTaskHeartbeat';

export class Heartbeats {
  readonly buffer = new MetricsBuffer({ maxBufferSize: 100_000 });
  private sent = 0;

  count(): number {
    for (const { metric, value, attributes } of this.buffer.retrieveUpdates()) {
      if (REQUESTS.test(metric.name) && attributes['operation'] === HEARTBEAT) this.sent += value;
    }
    return this.sent;
  }
}
