/** The body of a webhook, by docs/channels.md. It is public: fields are added, none is changed or taken away. */
import type { AlertContent, Content } from '../message.js';
import type { Message } from '../port.js';

/** As JSON. @param now for messages about nothing that has an instant of its own */
export function bodyOf({ key, content }: Message<Content>, now: number): string {
  const { headline, why: text, fallback, links } = content;
  const words = { headline, text, ...(fallback !== undefined && { fallback }), links };
  const body = isAlert(content)
    ? {
        type: `ticket.${content.alert.transition.kind}`,
        timestamp: iso(content.alert.transition.at),
        data: { key, ...dataOf(content), ...words },
      }
    : { type: 'operator.notice', timestamp: iso(now), data: { key, ...words } };
  return JSON.stringify(body);
}

function dataOf({ alert: { transition, ticket, insteadOf }, brief }: AlertContent) {
  const { ticketId, seq, from, to, priority, group } = transition;
  return {
    ticketId,
    seq,
    from,
    to,
    group,
    priority: priority.to,
    ...(transition.kind === 'escalated' ? { rule: transition.rule } : { reason: transition.reason }),
    cause: brief.cause,
    status: ticket.status,
    customerTier: ticket.customerTier,
    createdAt: iso(ticket.createdAt),
    slaDueAt: ticket.slaDueAt === null ? null : iso(ticket.slaDueAt),
    slaBreachedAt: ticket.slaBreachedAt === null ? null : iso(ticket.slaBreachedAt),
    ...(insteadOf && { fallbackFor: `${insteadOf.channel}:${insteadOf.address}` }),
  };
}

function isAlert(content: Content): content is AlertContent {
  return 'alert' in content;
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
