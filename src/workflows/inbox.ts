/** What the ticket has heard and not yet acted on. Handlers only append; one loop drains. */
import { condition, log, setDefaultSignalHandler, setHandler } from '@temporalio/workflow';
import type { Command } from '../domain/commands.js';
import type { Fact } from '../domain/facts.js';
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
  /** Waits until all that was heard has been decided on. */
  receptionOf(eventId: string): wire.Reception | undefined;
}

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
    setHandler(wire.state, () => owner.view());
    this.onFact(wire.customerReplied, 'customer_replied');
    this.onFact(wire.agentReplied, 'agent_replied');
    this.onFact(wire.sentimentScored, 'sentiment_scored');
    this.onFact(wire.ticketChanged, 'ticket_changed');
    this.onFact(wire.resolutionConfirmed, 'resolution_confirmed');
    setDefaultSignalHandler((name) => {
      this.messages++;
      this.reject(`signal ${name}`, 'there is no such signal');
    });
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

  private onFact(signal: { name: string }, type: Fact['type']): void {
    setHandler(signal as typeof wire.customerReplied, (payload: unknown) => {
      this.messages++;
      try {
        this.items.push({ fact: readFact(type, payload, Date.now()) });
      } catch (error) {
        if (!(error instanceof FormError)) throw error;
        this.reject(`signal ${signal.name}`, error.message);
      }
    });
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
