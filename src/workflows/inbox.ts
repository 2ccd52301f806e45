/** What has happened to the ticket since the loop last looked, in order. Message handlers, timers and activities only append. */
import { condition, defineSignal, log, setDefaultSignalHandler, setHandler } from '@temporalio/workflow';
import type { UpdateDefinition } from '@temporalio/common';
import type { TicketExplained } from '../domain/explain/explain.js';
import type { Fact } from '../domain/ticket/facts.js';
import type { Instant } from '../domain/rules/policy.js';
import type { Item, Question } from '../domain/run/item.js';
import * as wire from './contract.js';
import { FormError, readCommand, readEventId, readFact, readPolicyChange } from './forms.js';

/** What the handlers ask of the run. */
export interface Reader {
  view(): wire.TicketStateView | null;
  explain(at: Instant): TicketExplained | null;
  /** Undefined while something is not decided on yet. */
  receptionOf(eventId: string): wire.Reception | undefined;
}

/** The facts that signals carry, by their names. */
const FACTS: ReadonlyMap<string, Fact['type']> = new Map(
  Object.entries(wire.FACT_SIGNALS).map(([type, { name }]) => [name, type as Fact['type']]),
);

export interface Malformed {
  count: number;
  last: string | null;
}

export class Inbox {
  private items: Item[] = [{ kind: 'begun' }];
  /** Signals since the loop last looked, malformed ones included. */
  private signals = 0;
  /** Messages of this run, whatever became of them. */
  messages = 0;

  /** @param heard by earlier runs, which have decided nothing on it */
  constructor(
    public malformed: Malformed = { count: 0, last: null },
    heard: Fact[] = [],
  ) {
    for (const fact of heard) this.add({ kind: 'fact', fact });
  }

  get isEmpty(): boolean {
    return this.items.length === 0;
  }

  add(item: Item): void {
    this.items.push(item);
  }

  /**
   * Everything since the last call; `signals`: how many there were, if there was nothing else. A fact that comes without a time, or with
   * one in the future, gets `now`: a handler does not ask for the time, since its task may leave no command (docs/adr/0011).
   */
  take(now: Instant): { items: Item[]; signals: number | undefined } {
    const items = this.items.splice(0).map((item) => (item.kind === 'fact' ? happenedBy(item, now) : item));
    const onlySignals = items.every(({ kind }) => kind === 'fact' || kind === 'look-again');
    const signals = onlySignals ? this.signals : undefined;
    this.signals = 0;
    return { items, signals };
  }

  /** The facts that nothing has been decided on yet. Those without a time get `now`, as in {@link take}. */
  factsBy(now: Instant): Fact[] {
    return this.items.flatMap((item) => (item.kind === 'fact' ? [happenedBy(item, now).fact] : []));
  }

  /** Answers the commands that have not been carried out. */
  refuseCommands(reason: string): void {
    for (const item of this.items) {
      if (item.kind === 'command') item.question.answer = { accepted: false, reason };
    }
  }

  /** Sets every handler; nothing may be awaited before this. */
  listen(reader: Reader): void {
    // First of all: this handler gets the signals that are there already in their order, named ones get them name by name.
    setDefaultSignalHandler((name, payload: unknown) => this.onSignal(name, payload));
    for (const name of FACTS.keys())
      setHandler(defineSignal<[unknown]>(name), (payload: unknown) => this.onSignal(name, payload));
    setHandler(wire.lookAgain, () => this.onSignal(wire.lookAgain.name, undefined));
    setHandler(wire.state, () => reader.view());
    setHandler(wire.explain, ({ at }) => reader.explain(at));
    for (const name of wire.COMMAND_NAMES)
      this.onCommand(wire.commandUpdate(name), (asked) => readCommand(name, asked));
    this.onCommand(wire.changePolicy, readPolicyChange);
    setHandler(
      wire.received,
      async (payload: unknown) => {
        const eventId = readEventId(payload);
        await condition(() => reader.receptionOf(eventId) !== undefined);
        return reader.receptionOf(eventId)!;
      },
      { validator: (payload: unknown) => void readEventId(payload) },
    );
  }

  private onSignal(name: string, payload: unknown): void {
    this.messages++;
    this.signals++;
    if (name === wire.lookAgain.name) return this.add({ kind: 'look-again' });
    const type = FACTS.get(name);
    try {
      if (!type) throw new FormError('there is no such signal');
      this.add({ kind: 'fact', fact: readFact(type, payload, Infinity) });
    } catch (error) {
      if (!(error instanceof FormError)) throw error;
      this.reject(`signal ${name}`, error.message);
    }
  }

  private onCommand(
    update: UpdateDefinition<wire.CommandAnswer, [unknown]>,
    read: (payload: unknown) => Question['command'],
  ): void {
    setHandler(
      update,
      async (payload: unknown) => {
        this.messages++;
        const question: Question = { command: read(payload) };
        this.add({ kind: 'command', question });
        await condition(() => question.answer !== undefined);
        return question.answer!;
      },
      { validator: (payload: unknown) => void read(payload) },
    );
  }

  /** A malformed message is counted and ignored, never fatal. */
  private reject(message: string, problem: string): void {
    this.malformed = { count: this.malformed.count + 1, last: `${message}: ${problem}` };
    log.warn('malformed message ignored', { message, problem });
  }
}

type Told = Extract<Item, { kind: 'fact' }>;

function happenedBy({ kind, fact }: Told, now: Instant): Told {
  return { kind, fact: { ...fact, at: Math.min(fact.at, now) } };
}
