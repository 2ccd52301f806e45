/** What the ticket asks of the world now: one errand for what a wake owes, and by itself whatever is left over. Pure. */
import type { Delivery } from '../alerts/delivery.js';
import type { Errand } from '../alerts/errand.js';
import { targetName, type Instant } from '../rules/policy.js';
import type { TicketWrite } from '../records/snapshot.js';
import { compose } from './writes.js';
import { alertOf } from './deliveries.js';
import { firstInLanes, fitting, laneOf, type OutboxState, type OwedAlert } from './outbox.js';
import type { RunState } from './state.js';

export interface Plan {
  /** The state once all of this has been asked for. */
  state: RunState;
  /** The write, and the alerts that go along with it. */
  errand?: Errand;
  /** A write by itself, for as long as it takes. */
  write?: TicketWrite;
  /** Alerts by themselves, each in its lane. */
  deliveries: Delivery[];
}

/** For so long a write that is due waits for alerts that went along with the one before it, and are slow. */
export const WAITS_AT_MOST_MS = 3_000;
/** The label of the timer for that. Nothing is decided when it fires. */
export const SLOW_ALERTS_SUMMARY = 'alerts are slow';
/** The label of the timer for alerts that wait. Nothing is decided when it fires either. */
export const HOURS_SUMMARY = 'hours of targets open';

/**
 * Until when the write that is due waits for alerts on their way; undefined: it does not.
 * @param since when the write before it was asked for, if alerts went along with it
 */
export function writeWaitsUntil({ database, chain }: RunState, since: Instant | undefined): Instant | undefined {
  // An earlier chain could turn up in both of the writes.
  return database.due && chain.known && since !== undefined ? since + WAITS_AT_MOST_MS : undefined;
}

/**
 * @param isWriting a write is on its way that the next one waits for: the newest state wins
 * @param underWay keys of the alerts that are being delivered
 * @param recordsFirst asked only where it matters: an alert waits until the ledger has heard that one before it was dropped. Default: yes
 */
export function plan(
  before: RunState,
  isWriting: boolean,
  underWay: ReadonlySet<string>,
  now: Instant,
  recordsFirst = () => true,
): Plan {
  const { outbox, chain, database } = before;
  const busy = new Set(outbox.alerts.filter(({ key }) => underWay.has(key)).map(laneOf));
  const next = firstInLanes(outbox, now).filter((alert) => !busy.has(laneOf(alert)));
  const writes = database.due && !isWriting;
  const together = writes && !database.away;
  // Those for which it has no room go by themselves.
  const along = together ? fitting(next.filter(({ tried, slowly }) => !tried && !slowly)) : [];
  // Until the database has been asked, the ticket may turn out to have lived before: then nothing is to be sent.
  const alone = chain.known || database.away ? next.filter((alert) => !along.includes(alert)) : [];
  const early = isWriting && !database.away ? beforeTheirRecord(alone, outbox) : [];
  const ready = early.length > 0 && recordsFirst() ? alone.filter((alert) => !early.includes(alert)) : alone;
  const deliveries = ready.map((alert) => delivery(alert, chain.threads));
  if (!writes) return { state: before, deliveries };

  const { state, write } = compose(before, now);
  if (!together) return { state, write, deliveries };
  return {
    state: tried(state, along),
    errand: { write, deliveries: along.map((alert) => delivery(alert, chain.threads)) },
    deliveries,
  };
}

/**
 * Those whose predecessor was dropped, which no write has told the ledger yet. A worker that was frozen may still have an attempt at that one in
 * its hands, and would send it after these; the ledger stops it. The next write takes them along.
 */
function beforeTheirRecord(alerts: OwedAlert[], { unrecorded }: OutboxState): OwedAlert[] {
  const dropped = unrecorded.filter(({ outcome, written }) => outcome.state === 'superseded' && !written);
  const targets = new Set(dropped.map(({ alert }) => targetName(alert)));
  return alerts.filter((alert) => targets.has(laneOf(alert)));
}

function delivery(owed: OwedAlert, threads: Record<string, string>): Delivery {
  const { slowly, earlier, handedOverAt } = owed;
  const thread = threads[targetName(owed)];
  return {
    alert: alertOf(owed),
    ...(thread && { thread }),
    ...(slowly && { slowly }),
    ...(earlier && { earlier }),
    ...(handedOverAt !== undefined && { handedOverAt }),
  };
}

function tried(state: RunState, along: OwedAlert[]): RunState {
  if (along.length === 0) return state;
  const alerts = state.outbox.alerts.map((alert) =>
    along.includes(alert) ? { ...alert, tried: true as const } : alert,
  );
  return { ...state, outbox: { ...state.outbox, alerts } };
}
