/** Commands of people: each is done at once or refused with a sentence. Rules and cooldown do not hold them back. */
import { climb, comeDown, tierAbove } from '../ladder/ladder.js';
import { record, type Recorded } from '../ladder/log.js';
import { ACKNOWLEDGED_FOR, type Instant } from '../rules/policy.js';
import type { TicketState } from './ticket.js';

interface Asked {
  /** Unique for the ticket; a repeat is answered, not done again. */
  commandId: string;
  /** Who asks: a name or an id of the help desk's. */
  by: string;
}

export type Command =
  | (Asked & { type: 'acknowledge' })
  | (Asked & {
      type: 'snooze';
      /** Until when nothing is to happen by itself; null, or an instant that is not ahead, ends it. */
      until: Instant | null;
    })
  | (Asked & {
      type: 'escalate';
      /** Tier to climb to. Default: one rung up. */
      to?: string;
    })
  | (Asked & {
      type: 'de_escalate';
      /** Take back the last step or all. Default: `previous`. */
      to?: 'previous' | 'base';
    });

export type CommandAnswer =
  | { accepted: true; tier: string; seq: number; repeated?: true }
  /** Nothing was done, and why. */
  | { accepted: false; reason: string };

export interface Refused {
  refused: string;
}

/** Priority rises by this much when a person escalates. */
const MANUAL_BUMP = 1;

/** Carries a command out. The caller has dropped repeats already. */
export function carryOut(ticket: TicketState, command: Command, now: Instant): Recorded | Refused {
  const { by } = command;
  if (ticket.closed) {
    return { refused: `ticket ${ticket.ticketId} is ${ticket.status}; set another status to reopen it first` };
  }
  switch (command.type) {
    case 'acknowledge':
      return acknowledge(ticket, by, now);
    case 'snooze':
      return snooze(ticket, command.until, by, now);
    case 'escalate': {
      const names = ticket.policy.tiers.map((tier) => tier.name);
      if (command.to !== undefined && !names.includes(command.to)) {
        return { refused: `there is no tier ${command.to}; the ladder has ${names.join(', ')}` };
      }
      const to = tierAbove(ticket, command.to ?? 'next');
      if (!to) return { refused: `ticket ${ticket.ticketId} stands at ${ticket.tier} already` };
      return climb(ticket, { to, bump: MANUAL_BUMP, rule: 'manual', candidates: [], by }, now);
    }
    case 'de_escalate':
      if (ticket.steps.length === 0) {
        return { refused: `ticket ${ticket.ticketId} stands at ${ticket.tier}, its base tier` };
      }
      return comeDown(ticket, command.to ?? 'previous', 'manual', now, by);
  }
}

/** Somebody is on it: rules that wait for people are held, and nobody is told again. */
function acknowledge(ticket: TicketState, by: string, now: Instant): Recorded {
  const until = now + (ticket.policy.acknowledgement?.for ?? ACKNOWLEDGED_FOR);
  const { seq } = ticket;
  return record(
    ticket,
    { acknowledged: { by, at: now, seq, until }, repeats: undefined },
    { kind: 'acknowledged', seq, by },
    now,
  );
}

function snooze(ticket: TicketState, asked: Instant | null, by: string, now: Instant): Recorded {
  const until = asked !== null && asked > now ? asked : null;
  return record(
    ticket,
    until === null ? { snoozed: undefined } : { snoozed: { by, until }, repeats: undefined },
    { kind: 'snoozed', by, until },
    now,
  );
}
