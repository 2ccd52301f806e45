/** What ought to have happened to a ticket: the domain, replayed over the facts and the wake instants of its histories. */
import { carryOut, type Command } from '../../../src/domain/commands.js';
import { decide } from '../../../src/domain/decide.js';
import { isTransition, type Alert, type Effect, type LogEntry } from '../../../src/domain/decision.js';
import { applyFact, rememberId, type Fact } from '../../../src/domain/facts.js';
import { newTicketState, type TicketState } from '../../../src/domain/ticket.js';
import * as wire from '../../../src/workflows/contract.js';
import { FormError, readCommand, readFact } from '../../../src/workflows/forms.js';
import type { Run } from './histories.js';
import type { Activation, Brought } from './witness.js';

/** A deadline and the wake that met it. */
export interface Met {
  due: number;
  at: number;
  /** Something was decided at that wake. */
  acted: boolean;
}

export interface Expectation {
  ticketId: string;
  /** At the end of the last history. */
  state: TicketState;
  /** When the engine will look again; null: when there is news. */
  nextWakeAt: number | null;
  log: LogEntry[];
  alerts: Alert[];
  met: Met[];
  wakes: number[];
  /** Ids of all events and commands that the histories hold. */
  heard: Set<string>;
  malformed: number;
  /** Oldest first. */
  runs: readonly Run[];
}

const FACTS: Record<string, Fact['type']> = {
  [wire.customerReplied.name]: 'customer_replied',
  [wire.agentReplied.name]: 'agent_replied',
  [wire.sentimentScored.name]: 'sentiment_scored',
  [wire.ticketChanged.name]: 'ticket_changed',
  [wire.resolutionConfirmed.name]: 'resolution_confirmed',
};

const COMMANDS: Record<string, Command['type']> = {
  [wire.acknowledge.name]: 'acknowledge',
  [wire.escalate.name]: 'escalate',
  [wire.deEscalate.name]: 'de_escalate',
};

/** @param runs all runs of one ticket, oldest first. */
export function expect(ticketId: string, runs: Run[]): Expectation {
  const first = runs[0]!;
  if (first.input.mode !== 'open') throw new Error(`the oldest run of ${ticketId} did not open it`);
  const { ticket, policy, policyHash } = first.input;
  const begin = first.activations[0]?.at ?? Date.now();
  const expectation: Expectation = {
    ticketId,
    state: newTicketState(ticket, policy, policyHash, begin),
    nextWakeAt: null,
    log: [],
    alerts: [],
    met: [],
    wakes: [],
    heard: new Set(),
    malformed: 0,
    runs,
  };
  for (const run of runs) follow(expectation, run);
  return expectation;
}

function follow(expectation: Expectation, run: Run): void {
  let loading = run.input.mode === 'reopen';
  let inbox: Brought[] = [];
  run.activations.forEach((activation, n) => {
    const kinds = new Set(activation.brought.map(({ kind }) => kind));
    inbox.push(...activation.brought);
    const loaded = loading && kinds.has('activity');
    if (loaded) loading = false;
    if (loading) return;
    // The effects of a run that hands over have ended, or the wake would have been for nothing.
    const last = run.continued && n === run.activations.length - 1;
    if (loaded || last || kinds.has('start') || kinds.has('timer') || activation.brought.some(isNews)) {
      wake(expectation, activation, inbox);
      inbox = [];
    }
  });
}

/** A message that is malformed, or only a question, wakes nobody. */
function isNews(brought: Brought): boolean {
  if (!('name' in brought)) return false;
  const { kind, name, payload } = brought;
  try {
    if (kind === 'update') return COMMANDS[name] !== undefined && Boolean(readCommand(COMMANDS[name], payload));
    return name === wire.lookAgain.name || (FACTS[name] !== undefined && Boolean(readFact(FACTS[name], payload, 0)));
  } catch (error) {
    if (error instanceof FormError) return false;
    throw error;
  }
}

function wake(expectation: Expectation, { at: now }: Activation, brought: Brought[]): void {
  const due = expectation.nextWakeAt;
  const effects: Effect[] = [];
  for (const one of inHearingOrder(brought)) effects.push(...hear(expectation, one, now));
  const outcome = decide(expectation.state, now);
  effects.push(...outcome.effects);
  expectation.state = outcome.state;
  expectation.nextWakeAt = outcome.nextWakeAt;
  expectation.wakes.push(now);
  if (due !== null && due <= now) expectation.met.push({ due, at: now, acted: outcome.effects.length > 0 });
  for (const effect of effects) {
    if (effect.kind === 'alert') expectation.alerts.push(effect.alert);
    else expectation.log.push(effect.entry);
  }
}

/** Of one activation, the SDK hands signals to their handlers before updates. */
function inHearingOrder(brought: Brought[]): Brought[] {
  return [...brought.filter(({ kind }) => kind !== 'update'), ...brought.filter(({ kind }) => kind === 'update')];
}

function hear(expectation: Expectation, brought: Brought, now: number): Effect[] {
  if (!('name' in brought)) return [];
  try {
    const { state, effects } =
      brought.kind === 'signal' ? tell(expectation, brought, now) : ask(expectation, brought, now);
    expectation.state = state;
    return effects;
  } catch (error) {
    if (!(error instanceof FormError)) throw error;
    expectation.malformed++;
    return [];
  }
}

type Named = Extract<Brought, { name: string }>;
type Change = { state: TicketState; effects: Effect[] };

function tell({ state, heard }: Expectation, { name, payload }: Named, now: number): Change {
  const type = FACTS[name];
  if (!type) throw new FormError(`there is no signal ${name}`);
  const fact = readFact(type, payload, now);
  heard.add(fact.eventId);
  return applyFact(state, fact, now);
}

function ask({ state, heard }: Expectation, { name, payload }: Named, now: number): Change {
  const type = COMMANDS[name];
  const nothing = { state, effects: [] };
  if (!type) return nothing; // a question that changes nothing
  const command = readCommand(type, payload);
  heard.add(command.commandId);
  const remembered = rememberId(state, command.commandId);
  if (remembered === 'repeat') return nothing;
  const done = carryOut(remembered, command, now);
  return 'refused' in done ? nothing : done;
}

/** How many of the entries are changes of tier. */
export function transitionsOf({ log }: Expectation): number {
  return log.filter(({ decision }) => isTransition(decision)).length;
}
