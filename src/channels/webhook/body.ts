/** The body of a webhook, by docs/channels.md. It is public: fields are added, none is changed or taken away. */
import { decisionBehind, seqOf, type Alert } from '../../domain/ladder/decision.js';
import { serialize } from '../../domain/ticket/view.js';
import { iso } from '../../domain/time/instant.js';
import { isAlertContent, type AlertContent, type Content } from '../message.js';
import type { Message } from '../port.js';

/** As JSON. @param now for messages about nothing that has an instant of its own */
export function bodyOf({ key, content }: Message<Content>, now: number): string {
  const { headline, why: text, fallback, links } = content;
  const words = { headline, text, ...(fallback !== undefined && { fallback }), links };
  const body = isAlertContent(content)
    ? {
        type: `ticket.${decisionBehind(content.alert).kind}`,
        timestamp: iso(decisionBehind(content.alert).at),
        data: { key, ...dataOf(content), ...words },
      }
    : { type: 'operator.notice', timestamp: iso(now), data: { key, ...words } };
  return JSON.stringify(body);
}

function dataOf({ alert, brief }: AlertContent) {
  const { ticket, insteadOf, mention, deferredUntil } = alert;
  const { ticketId, onCall } = decisionBehind(alert);
  return {
    ticketId,
    seq: seqOf(alert),
    from: brief.from,
    to: brief.to,
    group: groupOf(alert),
    priority: brief.priority,
    ...saidBy(alert),
    cause: brief.cause,
    status: ticket.status,
    customerTier: ticket.customerTier,
    createdAt: iso(ticket.createdAt),
    slaDueAt: ticket.slaDueAt === null ? null : iso(ticket.slaDueAt),
    slaBreachedAt: ticket.slaBreachedAt === null ? null : iso(ticket.slaBreachedAt),
    ...(ticket.clocks && { clocks: clocksOf(ticket.clocks) }),
    ...(onCall && { onCall }),
    ...(mention !== undefined && { mention }),
    ...(deferredUntil !== undefined && { deferredUntil: iso(deferredUntil) }),
    ...(insteadOf && { fallbackFor: `${insteadOf.channel}:${insteadOf.address}` }),
  };
}

function groupOf(alert: Alert) {
  return 'transition' in alert ? alert.transition.group : alert.ticket.group;
}

function saidBy(alert: Alert) {
  const decision = decisionBehind(alert);
  switch (decision.kind) {
    case 'escalated':
      return { rule: decision.rule };
    case 'deescalated':
      return { reason: decision.reason };
    case 'notified':
      return {
        ...{ rule: decision.rule, acknowledgedBy: alert.ticket.acknowledged?.by ?? null },
        ...(decision.repeat !== undefined && { repeat: decision.repeat }),
      };
  }
}

function clocksOf(clocks: NonNullable<Alert['ticket']['clocks']>) {
  return Object.fromEntries(Object.entries(clocks).map(([name, clock]) => [name, serialize(clock)]));
}
