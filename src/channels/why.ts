/** Why a ticket moved, in words. */
import type { Alert, DeEscalated, Escalated } from '../domain/ladder/decision.js';
import { HOUR } from '../domain/rules/policy.js';
import { predicateNamed } from '../domain/rules/predicates/index.js';
import { conditionWords, lengthWords } from '../domain/rules/words.js';

/** A few words for headline and subject. */
export function cause(alert: Alert): string {
  const { transition } = alert;
  if (transition.kind === 'deescalated') return CAUSES_DOWN[transition.reason];
  if (transition.rule === 'manual') return `asked for by ${transition.by ?? 'a person'}`;
  const parts = Object.entries(alert.when ?? {}).flatMap(
    // What happened, by the predicates that can come true; the others only say for which tickets.
    ([name, argument]) => predicateNamed(name)?.cause?.(argument as never, alert.ticket) ?? [],
  );
  return parts.join(', ') || transition.rule.replaceAll('_', ' ');
}

/** The whole story in a sentence or two. */
export function reason(alert: Alert): string {
  const { transition } = alert;
  return transition.kind === 'escalated' ? reasonUp(transition, alert) : reasonDown(transition, alert);
}

const CAUSES_DOWN: Record<DeEscalated['reason'], string> = {
  sentiment: 'the customer is content again',
  resolution: 'the resolution is confirmed',
  manual: 'taken back by hand',
};

function reasonUp({ rule, candidates, by }: Escalated, alert: Alert): string {
  if (rule === 'manual') return `${by ?? 'A person'} escalated the ticket by hand. ${evidence(alert)}`;
  const others = candidates.filter((candidate) => candidate !== rule);
  const also = others.length > 0 ? ` Also true: ${others.join(', ')}.` : '';
  const condition = alert.when ? ` (${conditionWords(alert.when)})` : '';
  return `Rule ${rule}${condition} came true.${also} ${evidence(alert)}`;
}

function reasonDown({ reason, by, from }: DeEscalated, alert: Alert): string {
  const score = alert.ticket.sentimentScore;
  const told = {
    sentiment: `The customer's latest message sounds content${score === null ? '' : ` (sentiment ${score})`}, so the ticket leaves ${from}.`,
    resolution: `The customer confirmed that the problem is solved, so the ticket leaves ${from} and is resolved.`,
    manual: `${by ?? 'A person'} took the escalation to ${from} back.`,
  };
  return told[reason];
}

/** The numbers behind it, as they were at that moment. */
function evidence(alert: Alert): string {
  const { ticket, transition } = alert;
  const replies = ticket.customerReplyCount;
  const parts = [
    `open for ${lengthWords(transition.at - ticket.createdAt)}`,
    ...(ticket.slaDueAt === null ? [] : [`${slaUsed(alert, ticket.slaDueAt)} % of the SLA used`]),
    ...(replies > 0 ? [`${replies} customer ${replies === 1 ? 'reply' : 'replies'}`] : []),
    ...(ticket.sentimentScore === null ? [] : [`sentiment ${ticket.sentimentScore}`]),
  ];
  return `At that moment: ${parts.join(', ')}.`;
}

function slaUsed({ ticket, transition }: Alert, slaDueAt: number): number {
  const whole = Math.max(slaDueAt - ticket.createdAt, HOUR / 3600);
  return Math.max(0, Math.floor(((transition.at - ticket.createdAt) / whole) * 100));
}
