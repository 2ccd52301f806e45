/** What a story calls for, were everything on time: the domain over its steps, in virtual time. */
import { applyCommand } from '../../../src/domain/ticket/commands.js';
import { decide } from '../../../src/domain/ladder/decide.js';
import { isTransition, type Alert, type Effect } from '../../../src/domain/ladder/decision.js';
import { applyFact, rememberId, type Fact } from '../../../src/domain/ticket/facts.js';
import { supersededBy } from '../../../src/domain/alerts/superseded.js';
import { targetName } from '../../../src/domain/rules/policy.js';
import { newTicketState } from '../../../src/domain/ticket/new-ticket.js';
import type { TicketState } from '../../../src/domain/ticket/ticket.js';
import { logDocument } from '../../../src/store/documents.js';
import type { LogDocument } from '../../../src/store/port.js';
import type { LoadedPolicy } from '../../../src/policy/index.js';
import type { Step, Story } from './story.js';

/** A time in which a ticket hears and decides nothing; what comes meanwhile is met at its end, all together. */
export interface Pause {
  /** In milliseconds from the beginning of the scenario, as all instants here. */
  from: number;
  to: number;
}

/** What the life of one ticket asks for. */
export interface CalledFor {
  /** When there is a change of tier, in order. */
  transitions: number[];
  alerts: CalledAlert[];
  /** What is logged, in order. */
  log: LogDocument[];
  /** When the ticket is opened, closed, open again and so on, in order. */
  turns: number[];
}

export interface CalledAlert {
  at: number;
  /** As in `slack:#tier2-queue`. */
  target: string;
  /** When it stops telling where the ticket stands; Infinity: never. */
  supersededAt: number;
}

/** Any whole second will do: stories and deadlines are reckoned from it. */
export const BEGINNING = Date.UTC(2026, 0, 5);

/** Lives the story in the order of its moments, with deadlines met at their instants, but for the pauses, of which none touches another. */
export function callsFor(
  { ticket, openAfter, steps }: Story,
  { policy, hash }: LoadedPolicy,
  pauses: readonly Pause[] = [],
): CalledFor {
  const called: CalledFor = { transitions: [], alerts: [], log: [], turns: [openAfter] };
  const sent: { alert: Alert; called: CalledAlert }[] = [];
  const waiting = steps.toSorted((a, b) => a.after - b.after);
  const createdAt = BEGINNING + openAfter;
  const { ticketId, status, priority, customerTier, slaHours } = ticket;
  const opened = { ticketId, status, priority, customerTier, slaHours, createdAt };
  let state = newTicketState(opened, policy, hash, createdAt);
  let wakeAt: number | null = createdAt;
  for (;;) {
    const next = Math.min(wakeAt ?? Infinity, BEGINNING + (waiting[0]?.after ?? Infinity));
    if (next === Infinity) return called;
    const now = afterPause(next - BEGINNING, pauses) + BEGINNING;
    const effects: Effect[] = [];
    while (waiting.length > 0 && BEGINNING + waiting[0]!.after <= now) {
      const heard = hear(state, waiting.shift()!, now);
      state = heard.state;
      effects.push(...heard.effects);
    }
    const outcome = decide(state, now);
    state = outcome.state;
    wakeAt = outcome.nextWakeAt;
    for (const effect of [...effects, ...outcome.effects]) note(called, sent, effect, now - BEGINNING);
    for (const one of sent) {
      if (supersededBy(one.alert, state) !== undefined) {
        one.called.supersededAt = Math.min(one.called.supersededAt, now - BEGINNING);
      }
    }
  }
}

function afterPause(instant: number, pauses: readonly Pause[]): number {
  return pauses.find(({ from, to }) => from <= instant && instant < to)?.to ?? instant;
}

function note(called: CalledFor, sent: { alert: Alert; called: CalledAlert }[], effect: Effect, at: number): void {
  if (effect.kind !== 'log') {
    const alert = { at, target: targetName(effect.alert), supersededAt: Infinity };
    called.alerts.push(alert);
    sent.push({ alert: effect.alert, called: alert });
    return;
  }
  const { decision } = effect.entry;
  called.log.push(logDocument(effect.entry));
  if (isTransition(decision)) called.transitions.push(at);
  else if (decision.kind === 'closed' || decision.kind === 'reopened') called.turns.push(at);
}

function hear(state: TicketState, step: Step, now: number): { state: TicketState; effects: Effect[] } {
  if (step.tells !== 'command') return applyFact(state, factOf(step), now);
  const remembered = rememberId(state, step.id);
  if (remembered === 'repeat') return { state, effects: [] };
  const type = step.command === 'deEscalate' ? 'de_escalate' : step.command;
  const done = applyCommand(remembered, { type, commandId: step.id, by: 'ann' }, now);
  return 'refused' in done ? { state, effects: [] } : done;
}

function factOf(step: Exclude<Step, { tells: 'command' }>): Fact {
  const happened = { eventId: step.id, at: BEGINNING + step.after - (step.lagMs ?? 0) };
  switch (step.tells) {
    case 'customer':
      return { type: 'customer_replied', ...happened };
    case 'agent':
      return { type: 'agent_replied', ...happened };
    case 'confirm':
      return { type: 'resolution_confirmed', ...happened };
    case 'score':
      return { type: 'sentiment_scored', score: step.score, ...happened };
    case 'change':
      return { type: 'ticket_changed', ...step.changes, ...happened };
  }
}
