/** What ought to have happened to a ticket: the domain, replayed over the facts and the wake instants of its histories. */
import { applyCommand, type CommandName } from '../../../src/domain/ticket/commands.js';
import { decide } from '../../../src/domain/ladder/decide.js';
import { isTransition, type Alert, type Effect, type LogEntry } from '../../../src/domain/ladder/decision.js';
import { applyFact, rememberId, type Fact } from '../../../src/domain/ticket/facts.js';
import { newTicketState } from '../../../src/domain/ticket/new-ticket.js';
import type { TicketState } from '../../../src/domain/ticket/ticket.js';
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
  /** In the order in which they were decided on. */
  alerts: Alert[];
  met: Met[];
  wakes: number[];
  /** Ids of all events and commands that the histories hold. */
  heard: Set<string>;
  malformed: number;
  /** Oldest first. */
  runs: readonly Run[];
}

const FACTS: Record<string, Fact['type']> = Object.fromEntries(
  Object.entries(wire.FACT_SIGNALS).map(([type, { name }]) => [name, type as Fact['type']]),
);

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
  for (const activation of run.activations) {
    const kinds = new Set(activation.brought.map(({ kind }) => kind));
    const meant = activation.brought.map((brought) => ({ brought, as: meaningOf(brought) }));
    expectation.malformed += meant.filter(({ as }) => as === 'malformed').length;
    inbox.push(...inHearingOrder(meant.flatMap(({ brought, as }) => (as === 'news' ? brought : []))));
    const loaded = loading && kinds.has('activity');
    if (loaded) loading = false;
    if (loading) continue;
    const isDue = kinds.has('opening') && (expectation.nextWakeAt ?? Infinity) <= activation.at;
    if (loaded || kinds.has('start') || kinds.has('timer') || isDue || inbox.length > 0) {
      wake(expectation, activation, inbox);
      inbox = [];
    }
  }
}

/** What the workflow makes of what an activation brings. */
function meaningOf(brought: Brought): 'news' | 'malformed' | 'nothing' {
  if (!('name' in brought)) return 'nothing';
  const { kind, name, payload } = brought;
  try {
    if (kind === 'signal' && name !== wire.lookAgain.name) readFact(factNamed(name), payload, 0);
    if (kind === 'update' && !isCommand(name)) return 'nothing'; // a question
    return 'news';
  } catch (error) {
    if (error instanceof FormError) return 'malformed';
    throw error;
  }
}

function factNamed(name: string): Fact['type'] {
  const type = FACTS[name];
  if (!type) throw new FormError(`there is no signal ${name}`);
  return type;
}

function wake(expectation: Expectation, { at: now }: Activation, brought: Brought[]): void {
  const due = expectation.nextWakeAt;
  const effects: Effect[] = [];
  for (const one of brought) effects.push(...hear(expectation, one, now));
  const outcome = decide(expectation.state, now);
  effects.push(...outcome.effects);
  expectation.state = outcome.state;
  expectation.nextWakeAt = outcome.nextWakeAt;
  expectation.wakes.push(now);
  if (due !== null && due <= now) expectation.met.push({ due, at: now, acted: outcome.effects.length > 0 });
  for (const effect of effects) {
    if (effect.kind === 'log') expectation.log.push(effect.entry);
    else expectation.alerts.push(effect.alert);
  }
}

/** Of one activation, the SDK hands signals to their handlers before updates. */
function inHearingOrder(brought: Brought[]): Brought[] {
  return [...brought.filter(({ kind }) => kind !== 'update'), ...brought.filter(({ kind }) => kind === 'update')];
}

function hear(expectation: Expectation, brought: Brought, now: number): Effect[] {
  if (!('name' in brought) || brought.name === wire.lookAgain.name) return [];
  const { state, effects } =
    brought.kind === 'signal' ? tell(expectation, brought, now) : ask(expectation, brought, now);
  expectation.state = state;
  return effects;
}

type Named = Extract<Brought, { name: string }>;
type Change = { state: TicketState; effects: Effect[] };

function tell({ state, heard }: Expectation, { name, payload }: Named, now: number): Change {
  const fact = readFact(factNamed(name), payload, now);
  heard.add(fact.eventId);
  return applyFact(state, fact, now);
}

function isCommand(name: string): name is CommandName {
  return (wire.COMMAND_NAMES as string[]).includes(name);
}

function ask({ state, heard }: Expectation, { name, payload }: Named, now: number): Change {
  const nothing = { state, effects: [] };
  const command = readCommand(name as CommandName, payload);
  heard.add(command.commandId);
  const remembered = rememberId(state, command.commandId);
  if (remembered === 'repeat') return nothing;
  const done = applyCommand(remembered, command, now);
  return 'refused' in done ? nothing : done;
}

/** How many of the entries are changes of tier. */
export function transitionsOf({ log }: Expectation): number {
  return log.filter(({ decision }) => isTransition(decision)).length;
}
