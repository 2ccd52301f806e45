/** A message to the operator: delivered by the same protocol as an alert, so once. */
import { noticeKey, OPERATOR, type Notice } from '../domain/audit/drift.js';
import type { DeliveryOutcome } from '../domain/alerts/delivery.js';
import { deliverMessage, type DeliveryDeps } from './deliver.js';

export function deliverNotice(deps: DeliveryDeps, notice: Notice): Promise<DeliveryOutcome> {
  const { channel, address, number: seq, headline, text } = notice;
  const addressed = { key: noticeKey(notice), channel, address, transition: { ticketId: OPERATOR, seq } };
  return deliverMessage(deps, addressed, {
    subject: `[Rung] ${headline}`,
    headline,
    why: text,
    facts: [],
    links: [],
  });
}
