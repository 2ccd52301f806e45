/** Delivering one alert by an activity of its own, which is retried until the alert has its outcome. */
import { activityInfo, heartbeat } from '@temporalio/activity';
import { decisionBehind, type Alert } from '../domain/ladder/decision.js';
import {
  addressedOf,
  type Addressed,
  type Attempted,
  type Delivery,
  type DeliveryOutcome,
} from '../domain/alerts/delivery.js';
import type { AlertLedger } from '../store/port.js';
import { Attempt, type AttemptDeps } from './attempt.js';
import { withHeartbeats } from './heartbeats.js';
import { LedgerAccess } from './ledger-access.js';
import { placesOf, type LinkSettings } from '../channels/links.js';
import { executionOf } from './known.js';
import { alertContent, type AlertContent, type Content } from '../channels/message.js';

export interface DeliveryDeps extends AttemptDeps {
  ledger: AlertLedger;
  links: LinkSettings;
}

/** One attempt. It returns an outcome, or fails retryably when the alert has to be tried again later. */
export function deliver(deps: DeliveryDeps, delivery: Delivery): Promise<DeliveryOutcome> {
  return deliverMessage(deps, addressedOf(delivery.alert), contentOf(deps, delivery.alert), delivery);
}

/** The same for any message, by its key. */
export async function deliverMessage(
  deps: DeliveryDeps,
  addressed: Addressed,
  content: Content,
  how: Omit<Delivery, 'alert'> = {},
): Promise<DeliveryOutcome> {
  const pause = deps.gates.of(addressed).pause;
  if (pause) throw pause;
  const { ledger, bounds } = deps;
  const info = activityInfo();
  const execution = executionOf(info);
  let earlier = leftBy(info.heartbeatDetails, execution.execution) ?? how.earlier;
  const attempt = new Attempt(deps, addressed, content, how, {
    ...execution,
    earlier,
    ledger: new LedgerAccess({ ledger, bounds, key: addressed.key }),
    remember: (attempted) => heartbeat((earlier = attempted)),
  });
  return withHeartbeats(
    () => earlier,
    () => attempt.run(),
  );
}

export function contentOf({ links, now }: DeliveryDeps, alert: Alert): AlertContent {
  const info = activityInfo();
  const workflow = info.workflowExecution && { namespace: info.namespace, ...info.workflowExecution };
  return alertContent(alert, placesOf(links, decisionBehind(alert).ticketId, workflow), now());
}

/** The heartbeat of an earlier attempt of this execution. */
function leftBy(details: unknown, execution: string): Attempted | undefined {
  const earlier = details as Attempted | undefined;
  return earlier?.execution === execution ? earlier : undefined;
}
