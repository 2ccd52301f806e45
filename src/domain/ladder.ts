/** Climbing the ladder and coming down again. */
import { slaDueAt } from './clocks.js';
import type { Alert, DeEscalated, Escalated, Transition } from './decision.js';
import { record, type Recorded } from './log.js';
import {
  targetName,
  type DeEscalation,
  type Instant,
  type Policy,
  type Rule,
  type Target,
  type Tier,
} from './policy.js';
import type { Step, TicketState } from './ticket.js';

/** Height of a tier, 0 for the lowest. @throws when the ladder has no such tier. */
export function heightOf(policy: Policy, tier: string): number {
  const height = policy.tiers.findIndex((t) => t.name === tier);
  if (height < 0) throw new Error(`the ladder has no tier ${tier}`);
  return height;
}

/** The tier a rule asks for, or undefined when the ticket stands there or higher already. */
export function tierAbove(ticket: TicketState, to: Rule['to']): Tier | undefined {
  const current = heightOf(ticket.policy, ticket.tier);
  const target = to === 'next' ? current + 1 : heightOf(ticket.policy, to);
  return target > current ? ticket.policy.tiers[target] : undefined;
}

/** No rule escalates now, but one that bypasses the cooldown. */
export function inCooldown(ticket: TicketState, now: Instant): boolean {
  return ticket.cooldownUntil !== null && now < ticket.cooldownUntil;
}

export interface Climb {
  to: Tier;
  bump: number;
  rule: string;
  candidates: string[];
  by?: string;
}

/** Takes the ticket up to a tier and starts the cooldown. */
export function climb(before: TicketState, { to, bump, rule, candidates, by }: Climb, now: Instant): Recorded {
  const step: Step = {
    from: before.tier,
    to: to.name,
    rule,
    at: now,
    groupBefore: before.assigneeGroup,
    priorityBefore: before.priority,
    groupSetByPerson: false,
    prioritySetByPerson: false,
  };
  const state: TicketState = {
    ...before,
    seq: before.seq + 1,
    tier: to.name,
    assigneeGroup: to.group,
    priority: bumped(before.policy.priorities, before.priority, bump),
    steps: [...before.steps, step],
    lastTransition: { kind: 'escalated', at: now, agentReplied: false },
    cooldownUntil: now + before.policy.cooldown,
  };
  const transition: Omit<Escalated, 'at' | 'ticketId'> = {
    seq: state.seq,
    kind: 'escalated',
    rule,
    from: before.tier,
    to: to.name,
    priority: { from: before.priority, to: state.priority },
    group: state.assigneeGroup,
    candidates,
    notify: to.notify.map(targetName),
    ...(by === undefined ? {} : { by }),
  };
  return announced(state, transition, to.notify, now);
}

/** Takes back the last step, or all of them, last first: one transition. The ticket must have a step. */
export function comeDown(
  before: TicketState,
  to: DeEscalation['to'],
  reason: DeEscalated['reason'],
  now: Instant,
  by?: string,
): Recorded {
  const undone = to === 'base' ? before.steps.length : 1;
  let state = before;
  for (let i = 0; i < undone; i++) state = takenBack(state);
  state = {
    ...state,
    seq: before.seq + 1,
    lastTransition: { kind: 'deescalated', at: now, agentReplied: false },
  };
  const tiers = [before.tier, state.tier].map((name) => before.policy.tiers[heightOf(before.policy, name)]!);
  const targets = distinct(tiers.flatMap((tier) => tier.notify));
  const transition: Omit<DeEscalated, 'at' | 'ticketId'> = {
    seq: state.seq,
    kind: 'deescalated',
    reason,
    from: before.tier,
    to: state.tier,
    priority: { from: before.priority, to: state.priority },
    group: state.assigneeGroup,
    notify: targets.map(targetName),
    ...(by === undefined ? {} : { by }),
  };
  return announced(state, transition, targets, now);
}

/** Without the last step: group and priority as before it, unless a person has changed them since. */
function takenBack(ticket: TicketState): TicketState {
  const step = ticket.steps.at(-1)!;
  return {
    ...ticket,
    steps: ticket.steps.slice(0, -1),
    tier: step.from,
    assigneeGroup: step.groupSetByPerson ? ticket.assigneeGroup : step.groupBefore,
    priority: step.prioritySetByPerson ? ticket.priority : step.priorityBefore,
  };
}

/** A priority the policy does not list stays as it is. */
function bumped(priorities: string[], priority: string, bump: number): string {
  const height = priorities.indexOf(priority);
  return height < 0 ? priority : priorities[Math.min(height + bump, priorities.length - 1)]!;
}

function distinct(targets: Target[]): Target[] {
  return [...new Map(targets.map((target) => [targetName(target), target])).values()];
}

/** Logs a transition and asks for one alert to each target. */
function announced(
  ticket: TicketState,
  draft: Omit<Escalated, 'at' | 'ticketId'> | Omit<DeEscalated, 'at' | 'ticketId'>,
  targets: Target[],
  now: Instant,
): Recorded {
  const { state, effects } = record(ticket, draft, now);
  const transition: Transition = { at: now, ticketId: ticket.ticketId, ...draft };
  const alerts = targets.map((target) => ({ kind: 'alert' as const, alert: alertFor(state, transition, target) }));
  return { state, effects: [...effects, ...alerts] };
}

function alertFor(ticket: TicketState, transition: Transition, target: Target): Alert {
  const rule = transition.kind === 'escalated' && ticket.policy.rules.find(({ name }) => name === transition.rule);
  return {
    key: `${ticket.ticketId}:${transition.seq}:${targetName(target)}`,
    channel: target.channel,
    address: target.address,
    transition,
    ...(rule && { when: rule.when }),
    ticket: {
      status: ticket.status,
      customerTier: ticket.customerTier,
      createdAt: ticket.createdAt,
      slaDueAt: slaDueAt(ticket),
      slaBreachedAt: ticket.slaBreachedAt,
      customerReplyCount: ticket.customerReplyCount,
      sentimentScore: ticket.sentiment?.score ?? null,
    },
  };
}
