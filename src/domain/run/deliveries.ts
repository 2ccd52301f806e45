/** What the outcome of an alert means: it is complete, or a fallback is told, or it is tried again. Pure. */
import type { Alert } from '../ladder/decision.js';
import { targetName, type Instant } from '../rules/policy.js';
import { alertKeyOf, type DeliveryOutcome, type Postponed } from '../alerts/delivery.js';
import { fallbackFor } from '../alerts/fallbacks.js';
import { remember } from '../ticket/ticket.js';
import { without, withRecord, type OutboxState, type OwedAlert } from './outbox.js';
import { REMEMBERED, type RunState } from './state.js';

type Failure = Extract<DeliveryOutcome, { state: 'undeliverable' | 'unconfirmed' }>;

/** An attempt at an alert has ended. */
export function delivered(state: RunState, key: string, result: DeliveryOutcome | Postponed, now: Instant): RunState {
  const owed = state.outbox.alerts.find((alert) => alert.key === key);
  // Of a transition that is not this chain's after all.
  if (!owed) return state;
  if (result.state !== 'later') return completed(state, owed, result, now);
  if (owed.superseded !== undefined) return completed(state, owed, superseded(owed.superseded, now), now);
  const { attempted: earlier = owed.earlier, cutOff } = result;
  const left = { ...owed, ...(earlier && { earlier }), ...(cutOff && { handedOverAt: now }) };
  const alerts = state.outbox.alerts.map((alert) => (alert === owed ? left : alert));
  return { ...state, outbox: { ...state.outbox, alerts } };
}

/** An alert that was not sent, and need not be any more. */
export function superseded(error: string, at: Instant): DeliveryOutcome {
  return { state: 'superseded', error, at, recorded: false };
}

/** The alert has its outcome. */
export function completed(state: RunState, owed: OwedAlert, outcome: DeliveryOutcome, now: Instant): RunState {
  const { key, insteadOf } = owed;
  const original = insteadOf ? strandedBehind(state.outbox, owed) : alertOf(owed);
  let outbox = without(state.outbox, key);
  if (!outcome.recorded) outbox = withRecord(outbox, owed, outcome);
  if (!hasFailed(outcome)) outbox = original ? without(outbox, original.key) : outbox;
  else if (original && !owed.slowly) outbox = withFallback(outbox, owed, original, outcome, state, now);
  const { threads, isNew } = withThread(state, owed, outcome);
  return {
    ...state,
    outbox,
    chain: { ...state.chain, threads },
    undeliverable: undeliverableSoFar(state, owed, outcome),
    // A new thread goes with the next write, unless there would be none any more.
    database: isNew && state.ticket.closed ? { ...state.database, due: true } : state.database,
  };
}

function withThread({ chain: { threads } }: RunState, owed: OwedAlert, outcome: DeliveryOutcome) {
  const target = targetName(owed);
  if (outcome.state !== 'sent' || outcome.thread === undefined || threads[target] !== undefined) {
    return { threads, isNew: false };
  }
  return { threads: { ...threads, [target]: outcome.thread }, isNew: true };
}

function undeliverableSoFar(
  { undeliverable }: RunState,
  owed: OwedAlert,
  outcome: DeliveryOutcome,
): RunState['undeliverable'] {
  const { key } = owed;
  if (outcome.state === 'undeliverable') {
    return remember(undeliverable, { key, target: targetName(owed), error: outcome.error }, REMEMBERED);
  }
  return outcome.state === 'sent' ? undeliverable.filter((alert) => alert.key !== key) : undeliverable;
}

/** The next fallback of the target is told; when all of them were given up too, the alert goes on by itself, slowly. */
function withFallback(
  outbox: OutboxState,
  { insteadOf }: OwedAlert,
  original: Alert,
  { state, error }: Failure,
  { ticket: { policy } }: RunState,
  now: Instant,
): OutboxState {
  const tried = insteadOf ? (insteadOf.nth ?? 1) : 0;
  const why = insteadOf ?? { error, ...(state === 'unconfirmed' && { doubtful: true as const }) };
  const fallback = fallbackFor(original, why, policy, now, tried + 1);
  if (fallback) {
    const stranded = tried === 0 ? [...outbox.stranded, original] : outbox.stranded;
    return { ...outbox, stranded, alerts: [...outbox.alerts, fallback] };
  }
  const others = without(outbox, original.key);
  // Of one that may have arrived, once more would be twice too often.
  return why.doubtful ? others : { ...others, alerts: [...others.alerts, { ...original, slowly: true }] };
}

/** The alert that this fallback stands for, while that matters. */
function strandedBehind({ stranded }: OutboxState, fallback: Alert): Alert | undefined {
  const key = alertKeyOf(fallback.key);
  return stranded.find((alert) => alert.key === key);
}

/** The target has not got it, or nobody knows. */
function hasFailed(outcome: DeliveryOutcome): outcome is Failure {
  return outcome.state === 'undeliverable' || outcome.state === 'unconfirmed';
}

/** Without what is only of its delivery. */
export function alertOf(owed: OwedAlert): Alert {
  const { slowly: _s, tried: _t, earlier: _e, handedOverAt: _h, superseded: _d, ...alert } = owed;
  return alert;
}
