/** What every way in does with facts: accepts them, keeps what is the help desk's, and wakes what has waited for a ticket. */
import type { TicketLine } from '../client/tell-line.js';
import type { Instant } from '../domain/rules/policy.js';
import { scoresReplies, withScores } from '../sentiment/lines.js';
import { Acceptance, type Accepted, type NotAccepted, type Terms } from '../spill/keep.js';
import { StoreError } from '../store/errors.js';
import type { Limits } from './access/limits.js';
import { unavailable } from './http/errors.js';
import type { IntakeDeps } from './ports.js';

export class Receiving {
  readonly acceptance: Acceptance;

  constructor(
    private readonly deps: IntakeDeps,
    private readonly limits: Limits,
    /** Told of what went wrong beside a request; holds nothing of it. */
    private readonly warn: (message: string, error: unknown) => void,
  ) {
    const { rung, store } = deps;
    const answersAgain = () => void this.drain();
    this.acceptance = new Acceptance({ rung, spill: store.spill, answersAgain, ...(deps.now && { now: deps.now }) });
  }

  /** Whether what customers write is looked at. */
  get looksAtTexts(): boolean {
    return scoresReplies(this.deps.policy.current.policy);
  }

  /** Somebody could not prove who they are. @throws HttpProblem 429 when that has happened too often */
  async failed(address: string): Promise<void> {
    await this.limits.failed(address);
  }

  now(): Instant {
    return this.deps.now?.() ?? Date.now();
  }

  /** @throws TicketNotFoundError, InvalidRequestError; HttpProblem 503 when neither Temporal nor the database takes it */
  async accept(line: TicketLine, terms: Terms): Promise<Accepted> {
    const [accepted] = await this.acceptAll([line], terms);
    if ('refused' in accepted!) throw accepted.refused;
    return accepted!;
  }

  /** The same for several, each with an outcome of its own. */
  async acceptAll(lines: readonly TicketLine[], terms: Terms): Promise<(Accepted | NotAccepted)[]> {
    const { plain, places } = await withScores(lines, this.deps.policy.current.policy, (error) =>
      this.warn('a reply is not scored', error),
    );
    const all = await this.acceptance.acceptAll(plain, terms);
    const outcomes = places.map((place) => all[place]!);
    return outcomes.map((one) => ('refused' in one ? { refused: nowhere(one.refused) } : one));
  }

  /**
   * Keeps the help desk's own keys of a ticket. A database that is down does not keep a ticket from being watched: then this says so.
   * @throws StoreError when a key cannot be kept
   */
  async adopt(ticketId: string, ownFields: Record<string, unknown>): Promise<string | undefined> {
    if (Object.keys(ownFields).length === 0) return undefined;
    try {
      await this.deps.store.archive.adoptAll([{ ticketId, ownFields }]);
      return undefined;
    } catch (error) {
      if (isUnfit(error)) throw error;
      return AWAY;
    }
  }

  /** The same for many, in few messages: what to say of those whose keys are not kept, by their ids. One of them does not spoil the rest. */
  async adoptAll(tickets: readonly { ticketId: string; ownFields: Record<string, unknown> }[]) {
    const said = new Map<string, string>();
    const own = tickets.filter(({ ownFields }) => Object.keys(ownFields).length > 0);
    if (own.length === 0) return said;
    try {
      await this.deps.store.archive.adoptAll(own);
    } catch (error) {
      if (!isUnfit(error)) for (const { ticketId } of own) said.set(ticketId, AWAY);
      else if (own.length === 1) said.set(own[0]!.ticketId, UNFIT);
      else for (const one of own) for (const [id, why] of await this.adoptAll([one])) said.set(id, why);
    }
    return said;
  }

  /** What came for a ticket before it was opened is told now. Nobody waits for it. */
  opened(ticketId: string): void {
    const wake = async () => {
      if (await this.deps.store.spill.hasten(ticketId)) await this.drain();
    };
    wake().catch((error: unknown) => this.warn('what waited for a ticket waits for the schedule', error));
  }

  private async drain(): Promise<void> {
    await this.deps.drain?.().catch((error: unknown) => this.warn('what was kept waits for the schedule', error));
  }
}

const AWAY = 'the keys that are not Rung’s are not kept: the database does not answer; send the ticket again later';
const UNFIT = 'the keys that are not Rung’s are not kept: one of them, or a value, cannot be kept in the database';

/** Whether it is what was to be kept that is wrong. @throws the error, if it is not one of the database */
function isUnfit(error: unknown): boolean {
  if (!(error instanceof StoreError)) throw error;
  return error.trouble === 'unfit';
}

function nowhere(error: Error): Error {
  return error instanceof StoreError
    ? unavailable('neither Temporal nor the database can take it now; send it again, under the same id', error)
    : error;
}
