/** Opening tickets: first what the help desk keeps of them, in batches, then their watches, several at a time. */
import { InvalidRequestError } from '../client/errors.js';
import type { OpenOptions } from '../client/rung.js';
import { readTicket, type TicketToOpen } from '../client/ticket-form.js';
import { TICKET_KEYS } from '../domain/forms/messages.js';
import type { Policy } from '../domain/rules/policy.js';
import { keepable } from '../store/archive.js';
import { StoreError } from '../store/errors.js';
import type { Engine } from './engine.js';
import { KeepingPace, NO_WORKER } from './keeping-pace.js';
import { sideBySide } from './side-by-side.js';
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
  /** Words that were read otherwise than they are written, and the like. */
  warnings?: string[];
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
  const problems = [...formProblems(ticket, policy), ...misspeltKeys(read.ticket)];
  if (problems.length > 0) {
    const named = typeof ticketId === 'string' ? ticketId : null;
    return invalid(named, (named === null ? '' : `ticket ${named}: `) + problems.join('; '));
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

function formProblems(ticket: TicketToOpen, policy: Policy): readonly string[] {
  try {
    readTicket(ticket, policy, Date.now());
    return [];
  } catch (error) {
    if (!(error instanceof InvalidRequestError)) throw error;
    return error.problems;
  }
}

/** How many tickets' keys are kept at a time, and how many watches are begun at a time. */
const KEPT_AT_A_TIME = 100;
const OPENED_AT_A_TIME = 32;

/** What is known of an entry before its watch is begun. */
type Prepared = Opened | (Candidate & { kept: boolean | null });

export interface OpeningOptions extends OpenOptions {
  /** Tells people what the opening waits for. */
  say(line: string): void;
  /** Once it says so the workers are not waited for any more. Default: never. */
  stopped?: () => boolean;
}

export class Opening {
  private readonly pace: KeepingPace;
  /** Why the database cannot be used. It is not asked again: the watch matters more than what lies beside it. */
  trouble: string | undefined;

  constructor(
    private readonly engine: Pick<Engine, 'rung' | 'store' | 'hasBegun'>,
    private readonly options: OpeningOptions,
  ) {
    this.pace = new KeepingPace({
      hasBegun: (ticketId) => engine.hasBegun(ticketId),
      noWorker: () => options.say(NO_WORKER),
      ...(options.stopped && { stopped: options.stopped }),
    });
  }

  /** Opens the candidates; all results in the order of the entries. */
  all(entries: (Candidate | Opened)[]): AsyncIterable<Opened> {
    return sideBySide(this.prepared(entries), OPENED_AT_A_TIME, async (one) =>
      'outcome' in one ? one : this.open(one),
    );
  }

  /** Keeps what is the help desk's, a batch ahead of those whose watch is begun. */
  private async *prepared(entries: (Candidate | Opened)[]): AsyncIterable<Prepared> {
    const batches = Array.from({ length: Math.ceil(entries.length / KEPT_AT_A_TIME) }, (_, i) =>
      entries.slice(i * KEPT_AT_A_TIME, (i + 1) * KEPT_AT_A_TIME),
    );
    for await (const batch of sideBySide(batches, 2, (some) => this.keep(some))) yield* batch;
  }

  private async open({ line, ticket, kept }: Candidate & { kept: boolean | null }): Promise<Opened> {
    const { ticketId } = ticket;
    try {
      const opened = await this.pace.open(ticketId, () => this.engine.rung.openTicket(ticket, this.options));
      return { line, ticketId, kept, ...opened };
    } catch (error) {
      if (!(error instanceof InvalidRequestError)) throw error;
      return { line, ticketId, outcome: 'invalid', kept: null, error: error.message };
    }
  }

  private async keep(batch: (Candidate | Opened)[]): Promise<Prepared[]> {
    const judged = batch.map((one) => ('outcome' in one ? one : withKeepableKeys(one)));
    const toKeep = judged.filter(hasOwnKeys);
    const refused = new Map<Candidate, string>();
    const kept = toKeep.length > 0 && (await this.adopted(toKeep, refused));
    return judged.map((one) => {
      if ('outcome' in one) return one;
      const error = refused.get(one);
      return error === undefined ? { ...one, kept: hasOwnKeys(one) ? kept : null } : invalidKeys(one, error);
    });
  }

  /** False: the database is not to be had. @param refused gets those whose keys it does not take: one of them does not spoil the batch */
  private async adopted(candidates: Candidate[], refused: Map<Candidate, string>): Promise<boolean> {
    if (this.trouble !== undefined) return false;
    try {
      const all = candidates.map(({ ticket: { ticketId }, own }) => ({ ticketId, ownFields: own }));
      await this.engine.store.archive.adoptAll(all);
      return true;
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      if (error.trouble !== 'unfit') {
        this.trouble = error.message;
        return false;
      }
      if (candidates.length === 1) refused.set(candidates[0]!, error.message);
    }
    if (candidates.length === 1) return true;
    for (const one of candidates) if (!(await this.adopted([one], refused))) return false;
    return true;
  }
}

function hasOwnKeys(one: Candidate | Opened): one is Candidate {
  return !('outcome' in one) && Object.keys(one.own).length > 0;
}

function invalidKeys({ line, ticket: { ticketId } }: Candidate, error: string): Opened {
  return { line, ticketId, outcome: 'invalid', kept: null, error };
}

/** An entry whose keys no database would take is invalid. */
function withKeepableKeys(candidate: Candidate): Candidate | Opened {
  try {
    keepable(candidate.ticket.ticketId, candidate.own);
    return candidate;
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    return invalidKeys(candidate, error.message);
  }
}
