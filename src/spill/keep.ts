/** Accepting a fact: told to its ticket, or kept in the database until Temporal takes it. */
import { EngineUnavailableError, TicketNotFoundError } from '../client/errors.js';
import type { Rung } from '../client/rung.js';
import { tellLine, type LineOutcome, type TicketLine } from '../client/tell-line.js';
import type { Instant, Milliseconds } from '../domain/rules/policy.js';
import type { SpillReason, SpillStore } from '../store/intake-port.js';

/** After Temporal has not answered, how long facts go straight to the database. */
const REST: Milliseconds = 2_000;

/** What became of a fact. Both are durable. */
export type Accepted = { told: LineOutcome } | { kept: SpillReason };

export interface Accepting {
  rung: Rung;
  spill: Pick<SpillStore, 'keep'>;
  /** Called once when Temporal answers again after facts had to be kept. */
  answersAgain?: () => void;
  now?: () => Instant;
}

export class Acceptance {
  private restUntil: Instant = 0;
  private hasKept = false;

  constructor(private readonly deps: Accepting) {}

  /**
   * Tells a fact, or keeps it. Accepting the same fact again, under the same event id, changes nothing.
   * @param remember keep a fact whose ticket is not open yet, instead of throwing TicketNotFoundError
   * @throws TicketNotFoundError, InvalidRequestError; StoreError when neither Temporal nor the database takes it
   */
  async accept(line: TicketLine, { remember = false } = {}): Promise<Accepted> {
    if (this.now() < this.restUntil) return this.keep(line, 'engine-unavailable');
    try {
      const told = await tellLine(this.deps.rung, line);
      this.heard();
      return { told };
    } catch (error) {
      if (error instanceof EngineUnavailableError) {
        this.restUntil = this.now() + REST;
        return this.keep(line, 'engine-unavailable');
      }
      this.heard();
      if (error instanceof TicketNotFoundError && remember) return this.keep(line, 'ticket-unknown');
      throw error;
    }
  }

  private async keep(line: TicketLine, reason: SpillReason): Promise<Accepted> {
    const { ticketId, eventId, at } = line;
    const acceptedAt = this.now();
    await this.deps.spill.keep([
      { id: spillId(ticketId, eventId), ticketId, line, reason, at: Date.parse(at), acceptedAt },
    ]);
    if (reason === 'engine-unavailable') this.hasKept = true;
    return { kept: reason };
  }

  private heard(): void {
    if (!this.hasKept) return;
    this.hasKept = false;
    this.deps.answersAgain?.();
  }

  private now(): Instant {
    return this.deps.now?.() ?? Date.now();
  }
}

/** The same for the same fact. Neither id has a line break in it. */
export function spillId(ticketId: string, eventId: string): string {
  return `${ticketId}\n${eventId}`;
}
