/** What holds a rule that has come true: a snooze, an acknowledgement or the cooldown. */
import type { TicketState } from '../ticket/ticket.js';
import type { CompiledRule } from './compiled.js';
import type { Instant } from './policy.js';

export interface Hold {
  until: Instant;
  /** Absent: the cooldown. */
  by?: 'snooze' | 'acknowledgement';
}

/** Nothing happens to the ticket by itself. */
export function isSnoozed({ snoozed }: TicketState, now: Instant): boolean {
  return snoozed !== undefined && now < snoozed.until;
}

/** Somebody is on it. */
export function isAcknowledged({ acknowledged }: TicketState, now: Instant): boolean {
  return acknowledged?.until !== undefined && now < acknowledged.until;
}

/** The first of what holds a rule now; undefined if nothing does. Rules that only tell know no cooldown. */
export function holdOn(ticket: TicketState, { rule, heedsAck }: CompiledRule, now: Instant): Hold | undefined {
  if (ticket.snoozed && !rule.bypassCooldown && isSnoozed(ticket, now)) {
    return { until: ticket.snoozed.until, by: 'snooze' };
  }
  if (heedsAck && isAcknowledged(ticket, now)) return { until: ticket.acknowledged!.until!, by: 'acknowledgement' };
  const { cooldownUntil } = ticket;
  if (rule.to === undefined || rule.bypassCooldown || cooldownUntil === null || now >= cooldownUntil) return undefined;
  return { until: cooldownUntil };
}
