/** What the ticket has heard and not yet acted on. Handlers only append; one loop drains. */
import { condition, defineSignal, log, setDefaultSignalHandler, setHandler } from '@temporalio/workflow';
import type { Command } from '../domain/commands.js';
import type { Fact } from '../domain/facts.js';
import { changed } from './changes.js';
import * as wire from './contract.js';
import { FormError, readCommand, readEventId, readFact } from './forms.js';

/** A command and, once it has been carried out or refused, its answer. */
export interface Question {
  command: Command;
  answer?: wire.CommandAnswer;
}

export type Item = { fact: Fact } | { question: Question };

/** How the handlers look at the run that owns the inbox. */
export interface Owner {
  view(): wire.TicketStateView | null;
  /** Decides once more, though nothing was heard, and writes the ticket down whatever comes of it. */
  lookAgain(): void;
  /** Waits until all that was heard has been decided on. */
  receptionOf(eventId: string): wire.Reception | undefined;
}

/** The facts that signals carry, by their names. */
const FACTS: ReadonlyMap<string, Fact['type']> = new Map([
  [wire.customerReplied.name, 'customer_replied'],
  [wire.agentReplied.name, 'agent_replied'],
  [wire.sentimentScored.name, 'sentiment_scored'],
  [wire.ticketChanged.name, 'ticket_changed'],
  [wire.resolutionConfirmed.name, 'resolution_confirmed'],
]);

export class Inbox {
  private items: Item[] = [];
  /** Messages of this run, whatever became of them. */
  messages = 0;
  malformed: { count: number; last: string | null };

  constructor(malformed: { count: number; last: string | null } = { count: 0, last: null }) {
    this.malformed = { ...malformed };
  }

  get empty(): boolean {
    return this.items.length === 0;
  }

  /** Nothing is waiting but commands. */
  get onlyCommands(): boolean {
    return this.items.length > 0 && this.items.every((item) => 'question' in item);
  }

  /** All that has been heard since the last call, in order. */
  take(): Item[] {
    return this.items.splice(0);
  }

  /** Hears these once more, before everything else; commands have had their answer. */
  putBack(heard: (Fact | Command)[]): void {
    this.items.unshift(
      ...heard.map((told) => ('commandId' in told ? { question: { command: told } } : { fact: told })),
    );
  }

  /** Sets every handler; nothing may be awaited before this. */
  listen(owner: Owner): void {
    // First of all: this handler gets the signals that are there already in their order, named ones get them name by name.
    setDefaultSignalHandler((name, payload: unknown) => {
      // A worker from before there was this signal has refused it, and asked for nothing.
      if (name !== wire.lookAgain.name || !changed(name)) return this.onSignal(name, payload);
      this.messages++;
      owner.lookAgain();
    });
    for (const name of FACTS.keys())
      setHandler(defineSignal<[unknown]>(name), (payload: unknown) => this.onSignal(name, payload));
    setHandler(wire.state, () => owner.view());
    this.onCommand(wire.acknowledge, 'acknowledge');
    this.onCommand(wire.escalate, 'escalate');
    this.onCommand(wire.deEscalate, 'de_escalate');
    setHandler(
      wire.received,
      async (payload: unknown) => {
        const eventId = readEventId(payload);
        await condition(() => owner.receptionOf(eventId) !== undefined);
        return owner.receptionOf(eventId)!;
      },
      { validator: (payload: unknown) => void readEventId(payload) },
    );
  }

  private onSignal(name: string, payload: unknown): void {
    this.messages++;
    const type = FACTS.get(name);
    try {
      if (!type) throw new FormError('there is no such signal');
      this.items.push({ fact: readFact(type, payload, Date.now()) });
    } catch (error) {
      if (!(error instanceof FormError)) throw error;
      this.reject(`signal ${name}`, error.message);
    }
  }

  private onCommand(update: { name: string }, type: Command['type']): void {
    setHandler(
      update as typeof wire.acknowledge,
      async (payload: unknown) => {
        this.messages++;
        const question: Question = { command: readCommand(type, payload) };
        this.items.push({ question });
        await condition(() => question.answer !== undefined);
        return question.answer!;
      },
      { validator: (payload: unknown) => void readCommand(type, payload) },
    );
  }

  /** A malformed message is counted and ignored, never fatal. */
  private reject(message: string, problem: string): void {
    this.malformed = { count: this.malformed.count + 1, last: `${message}: ${problem}` };
    log.warn('malformed message ignored', { message, problem });
  }
}
