/** Why a ticket moved, in words. */
import {
  decisionBehind,
  type Alert,
  type DeEscalated,
  type Escalated,
  type Notified,
} from '../domain/ladder/decision.js';
import { HOUR, type Instant } from '../domain/rules/policy.js';
import { predicateNamed } from '../domain/rules/predicates/index.js';
import { conditionWords, lengthWords } from '../domain/rules/words.js';
import { when } from './time-words.js';

/** A few words for headline and subject. */
export function cause(alert: Alert): string {
  const decision = decisionBehind(alert);
  if (decision.kind === 'deescalated') return CAUSES_DOWN[decision.reason];
  if (decision.kind === 'escalated' && decision.rule === 'manual') return `asked for by ${decision.by ?? 'a person'}`;
  const parts = Object.entries(alert.when ?? {}).flatMap(
    // What happened, by the predicates that can come true; the others only say for which tickets.
    ([name, argument]) => predicateNamed(name)?.cause?.(argument as never, alert.ticket) ?? [],
  );
  const what = parts.join(', ') || decision.rule.replaceAll('_', ' ');
  return decision.kind === 'notified' && decision.repeat !== undefined
    ? `${what} (told again, ${decision.repeat})`
    : what;
}

/** The whole story in a sentence or two. */
export function reason(alert: Alert): string {
  const decision = decisionBehind(alert);
  return `${reasonOf(decision, alert)}${waited(alert, decision.at)}`;
}

function reasonOf(decision: ReturnType<typeof decisionBehind>, alert: Alert): string {
  switch (decision.kind) {
    case 'escalated':
      return reasonUp(decision, alert);
    case 'deescalated':
      return reasonDown(decision, alert);
    case 'notified':
      return reasonToTell(decision, alert);
  }
}

/** What an alert says is as it was when it was decided on. */
function waited({ deferredUntil }: Alert, at: Instant): string {
  return deferredUntil === undefined
    ? ''
    : ` It was decided at ${when(at)} and has waited for the hours of this target.`;
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

function reasonToTell({ rule, repeat }: Notified, alert: Alert): string {
  const condition = alert.when ? ` (${conditionWords(alert.when)})` : '';
  const how = repeat === undefined ? 'came true.' : `still holds, and nobody has answered: told again, ${repeat}.`;
  return `Rule ${rule}${condition} ${how} ${evidence(alert)}`;
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
  const { ticket } = alert;
  const replies = ticket.customerReplyCount;
  const used = slaUsed(alert);
  const parts = [
    `open for ${lengthWords(decisionBehind(alert).at - ticket.createdAt)}`,
    ...(used === null ? [] : [`${used} % of the SLA used`]),
    ...(replies > 0 ? [`${replies} customer ${replies === 1 ? 'reply' : 'replies'}`] : []),
    ...(ticket.sentimentScore === null ? [] : [`sentiment ${ticket.sentimentScore}`]),
  ];
  return `At that moment: ${parts.join(', ')}.`;
}

/** In percent; null: its clock is off. */
function slaUsed(alert: Alert): number | null {
  const { createdAt, slaDueAt, clocks } = alert.ticket;
  const clock = clocks?.resolution;
  if (clock) return clock.targetMs === null ? null : percent(clock.elapsedMs, clock.targetMs);
  return slaDueAt === null ? null : percent(decisionBehind(alert).at - createdAt, slaDueAt - createdAt);
}

function percent(part: number, whole: number): number {
  return Math.max(0, Math.floor((part / Math.max(whole, HOUR / 3600)) * 100));
}
