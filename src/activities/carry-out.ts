/** A wake's one errand: the ticket is written, then its alerts go out side by side. What does not get done in it is said, not retried. */
import { activityInfo, cancellationSignal, heartbeat, log } from '@temporalio/activity';
import { CancelledFailure, TemporalFailure } from '@temporalio/common';
import {
  addressedOf,
  type Attempted,
  type Delivery,
  type DeliveryOutcome,
  type Postponed,
} from '../domain/alerts/delivery.js';
import type { Errand, ErrandResult } from '../domain/alerts/errand.js';
import { targetName } from '../domain/rules/policy.js';
import type { TicketWrite } from '../domain/records/snapshot.js';
import type { TicketStore } from '../store/port.js';
import { within } from '../waiting/within.js';
import { Attempt } from '../delivery/attempt.js';
import { contentOf, type DeliveryDeps } from '../delivery/deliver.js';
import { Gathering } from '../delivery/gathering.js';
import { withHeartbeats } from '../delivery/heartbeats.js';
import { LedgerAccess } from '../delivery/ledger-access.js';
import { executionOf } from '../delivery/known.js';

export interface ErrandDeps extends DeliveryDeps {
  store: TicketStore;
}

export function carryOut(deps: ErrandDeps, { write, deliveries }: Errand): Promise<ErrandResult> {
  const attempted: Record<string, Attempted> = {};
  return withHeartbeats(
    () => ({ ...attempted }),
    async () => {
      const saved = await save(deps, write);
      if (saved.outcome === 'earlier-chain') return { saved, delivered: [] };
      const parts = new Parts(deps, attempted, new Gathering(deliveries.length), saved.outcome === 'later');
      const delivered = deliveries.map(async (delivery) => ({
        target: targetName(delivery.alert),
        ...(await parts.deliver(delivery)),
      }));
      return { saved, delivered: await Promise.all(delivered) };
    },
  );
}

/** A slow database holds up no page for longer than this takes. */
async function save({ store, bounds }: ErrandDeps, write: TicketWrite): Promise<ErrandResult['saved']> {
  try {
    return await within(bounds.saveMs, store.save(write));
  } catch (error) {
    return { outcome: 'later', why: (error as Error).message };
  }
}

class Parts {
  constructor(
    private readonly deps: DeliveryDeps,
    /** By alert key: what a worker that is killed now would have to leave. */
    private readonly attempted: Record<string, Attempted>,
    private readonly gathering: Gathering,
    private readonly silentLedger: boolean,
  ) {}

  /** Never throws: what goes wrong with one alert is no matter of the others. */
  async deliver(delivery: Delivery): Promise<DeliveryOutcome | Postponed> {
    const place = this.gathering.place();
    let leave: (() => void) | undefined;
    const others = () => {
      leave?.();
      return place.arrive();
    };
    try {
      if (cancellationSignal().aborted) throw new CancelledFailure('it was not sent: the errand is cancelled');
      leave = this.deps.gates.of(delivery.alert).enter();
      return await this.attempt(delivery, others).run();
    } catch (error) {
      return this.postponed(delivery, error);
    } finally {
      leave?.();
      place.end();
    }
  }

  private attempt(delivery: Delivery, others: () => Promise<void>): Attempt {
    const { deps, silentLedger: silent, attempted } = this;
    const { alert, earlier } = delivery;
    const { ledger, bounds } = deps;
    const access = new LedgerAccess({ ledger, bounds, key: alert.key, silent, others });
    return new Attempt(deps, addressedOf(alert), contentOf(deps, alert), delivery, {
      ...executionOf(activityInfo()),
      earlier,
      turnMs: bounds.turnMs,
      ledger: access,
      remember(now) {
        attempted[alert.key] = now;
        // Otherwise the ledger knows, and a quick errand is worth no heartbeat.
        if (access.isSilent) heartbeat({ ...attempted });
      },
    });
  }

  private postponed({ alert, earlier }: Delivery, error: unknown): Postponed {
    const why = (error as Error).message;
    if (!(error instanceof TemporalFailure)) log.error('An alert could not be tried', { alert: alert.key, error: why });
    const attempted = this.attempted[alert.key] ?? earlier;
    return { state: 'later', why, ...(attempted && { attempted }) };
  }
}
