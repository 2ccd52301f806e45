/** What moving a ticket to another policy would do, without doing it. */
import { decide, nextWakeAt } from '../ladder/decide.js';
import type { Decision, Effect } from '../ladder/decision.js';
import { dueAt, resolutionDueAt } from '../rules/clocks.js';
import { CLOCKS, type ClockName, type Instant } from '../rules/policy.js';
import type { TicketState } from '../ticket/ticket.js';
import { changePolicy } from './change-policy.js';
import type { PolicyChange } from './policy-change.js';
import { missingTiers } from './tiers.js';

/** A deadline that is another one afterwards; null: there is none. */
export interface Moved {
  from: Instant | null;
  to: Instant | null;
}

export interface Preview {
  ticketId: string;
  customerTier: string;
  tier: string;
  /** Where it stands afterwards, before any rule fires. */
  tierAfter: string;
  /** Tiers of the ticket that the policy lacks: it would be refused. Everything below is empty then. */
  missing: string[];
  /** When each clock is due, where that changes. */
  due: Partial<Record<ClockName, Moved>>;
  /** When the ticket would be looked at next by itself, if that changes. */
  next?: Moved;
  /** Rules that would fire at once, each with the tier that it leads to (or tells); of a quiet change those that are taken for done. */
  fires: { rule: string; to: string; escalates: boolean }[];
  /** Its status is a closing one for the new policy, or it would close by itself. */
  closes: boolean;
}

/** Of a ticket that is not closed. */
export function previewChange(ticket: TicketState, change: PolicyChange, now: Instant): Preview {
  const { ticketId, customerTier, tier } = ticket;
  const nothing = { ticketId, customerTier, tier, tierAfter: tier, due: {}, fires: [], closes: false };
  const missing = missingTiers(ticket, change.policy, change.tiers ?? {});
  const done = changePolicy(ticket, change, now);
  if ('refused' in done) return { ...nothing, missing };
  const { state, nextWakeAt: then, effects } = decide(done.state, now);
  const decisions = change.quiet ? loudly(ticket, change, now) : decisionsOf(effects);
  const next = moved(nextWakeAt(ticket, now), then);
  return {
    ...nothing,
    missing,
    tierAfter: done.state.tier,
    due: Object.fromEntries(
      CLOCKS.flatMap((name) => {
        const change = moved(clockDue(ticket, name), clockDue(done.state, name));
        return change ? [[name, change]] : [];
      }),
    ),
    ...(next && { next }),
    fires: decisions.flatMap((one): Preview['fires'] => {
      if (one.kind === 'escalated') return [{ rule: one.rule, to: one.to, escalates: true }];
      return one.kind === 'notified' ? [{ rule: one.rule, to: one.tier, escalates: false }] : [];
    }),
    closes: state.closed,
  };
}

function clockDue(ticket: TicketState, name: ClockName): Instant | null {
  return name === 'resolution' ? resolutionDueAt(ticket) : dueAt(ticket, name);
}

function moved(from: Instant | null, to: Instant | null): Moved | undefined {
  return from === to ? undefined : { from, to };
}

/** What a change that is not quiet leads to at once. */
function loudly(ticket: TicketState, { quiet: _quiet, ...change }: PolicyChange, now: Instant): Decision[] {
  const done = changePolicy(ticket, change, now);
  return 'refused' in done ? [] : decisionsOf(decide(done.state, now).effects);
}

function decisionsOf(effects: readonly Effect[]): Decision[] {
  return effects.flatMap((effect) => (effect.kind === 'log' ? [effect.entry.decision] : []));
}
