/** What each line of a timeline does to a ticket. */
import { judgeTargets, recordBreaches, rememberClocks, type Desk } from './clocks.js';
import { acknowledgementOf, closingStatuses, older, setStatus, type Stamped, type Ticket } from './ticket.js';
import { ms, type WrittenChanges, type WrittenFact } from './written.js';

const MOST_REPLIES = 64;

/** A decision without ticket and instant. */
export type Said = Record<string, unknown> & { kind: string };

export type Fact = Exclude<WrittenFact, { type: 'created' }> & { event: string; at: number };

/** Applies a fact; gives the decision it makes, if any. `now`: when it is heard. */
export function apply(desk: Desk, ticket: Ticket, fact: Fact, now: number): Said[] {
  const said: Said[] = [];
  if (ticket.closed) {
    if (!reopens(desk, ticket, fact)) return [{ kind: 'ignored', event: fact.type }];
    ticket.closed = false;
    ticket.reopenedAt = now;
    said.push({ kind: 'reopened', status: '' });
  }
  ticket.eventIds.add(fact.event);
  said.push(...change(desk, ticket, fact, now));
  if (said[0]?.kind === 'reopened') said[0]['status'] = ticket.status.value;
  judgeTargets(desk, ticket, now);
  rememberClocks(desk, ticket);
  return said;
}

function reopens(desk: Desk, ticket: Ticket, fact: Fact): boolean {
  if (fact.type === 'customer_replied') return reopensByReply(desk, ticket, fact.at);
  if (fact.type !== 'ticket_changed' || fact.status === undefined) return false;
  return !closingStatuses(desk.policy).includes(fact.status) && !older(fact.at, ticket.status.at);
}

/** Whether a reply of `at` sets the status, which is a closing one. */
function reopensByReply({ policy }: Desk, { status, closedAt }: Ticket, at: number): boolean {
  if (!policy.reopen || closedAt === undefined || !closingStatuses(policy).includes(status.value)) return false;
  return !older(at, closedAt) && at - closedAt <= ms(policy.reopen.within);
}

function change(desk: Desk, ticket: Ticket, fact: Fact, now: number): Said[] {
  const { policy } = desk;
  const { at } = fact;
  const ends = (name: 'customer_reply' | 'agent_reply' | 'sentiment'): void => {
    if (policy.acknowledgement?.ends?.includes(name)) ticket.acknowledgedUntil = -Infinity;
  };
  switch (fact.type) {
    case 'customer_replied':
      ends('customer_reply');
      ticket.replies++;
      ticket.lastActivityAt = Math.max(ticket.lastActivityAt, at);
      customerReplied(desk, ticket, at);
      return [];
    case 'agent_replied':
      ends('agent_reply');
      ticket.lastActivityAt = Math.max(ticket.lastActivityAt, at);
      recordBreaches(desk, ticket, now, at);
      if (ticket.transition) ticket.transition.answered = true;
      ticket.firstAgentReplyAt = Math.min(at, ticket.firstAgentReplyAt ?? Infinity);
      ticket.lastAgentReplyAt = Math.max(at, ticket.lastAgentReplyAt ?? -Infinity);
      ticket.unanswered = ticket.unanswered.filter((reply) => older(at, reply));
      meetReplies(ticket, at);
      endRepeats(ticket);
      return [];
    case 'sentiment_scored': {
      ends('sentiment');
      let place = ticket.scores.length;
      while (place > 0 && older(at, ticket.scores[place - 1]!.at)) place--;
      ticket.scores.splice(place, 0, { event: fact.event, score: fact.score, at });
      return [];
    }
    case 'ticket_changed':
      changeFields(desk, ticket, fact, at, now);
      return [];
    case 'resolution_confirmed':
      // Somebody has set the status since.
      if (!older(at, ticket.status.at) && !(ticket.reopenedBy && older(at, ticket.reopenedBy.at)))
        ticket.confirmed = true;
      return [];
    case 'acknowledged':
      ticket.acknowledgedUntil = now + acknowledgementOf(policy);
      endRepeats(ticket);
      return [];
    case 'unacknowledged':
      ticket.acknowledgedUntil = -Infinity;
      return [];
    case 'snoozed': {
      // Until an instant that is past is not at all.
      const until = fact.until === null ? -Infinity : Date.parse(fact.until);
      ticket.snoozedUntil = until > now ? until : -Infinity;
      if (until > now) endRepeats(ticket);
      return [];
    }
  }
}

/** An answer of `at` has come: a cycle of `next_response` that ran with nothing unanswered any more is met. */
function meetReplies(ticket: Ticket, at: number): void {
  const cycle = ticket.lastCycle.get('next_response');
  if (cycle?.met === undefined && cycle && ticket.unanswered.length === 0) cycle.met = at;
}

export function endRepeats(ticket: Ticket): void {
  for (const memory of ticket.rules.values()) memory.repeating = undefined;
}

function customerReplied(desk: Desk, ticket: Ticket, at: number): void {
  const { reopen } = desk.policy;
  const reopening = reopensByReply(desk, ticket, at);
  if (reopening) {
    const { at: closing } = ticket.status;
    setStatus(desk.policy, ticket, reopen!.status, at);
    // Any status of the help desk's that is later than the closing wins over it.
    ticket.status.at = closing;
    ticket.reopenedBy = { at, stands: true };
  }
  const answers = [ticket.lastAgentReplyAt, ticket.closedAt].filter((answer) => answer !== undefined);
  if (!reopening && answers.some((answer) => !older(answer, at))) return;
  ticket.unanswered = [...ticket.unanswered, at].sort((a, b) => a - b);
  if (ticket.unanswered.length > MOST_REPLIES) ticket.unanswered.splice(1, 1);
}

function changeFields(desk: Desk, ticket: Ticket, changes: WrittenChanges, at: number, now: number): void {
  const { policy } = desk;
  const isActive = (): void => {
    ticket.lastActivityAt = Math.max(ticket.lastActivityAt, at);
  };
  const { status, priority, customerTier, slaHours, assigneeGroup, tags, fields } = changes;
  if (status !== undefined && !older(at, ticket.status.at)) {
    const closes = closingStatuses(policy).includes(status);
    const { reopenedBy } = ticket;
    const comesBefore = closes && reopenedBy !== undefined && older(at, reopenedBy.at);
    if (!comesBefore) {
      // The help desk's own first word is news, also where a reply has said the same.
      if (ticket.status.value !== status || reopenedBy?.stands) isActive();
      if (closes) recordBreaches(desk, ticket, now, at);
      setStatus(policy, ticket, status, at);
      if (closes) meetReplies(ticket, at);
      if (closes) ticket.reopenedBy = undefined;
      else if (reopenedBy) reopenedBy.stands = false;
    }
  }
  const sets = <T>(field: Stamped<T>, value: T | undefined): boolean => {
    if (value === undefined || older(at, field.at)) return false;
    const differs = field.value !== value;
    field.value = value;
    field.at = at;
    return differs;
  };
  if (sets(ticket.priority, priority)) {
    isActive();
    for (const step of ticket.steps) step.priorityDecided = true;
  }
  if (sets(ticket.group, assigneeGroup)) {
    isActive();
    for (const step of ticket.steps) step.groupDecided = true;
  }
  sets(ticket.customerTier, customerTier);
  sets(ticket.slaHours, slaHours);
  sets(ticket.tags, tags);
  for (const [name, value] of Object.entries(fields ?? {})) {
    const field = ticket.fields.get(name) ?? { value: null, at: ticket.openedAsOf };
    sets(field, value);
    ticket.fields.set(name, field);
  }
}
