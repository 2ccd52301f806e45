/** Tells a random story to the engine and keeps what there was to see at each decision. */
import { applyCommand, type Command } from '../../../src/domain/ticket/commands.js';
import { decide, type Outcome } from '../../../src/domain/ladder/decide.js';
import type { Decision, Effect } from '../../../src/domain/ladder/decision.js';
import { applyFact, type Fact } from '../../../src/domain/ticket/facts.js';
import { newTicketState } from '../../../src/domain/ticket/new-ticket.js';
import type { TicketState } from '../../../src/domain/ticket/ticket.js';
import { frozen } from './frozen.js';
import type { Order, Story } from './stories.js';
import { START } from './watch.js';

/** One decision: the ticket as it was when the wake began, after the facts, and afterwards. */
export interface Wake {
  now: number;
  start: TicketState;
  /** After facts and command, before the decision. */
  before: TicketState;
  outcome: Outcome;
  /** What facts, command and decision logged, in order. */
  log: Decision[];
}

export function logged(effects: Effect[]): Decision[] {
  return effects.flatMap((effect) => (effect.kind === 'log' ? [effect.entry.decision] : []));
}

/** Whole minutes after the last chapter that are still watched. */
const EPILOGUE = 12 * 60 * 60_000;

export function tell({ policy, ticket, chapters }: Story): Wake[] {
  const wakes: Wake[] = [];
  let now = START;
  let state = newTicketState(ticket, frozen(policy), 'a-hash', now);
  let wakeAt: number | null = null;
  let ids = 0;

  const wake = (facts: Fact[], order: Order | null) => {
    const start = frozen(state);
    const log: Decision[] = [];
    for (const fact of facts) {
      const applied = applyFact(frozen(state), frozen(fact), now);
      state = applied.state;
      log.push(...logged(applied.effects));
    }
    if (order) {
      const done = applyCommand(frozen(state), { ...order, commandId: `c${++ids}`, by: 'Ann' } as Command, now);
      if (!('refused' in done)) {
        state = done.state;
        log.push(...logged(done.effects));
      }
    }
    const outcome = decide(frozen(state), now);
    wakes.push({ now, start, before: state, outcome, log: [...log, ...logged(outcome.effects)] });
    state = outcome.state;
    wakeAt = outcome.nextWakeAt;
  };
  const wakeUntil = (end: number) => {
    while (wakeAt !== null && wakeAt <= end) {
      if (wakeAt <= now) throw new Error('a wake that is not in the future');
      now = wakeAt;
      wake([], null);
    }
  };

  wake([], null);
  for (const { after, asleep, reports, order } of chapters) {
    const arrival = now + after;
    if (!asleep) wakeUntil(arrival);
    now = arrival;
    const facts = reports.map(({ draft, lateness, repeat }) => ({
      ...draft,
      eventId: repeat ? `e${ids}` : `e${++ids}`,
      at: now - lateness,
    }));
    wake(facts, order);
  }
  wakeUntil(now + EPILOGUE);
  return wakes;
}
