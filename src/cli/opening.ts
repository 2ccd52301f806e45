/** Opening tickets one by one: first what the help desk keeps of them, then the watch. */
import { InvalidRequestError, readTicket, TICKET_KEYS, type TicketToOpen } from '../client/index.js';
import type { Policy } from '../domain/policy.js';
import { StoreError } from '../store/errors.js';
import type { Engine } from './engine.js';
import type { Entry } from './tickets-file.js';

/** What became of one entry. */
export interface Opened {
  line: number;
  ticketId: string | null;
  outcome: 'opened' | 'exists' | 'invalid';
  /** Whether the help desk's own keys are in the database; null when there are none. */
  kept: boolean | null;
  error?: string;
}

export class Opening {
  /** Why the database cannot be used. It is not asked again: the watch matters more than what lies beside it. */
  trouble: string | undefined;

  constructor(
    private readonly engine: Engine,
    private readonly policy: Policy,
  ) {}

  async open({ line, read }: Entry): Promise<Opened> {
    if ('problem' in read) return { line, ticketId: null, outcome: 'invalid', kept: null, error: read.problem };
    const fields = Object.entries(read.ticket);
    const ours = ([key]: [string, unknown]) => TICKET_KEYS.includes(key);
    const ticket = Object.fromEntries(fields.filter(ours)) as unknown as TicketToOpen;
    try {
      const { ticketId } = readTicket(ticket, this.policy, Date.now());
      const kept = await this.keep(
        ticketId,
        fields.filter((field) => !ours(field)),
      );
      const { outcome } = await this.engine.rung.openTicket(ticket);
      return { line, ticketId, outcome, kept };
    } catch (error) {
      if (!(error instanceof InvalidRequestError || error instanceof StoreError)) throw error;
      const ticketId = typeof ticket.ticketId === 'string' ? ticket.ticketId : null;
      return { line, ticketId, outcome: 'invalid', kept: null, error: error.message };
    }
  }

  /** @throws StoreError when the keys are such that no database would take them. */
  private async keep(ticketId: string, own: [string, unknown][]): Promise<boolean | null> {
    if (own.length === 0) return null;
    if (this.trouble !== undefined) return false;
    try {
      await this.engine.store.archive.adopt(ticketId, Object.fromEntries(own));
      return true;
    } catch (error) {
      if (!(error instanceof StoreError) || error.trouble === 'misconfigured') throw error;
      this.trouble = error.message;
      return false;
    }
  }
}
