/** What an alert says: what happened, why, who owns the ticket now, and by when. The same for all channels. */
import {
  decisionBehind,
  type Alert,
  type FallbackFor,
  type Notified,
  type Transition,
} from '../domain/ladder/decision.js';
import type { Instant } from '../domain/rules/policy.js';
import { clockWords, dueWords, standingFacts } from './standing.js';
import { when } from './time-words.js';
import { cause, reason } from './why.js';

export interface ContentLine {
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
  /** Where on the channel the person is reached whom the message names. */
  mention?: string;
  /** Set when this message takes the place of one that could not be delivered. */
  fallback?: string;
  facts: ContentLine[];
  links: Link[];
}

/** What is said of an alert, by itself or in a digest. */
export interface AlertContent extends Content {
  brief: Brief;
  /** For readers that are programs. */
  alert: Alert;
}

export function isAlertContent(content: Content): content is AlertContent {
  return 'brief' in content;
}

/** The same as a line of a digest. */
export interface Brief {
  /** When it happened. */
  at: Instant;
  ticketId: string;
  /** Where the ticket can be looked at. */
  url?: string;
  kind: (Transition | Notified)['kind'];
  /** Both are the tier that the ticket stands on where a rule only tells. */
  from: string;
  to: string;
  priority: string;
  cause: string;
  /** When the SLA is due. */
  deadline: string;
  mention?: string;
}

/** Where the ticket can be looked at. */
export interface Places {
  ticket?: string;
  workflow?: string;
}

export function alertContent(alert: Alert, places: Places, now: Instant): AlertContent {
  const { ticketId } = decisionBehind(alert);
  const what = `${move(standing(alert))}: ${cause(alert)}`;
  const content: AlertContent = {
    subject: `[${ticketId}] ${what}`,
    headline: `${ticketId} ${what}`,
    why: reason(alert),
    ...(alert.mention !== undefined && { mention: alert.mention }),
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
  const { at, ticketId } = decisionBehind(alert);
  const { insteadOf, mention } = alert;
  const { kind, from, to, priority } = standing(alert);
  return {
    at,
    ticketId,
    ...(url === undefined ? {} : { url }),
    kind,
    from,
    to,
    priority: priority.to,
    cause: cause(alert) + (insteadOf ? ` (${trouble(insteadOf)})` : ''),
    deadline: sla(alert.ticket, now),
    ...(mention !== undefined && { mention }),
  };
}

/** Where the ticket stands after the decision, and where it stood before. */
function standing(alert: Alert): Pick<Brief, 'kind' | 'from' | 'to'> & Pick<Transition, 'group' | 'priority'> {
  if ('transition' in alert) return alert.transition;
  const { decision, ticket } = alert;
  const { priority = '', group = '' } = ticket;
  const { kind, tier } = decision;
  return { kind, from: tier, to: tier, group, priority: { from: priority, to: priority } };
}

/** `escalated to L2` */
export function move({ kind, to }: Pick<Brief, 'kind' | 'to'>): string {
  return { escalated: `escalated to ${to}`, deescalated: `back to ${to}`, notified: `at ${to}` }[kind];
}

function facts(alert: Alert, now: Instant): ContentLine[] {
  const { ticket } = alert;
  const { from, to, group, priority } = standing(alert);
  return [
    { label: 'Owner', value: `${group} (${from === to ? to : `${to}, was ${from}`})` },
    {
      label: 'Priority',
      value: priority.from === priority.to ? priority.to : `${priority.to} (was ${priority.from})`,
    },
    { label: 'SLA', value: sla(ticket, now) },
    ...standingFacts(alert, now),
    {
      label: 'Ticket',
      value: `${ticket.status}, customer tier ${ticket.customerTier}, opened ${when(ticket.createdAt)}`,
    },
  ];
}

function sla({ clocks, slaDueAt }: Alert['ticket'], now: Instant): string {
  return clocks?.resolution ? clockWords(clocks.resolution, now) : dueWords(slaDueAt, now);
}

/** The content of a fallback: short, and whoever reads it is not the one who was meant to. */
function fallbackContent(original: FallbackFor, content: AlertContent): AlertContent {
  const unheard = original.doubtful ? '' : ' Nobody there has been told.';
  const fallback = `You get this because ${trouble(original)} (${original.error}).${unheard}`;
  return { ...content, fallback, facts: content.facts.filter(({ label }) => label === 'Owner' || label === 'SLA') };
}

function trouble({ channel, address, doubtful }: FallbackFor): string {
  return `${channel}:${address} ${doubtful ? 'may not have got it' : 'cannot be reached'}`;
}
