/**
 * The clocks of a ticket under another policy. What was counted stays counted; from now on the new calendar and pauses count, against the
 * new targets. What the engine has not counted, since the old policy had no use for it, is not made up.
 */
import { firstClocks, pauses, withTargets, withUnansweredOnClocks, type Retargeted } from '../rules/clock-changes.js';
import { elapsedAt, slaDueAt, slaTarget, type ClockState } from '../rules/clocks.js';
import { compiledPolicy } from '../rules/compiled.js';
import { CLOCKS, type ClockName, type Instant, type Policy } from '../rules/policy.js';
import { OPENED_WITH, type TicketState } from '../ticket/ticket.js';
import { withChanges } from '../ticket/with-changes.js';

export interface OnClocks {
  state: TicketState;
  /** Clocks with another target than before: used marks are carried over by it. */
  retargeted: Retargeted[];
}

/** @param after the ticket with its new policy, its clocks as they were */
export function onClocks(before: TicketState, after: TicketState, now: Instant): OnClocks {
  const counted = withCounts(after);
  if (!counted.policy.clocks) return withoutClocks(before, counted);
  const { state, retargeted } = before.clocks ? rebased(before, counted, now) : begun(before, counted);
  const whole = withUnansweredOnClocks(state);
  const isTakenBack = whole.slaBreachedAt !== null && whole.clocks?.resolution?.breachedAt === null;
  return { state: isTakenBack ? withChanges(whole, { slaBreachedAt: null }) : whole, retargeted };
}

/** With what the policy needs to know of replies and scores, from now on. */
function withCounts(ticket: TicketState): TicketState {
  const { tracksReplies, keepsScores } = compiledPolicy(ticket.policy);
  const changes: Partial<TicketState> = {};
  if (tracksReplies && !ticket.replies) changes.replies = { unanswered: [] };
  if (keepsScores > 0) {
    const { sentiment } = ticket;
    const latest = sentiment ? [{ score: sentiment.score, at: sentiment.at, eventId: sentiment.eventId }] : [];
    changes.scores = (ticket.scores ?? latest).slice(-keepsScores);
  }
  return Object.keys(changes).length === 0 ? ticket : withChanges(ticket, changes);
}

function withoutClocks(before: TicketState, after: TicketState): OnClocks {
  if (!before.clocks) return { state: after, retargeted: [] };
  const { resolution } = before.clocks;
  const slaBreachedAt = slaDueAt(after) > (after.slaBreachedAt ?? Infinity) ? null : after.slaBreachedAt;
  return {
    state: withChanges(after, { clocks: undefined, slaBreachedAt }),
    retargeted: retargetedSla(resolution?.target ?? resolution?.lastTarget ?? null, slaTarget(after)),
  };
}

/** Clocks that begin under the new policy, as if it had been there from the beginning. */
function begun(before: TicketState, after: TicketState): OnClocks {
  const statusAt = after.factAt.status === OPENED_WITH ? after.createdAt : after.factAt.status;
  const clocks = firstClocks(after, statusAt)!;
  const answeredAt = firstAnswer(before);
  if (answeredAt !== undefined) clocks.first_response = answered(after.policy, clocks.first_response!, answeredAt);
  const target = clocks.resolution?.target ?? null;
  return {
    state: withChanges(after, { clocks }),
    retargeted: target === null ? [] : retargetedSla(slaTarget(before), target),
  };
}

/**
 * When somebody has answered first, as far as it is known; undefined: nobody has. Where nobody has counted replies, a ticket on which
 * something was done is taken for answered: it is better to miss one late first reply than to call people for hundreds that were not.
 */
function firstAnswer({ replies, lastActivityAt, createdAt, lastTransition }: TicketState): Instant | undefined {
  if (replies) return replies.answeredAt;
  return lastActivityAt > createdAt || lastTransition?.agentReplied ? lastActivityAt : undefined;
}

function answered(policy: Policy, clock: ClockState, at: Instant): ClockState {
  return { ...clock, elapsed: elapsedAt(policy, 'first_response', clock, at), metAt: at, breachedAt: null };
}

function rebased(before: TicketState, after: TicketState, now: Instant): OnClocks {
  const clocks = { ...before.clocks };
  for (const name of CLOCKS) {
    const clock = clocks[name];
    if (clock) clocks[name] = rebasedClock(before, after, name, clock, now);
  }
  const { ticket, retargeted } = withTargets(withChanges(after, { clocks }), now);
  return { state: ticket, retargeted };
}

function rebasedClock(before: TicketState, after: TicketState, name: ClockName, clock: ClockState, now: Instant) {
  if (clock.metAt !== null) return clock;
  const paused = pauses(after.policy, name, after.status);
  if (paused === clock.paused && hoursOf(before.policy, name) === hoursOf(after.policy, name)) return clock;
  return { ...clock, elapsed: elapsedAt(before.policy, name, clock, now), since: Math.max(now, clock.since), paused };
}

/** What tells calendars apart: their hours and what is pinned of the world. */
function hoursOf({ clocks, calendars, pinned }: Policy, name: ClockName): string {
  const calendar = clocks?.[name]?.calendar;
  const hours = calendar === undefined ? undefined : calendars?.[calendar];
  return hours ? JSON.stringify([hours, pinned?.zones[hours.timeZone], pinned?.holidays]) : '';
}

function retargetedSla(from: number | null, to: number): Retargeted[] {
  return from === to ? [] : [{ name: 'resolution', from, to }];
}
