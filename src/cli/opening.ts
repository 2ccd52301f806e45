/** Opening tickets one by one: first what the help desk keeps of them, then the watch. */
import { InvalidRequestError, readTicket, TICKET_KEYS, type TicketToOpen } from '../client/index.js';
import type { Policy } from '../domain/policy.js';
import { StoreError } from '../store/errors.js';
import type { Engine } from './engine.js';
import { isReserved, misspeltKeys } from './ticket-keys.js';
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

/** An entry that may be opened. */
export interface Candidate {
  line: number;
  ticket: TicketToOpen;
  /** The help desk's own keys. */
  own: Record<string, unknown>;
  /** Names of keys that only the engine writes; they are not kept. */
  reserved: string[];
}

/** Judges the form of an entry, before anybody is asked. */
export function judge({ line, read }: Entry, policy: Policy): Candidate | (Opened & { outcome: 'invalid' }) {
  const invalid = (ticketId: string | null, error: string) =>
    ({ line, ticketId, outcome: 'invalid', kept: null, error }) as const;
  if ('problem' in read) return invalid(null, read.problem);
  const fields = Object.entries(read.ticket);
  const those = (belongs: (key: string) => boolean) => Object.fromEntries(fields.filter(([key]) => belongs(key)));
  const isOurs = (key: string) => TICKET_KEYS.includes(key);
  const ticket = those(isOurs) as unknown as TicketToOpen;
  const { ticketId } = ticket as { ticketId?: unknown };
  const form = formProblem(ticket, policy);
  const misspelt = misspeltKeys(read.ticket);
  if (form !== undefined || misspelt.length > 0) {
    const problems = [form ?? `ticket ${ticket.ticketId}: ${misspelt.shift()}`, ...misspelt];
    return invalid(typeof ticketId === 'string' ? ticketId : null, problems.join('; '));
  }
  return {
    line,
    ticket,
    own: those((key) => !isOurs(key) && !isReserved(key)),
    reserved: Object.keys(read.ticket).filter(
      (key) => isReserved(key) && !(key === '_id' && read.ticket[key] === ticketId),
    ),
  };
}

function formProblem(ticket: TicketToOpen, policy: Policy): string | undefined {
  try {
    readTicket(ticket, policy, Date.now());
    return undefined;
  } catch (error) {
    if (!(error instanceof InvalidRequestError)) throw error;
    return error.message;
  }
}

export class Opening {
  /** Why the database cannot be used. It is not asked again: the watch matters more than what lies beside it. */
  trouble: string | undefined;

  constructor(private readonly engine: Engine) {}

  async open({ line, ticket, own }: Candidate): Promise<Opened> {
    const { ticketId } = ticket;
    try {
      const kept = await this.keep(ticketId, own);
      const { outcome } = await this.engine.rung.openTicket(ticket);
      return { line, ticketId, outcome, kept };
    } catch (error) {
      if (!(error instanceof InvalidRequestError || error instanceof StoreError)) throw error;
      return { line, ticketId, outcome: 'invalid', kept: null, error: error.message };
    }
  }

  /** @throws StoreError when the keys are such that no database would take them. */
  private async keep(ticketId: string, own: Record<string, unknown>): Promise<boolean | null> {
    if (Object.keys(own).length === 0) return null;
    if (this.trouble !== undefined) return false;
    try {
      await this.engine.store.archive.adopt(ticketId, own);
      return true;
    } catch (error) {
      if (!(error instanceof StoreError) || error.trouble === 'misconfigured') throw error;
      this.trouble = error.message;
      return false;
    }
  }
}
