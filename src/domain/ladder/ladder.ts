/** Climbing the ladder and coming down again. */
import { heightOf } from '../rules/compiled.js';
import type { DeEscalation, Instant, Milliseconds, Tier } from '../rules/policy.js';
import type { Step, TicketState } from '../ticket/ticket.js';
import { addressed, targetsOfBoth, type Addressing } from './addressees.js';
import type { Announced, Announcement } from './announcement.js';
import type { DeEscalated, Escalated, Transition } from './decision.js';
import { record } from './log.js';

/** The tier a rule asks for, or undefined when the ticket stands there or higher already. */
export function tierAbove(ticket: TicketState, to: string): Tier | undefined {
  const current = heightOf(ticket.policy, ticket.tier);
  const target = to === 'next' ? current + 1 : heightOf(ticket.policy, to);
  return target > current ? ticket.policy.tiers[target] : undefined;
}

export interface Climb {
  to: Tier;
  bump: number;
  rule: string;
  candidates: string[];
  by?: string;
  /** Default: the policy's. */
  cooldown?: Milliseconds | undefined;
  /** Its targets are told at once. */
  wakes?: boolean | undefined;
}

/** Takes the ticket up to a tier and starts the cooldown. */
export function climb(before: TicketState, asked: Climb, now: Instant): Announced {
  const { to, bump, rule, candidates, by, cooldown = before.policy.cooldown, wakes } = asked;
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
  const seq = before.seq + 1;
  const priority = bumped(before.policy.priorities, before.priority, bump);
  return announced(
    before,
    {
      seq,
      tier: to.name,
      assigneeGroup: to.group,
      priority,
      steps: [...before.steps, step],
      lastTransition: { kind: 'escalated', at: now, agentReplied: false },
      cooldownUntil: Math.max(now + cooldown, before.cooldownUntil ?? 0),
    },
    {
      seq,
      kind: 'escalated',
      rule,
      from: before.tier,
      to: to.name,
      priority: { from: before.priority, to: priority },
      group: to.group,
      candidates,
      notify: [],
      ...(by === undefined ? {} : { by }),
    },
    addressed(before.policy, to.notify, now, wakes),
    now,
  );
}

/** Takes back the last step, or all of them, last first: one transition. The ticket must have a step. */
export function comeDown(
  before: TicketState,
  to: DeEscalation['to'],
  reason: DeEscalated['reason'],
  now: Instant,
  by?: string,
): Announced {
  const left = to === 'base' ? 0 : before.steps.length - 1;
  const seq = before.seq + 1;
  let after: Standing = before;
  for (let nth = before.steps.length - 1; nth >= left; nth--) after = takenBack(after, before.steps[nth]!);
  const { tier, assigneeGroup, priority } = after;
  const tierNamed = (name: string) => before.policy.tiers[heightOf(before.policy, name)]!;
  return announced(
    before,
    {
      tier,
      assigneeGroup,
      priority,
      seq,
      steps: before.steps.slice(0, left),
      lastTransition: { kind: 'deescalated', at: now, agentReplied: false },
    },
    {
      seq,
      kind: 'deescalated',
      reason,
      from: before.tier,
      to: tier,
      priority: { from: before.priority, to: priority },
      group: assigneeGroup,
      notify: [],
      ...(by === undefined ? {} : { by }),
    },
    addressed(before.policy, targetsOfBoth(tierNamed(before.tier), tierNamed(tier)), now),
    now,
  );
}

/** What a step changes. */
type Standing = Pick<TicketState, 'tier' | 'assigneeGroup' | 'priority'>;

/** Without that step: group and priority as before it, unless a person has changed them since. */
function takenBack({ assigneeGroup, priority }: Standing, step: Step): Standing {
  return {
    tier: step.from,
    assigneeGroup: step.groupSetByPerson ? assigneeGroup : step.groupBefore,
    priority: step.prioritySetByPerson ? priority : step.priorityBefore,
  };
}

/** A priority the policy does not list stays as it is. */
function bumped(priorities: string[], priority: string, bump: number): string {
  const height = priorities.indexOf(priority);
  return height < 0 ? priority : priorities[Math.min(height + bump, priorities.length - 1)]!;
}

type TransitionDraft = Omit<Escalated, 'at' | 'ticketId'> | Omit<DeEscalated, 'at' | 'ticketId'>;

/** Makes and logs a transition and says who is to be told of it. It ends acknowledgement and repeats. */
function announced(
  before: TicketState,
  changes: Partial<TicketState>,
  draft: TransitionDraft,
  { addressees, said }: Addressing,
  now: Instant,
): Announced {
  changes.acknowledged = null;
  if (before.repeats) changes.repeats = undefined;
  const { state, effects, decision } = record(before, changes, Object.assign(draft, said), now);
  const rule = draft.kind === 'escalated' ? state.policy.rules.find(({ name }) => name === draft.rule) : undefined;
  const announcement: Announcement = {
    kind: 'announcement',
    state,
    decision: decision as Transition,
    addressees,
    rule,
  };
  return { state, effects: [...effects, announcement] };
}
