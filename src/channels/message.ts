/** What an alert says: what happened, why, who owns the ticket now, and by when. The same for all channels. */
import type { Alert, InsteadOf, Transition } from '../domain/ladder/decision.js';
import type { Instant } from '../domain/rules/policy.js';
import { lengthWords } from '../domain/rules/words.js';
import { when } from './time-words.js';
import { cause, reason } from './why.js';

export interface Line {
  label: string;
  value: string;
}

export interface Link {
  label: string;
  url: string;
}

export interface Content {
  /** Subject of a mail; begins with the ticket's id in brackets. */
  subject: string;
  headline: string;
  /** A sentence or two. */
  why: string;
  /** Set when this message takes the place of one that could not be delivered. */
  fallback?: string;
  facts: Line[];
  links: Link[];
}

/** What is said of an alert, by itself or in a digest. */
export interface AlertContent extends Content {
  brief: Brief;
  /** For readers that are programs. */
  alert: Alert;
}

/** The same as a line of a digest. */
export interface Brief {
  /** When it happened. */
  at: Instant;
  ticketId: string;
  /** Where the ticket can be looked at. */
  url?: string;
  kind: Transition['kind'];
  from: string;
  to: string;
  priority: string;
  cause: string;
  /** When the SLA is due. */
  deadline: string;
}

/** Where the ticket can be looked at. */
export interface Places {
  ticket?: string;
  workflow?: string;
}

export function compose(alert: Alert, places: Places, now: Instant): AlertContent {
  const { transition } = alert;
  const { ticketId } = transition;
  const content: AlertContent = {
    subject: `[${ticketId}] ${move(transition)}: ${cause(alert)}`,
    headline: `${ticketId} ${move(transition)}: ${cause(alert)}`,
    why: reason(alert),
    facts: facts(alert, now),
    links: [
      ...(places.ticket ? [{ label: 'Open the ticket', url: places.ticket }] : []),
      ...(places.workflow ? [{ label: 'Why and what next (Temporal)', url: places.workflow }] : []),
    ],
    brief: brief(alert, places.ticket, now),
    alert,
  };
  return alert.insteadOf ? fallbackContent(alert.insteadOf, content) : content;
}

function brief(alert: Alert, url: string | undefined, now: Instant): Brief {
  const { at, ticketId, kind, from, to, priority } = alert.transition;
  const { insteadOf } = alert;
  return {
    at,
    ticketId,
    ...(url === undefined ? {} : { url }),
    kind,
    from,
    to,
    priority: priority.to,
    cause: cause(alert) + (insteadOf ? ` (${trouble(insteadOf)})` : ''),
    deadline: sla(alert.ticket.slaDueAt, now),
  };
}

/** `escalated to L2` */
export function move({ kind, to }: Pick<Transition, 'kind' | 'to'>): string {
  return kind === 'escalated' ? `escalated to ${to}` : `back to ${to}`;
}

function facts({ transition, ticket }: Alert, now: Instant): Line[] {
  const { from, to, group, priority } = transition;
  return [
    { label: 'Owner', value: `${group} (${to}, was ${from})` },
    {
      label: 'Priority',
      value: priority.from === priority.to ? priority.to : `${priority.to} (was ${priority.from})`,
    },
    { label: 'SLA', value: sla(ticket.slaDueAt, now) },
    {
      label: 'Ticket',
      value: `${ticket.status}, customer tier ${ticket.customerTier}, opened ${when(ticket.createdAt)}`,
    },
  ];
}

function sla(dueAt: Instant | null, now: Instant): string {
  if (dueAt === null) return 'paused';
  return now < dueAt
    ? `due ${when(dueAt)} (in ${lengthWords(dueAt - now)})`
    : `breached since ${when(dueAt)} (${lengthWords(now - dueAt)} ago)`;
}

/** The content of a fallback: short, and whoever reads it is not the one who was meant to. */
function fallbackContent(insteadOf: InsteadOf, content: AlertContent): AlertContent {
  const unheard = insteadOf.doubtful ? '' : ' Nobody there has been told.';
  const fallback = `You get this because ${trouble(insteadOf)} (${insteadOf.error}).${unheard}`;
  return { ...content, fallback, facts: content.facts.filter(({ label }) => label === 'Owner' || label === 'SLA') };
}

function trouble({ channel, address, doubtful }: InsteadOf): string {
  return `${channel}:${address} ${doubtful ? 'may not have got it' : 'cannot be reached'}`;
}
