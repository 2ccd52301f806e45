/** Accepting facts: told to their tickets, or kept in the database until Temporal takes them. */
import {
  EngineRefusedError,
  EngineUnavailableError,
  InvalidRequestError,
  TicketNotFoundError,
  UnconfirmedTicketError,
} from '../client/errors.js';
import type { Rung } from '../client/rung.js';
import { tellLine, type LineOutcome, type TicketLine } from '../client/tell-line.js';
import type { Instant, Milliseconds } from '../domain/rules/policy.js';
import type { SpillReason, SpillStore } from '../store/intake-port.js';
import { within } from '../waiting/within.js';
import { forEachConcurrently } from './for-each-concurrently.js';
import { WaitingFacts } from './waiting.js';

/** After Temporal has not answered, how long facts go straight to the database. */
const REST: Milliseconds = 2_000;
/** How long telling may take, all its calls together: a little longer than one that is not answered. */
const PATIENCE: Milliseconds = 1_600;
/** How often draining is asked for while something waits. */
const EVERY: Milliseconds = 2_000;
/** How many tickets are told at once. */
const SIDE_BY_SIDE = 24;

/** What became of a fact. Both are durable. */
export type Accepted =
  /** `opened`: its ticket was opened for it. */
  { told: LineOutcome; warnings?: string[]; opened?: true } | { kept: SpillReason };

/** Neither told nor kept, and why: TicketNotFoundError, InvalidRequestError, StoreError when neither Temporal nor the database takes it. */
export interface NotAccepted {
  refused: Error;
}

export interface Accepting {
  /**
   * Says by the database whether there is a ticket (`knows`): a run that looks for one takes facts of everybody until it ends, and what it has
   * taken is gone when there is none.
   */
  rung: Rung;
  spill: Pick<SpillStore, 'any' | 'keep' | 'waiting'>;
  /** Asks for draining: every 2 s while facts come and others wait, unless Temporal has just not answered. */
  answersAgain?: () => void;
  now?: () => Instant;
}

export interface Terms {
  /** Until then Temporal is waited for; later, facts go to the database. Default: 1.6 s from now. */
  until?: Instant;
  /** Keep a fact whose ticket is not open yet, instead of refusing it. */
  remember?: boolean;
  /** The line with which the ticket is opened if it is not known. Implies `remember`. */
  opens?: TicketLine;
}

/** Told, or to be kept. */
type Taken = Accepted | NotAccepted | { keep: SpillReason };

/** Accepting the same fact again, under the same event id, changes nothing. */
export class Acceptance {
  private restUntil: Instant = 0;
  /** The database has not taken a fact: until then Temporal is tried whatever it has answered, since there is nowhere else. */
  private noRestUntil: Instant = 0;
  private askedToDrainAt: Instant = 0;
  private readonly waiting: WaitingFacts;

  constructor(private readonly deps: Accepting) {
    this.waiting = new WaitingFacts(deps.spill, () => this.now());
  }

  /** Tells a fact, or keeps it. @throws what {@link NotAccepted} says */
  async accept(line: TicketLine, terms: Terms = {}): Promise<Accepted> {
    const [accepted] = await this.acceptAll([line], terms);
    if ('refused' in accepted!) throw accepted.refused;
    return accepted!;
  }

  /** Tells facts, each ticket's in the order given, tickets side by side; what is left over goes to the database in one message. */
  async acceptAll(lines: readonly TicketLine[], terms: Terms = {}): Promise<(Accepted | NotAccepted)[]> {
    const timed = { ...terms, until: terms.until ?? this.now() + PATIENCE };
    const isResting = this.isResting();
    const outcomes = await this.tellOrKeep(lines, timed);
    const nowhere = outcomes.flatMap((one, place) => (isNowhere(one) ? [place] : []));
    if (!isResting || nowhere.length === 0) return outcomes;
    // Temporal was not asked, since it had not answered somebody else.
    const again = await this.tellOrKeep(
      nowhere.map((place) => lines[place]!),
      timed,
    );
    for (const [i, place] of nowhere.entries()) outcomes[place] = again[i]!;
    return outcomes;
  }

  private async tellOrKeep(
    lines: readonly TicketLine[],
    terms: Terms & { until: Instant },
  ): Promise<(Accepted | NotAccepted)[]> {
    const taken: Taken[] = [];
    const behind = await this.waiting.before(lines);
    if (behind.size > 0) this.askToDrain();
    await forEachConcurrently(ticketsOf(lines), SIDE_BY_SIDE, (places) =>
      this.tellTicket(lines, places, { ...terms, behind }, taken),
    );
    return this.keepRest(lines, await this.orBehind(lines, taken), terms.opens);
  }

  private async tellTicket(
    lines: readonly TicketLine[],
    places: readonly number[],
    terms: Terms & { until: Instant; behind: ReadonlySet<string> },
    taken: Taken[],
  ): Promise<void> {
    const isBehind = terms.behind.has(lines[places[0]!]!.ticketId);
    let earlier: SpillReason | undefined = isBehind ? 'engine-unavailable' : undefined;
    for (const place of places) {
      // What came after a fact that is kept is kept too: it would come before it.
      const one: Taken = earlier === undefined ? await this.take(lines[place]!, terms) : { keep: earlier };
      if ('keep' in one) earlier = one.keep;
      taken[place] = one;
    }
  }

  private async take(line: TicketLine, terms: Terms & { until: Instant }): Promise<Taken> {
    const { opens, remember = opens !== undefined, until } = terms;
    const told = await this.tellInTime(line, until);
    if (!isUnknown(told)) return told;
    const opening = opens && (await this.tellInTime(opens, until));
    if (opening && 'keep' in opening) return opening;
    if (opening && 'told' in opening) return this.tellOpened(line, until, opening.told === 'opened');
    if (isUnconfirmed(told) || (opening ? isUnconfirmed(opening) : remember)) return { keep: 'ticket-unknown' };
    return opening ?? told;
  }

  private async tellOpened(line: TicketLine, until: Instant, isNew: boolean): Promise<Taken> {
    const told = await this.tellInTime(line, until);
    if (isUnknown(told)) return { keep: 'ticket-unknown' };
    return 'told' in told && isNew ? { ...told, opened: true } : told;
  }

  /** What was sent before a fact may wait in the database, the opening of its ticket among it: then the fact waits too. */
  private async orBehind(lines: readonly TicketLine[], taken: readonly Taken[]): Promise<Taken[]> {
    const unknown = [...new Set(lines.flatMap(({ ticketId }, i) => (isUnknown(taken[i]!) ? [ticketId] : [])))];
    if (unknown.length === 0) return [...taken];
    const waiting = await this.deps.spill.waiting(unknown).catch(() => new Set<string>());
    return taken.map((one, i) =>
      isUnknown(one) && waiting.has(lines[i]!.ticketId) ? { keep: 'ticket-unknown' as const } : one,
    );
  }

  private async tellInTime(line: TicketLine, until: Instant): Promise<Taken> {
    const left = until - this.now();
    if (left <= 0 || this.isResting()) return { keep: 'engine-unavailable' };
    const told = tellLine(this.deps.rung, line).then(
      ({ outcome, warnings }): Taken => {
        this.answered();
        return { told: outcome, ...(warnings && { warnings }) };
      },
      (error: unknown): Taken => this.failed(error),
    );
    // Telling ends with what became of it, so that only time can fail here.
    return within(left, told).catch((): Taken => ({ keep: 'engine-unavailable' }));
  }

  private failed(error: unknown): Taken {
    // Temporal answers, so that others need not wait.
    if (error instanceof InvalidRequestError || isOfNoTicket(error)) {
      this.answered();
      return { refused: error };
    }
    if (error instanceof EngineUnavailableError || error instanceof EngineRefusedError)
      this.restUntil = this.now() + REST;
    // Whatever else a server in trouble says, the fact is not lost.
    return { keep: 'engine-unavailable' };
  }

  private async keepRest(
    lines: readonly TicketLine[],
    taken: readonly Taken[],
    opens: TicketLine | undefined,
  ): Promise<(Accepted | NotAccepted)[]> {
    const kept = lines.flatMap((line, i) => {
      const one = taken[i]!;
      return 'keep' in one ? [{ line, reason: one.keep }] : [];
    });
    if (kept.length === 0) return taken as (Accepted | NotAccepted)[];
    if (opens && !lines.includes(opens)) kept.unshift({ line: opens, reason: kept[0]!.reason });
    const failure = await this.keep(kept);
    return taken.map((one) => ('keep' in one ? (failure ?? { kept: one.keep }) : one));
  }

  private async keep(facts: { line: TicketLine; reason: SpillReason }[]): Promise<NotAccepted | undefined> {
    const acceptedAt = this.now();
    const documents = facts.map(({ line, reason }) => {
      const { ticketId, eventId, at } = line;
      return {
        id: spillId(ticketId, eventId),
        ticketId,
        line: withoutText(line),
        reason,
        at: Date.parse(at),
        acceptedAt,
      };
    });
    try {
      await this.deps.spill.keep(documents);
    } catch (error) {
      this.noRestUntil = this.now() + REST;
      return { refused: error as Error };
    }
    this.noRestUntil = 0;
    if (facts.some(({ reason }) => reason === 'engine-unavailable')) this.waiting.kept(acceptedAt);
    return undefined;
  }

  /** Whoever waits behind others says nothing of Temporal: whether it is there again is tried by draining. */
  private askToDrain(): void {
    if (this.now() < Math.max(this.restUntil, this.askedToDrainAt + EVERY)) return;
    this.askedToDrainAt = this.now();
    this.deps.answersAgain?.();
  }

  private isResting(): boolean {
    return this.now() < this.restUntil && this.now() >= this.noRestUntil;
  }

  /** Temporal has answered: others that wait may be told. */
  private answered(): void {
    if (this.waiting.some) this.askToDrain();
  }

  private now(): Instant {
    return this.deps.now?.() ?? Date.now();
  }
}

/** The places of each ticket's lines. */
function ticketsOf(lines: readonly TicketLine[]): number[][] {
  const places = new Map<string, number[]>();
  for (const [i, { ticketId }] of lines.entries()) places.set(ticketId, [...(places.get(ticketId) ?? []), i]);
  return [...places.values()];
}

/** There is no such ticket, or nobody has said yet that there is. */
function isUnknown(taken: Taken): taken is NotAccepted {
  return 'refused' in taken && isOfNoTicket(taken.refused);
}

function isUnconfirmed(taken: Taken): boolean {
  return 'refused' in taken && taken.refused instanceof UnconfirmedTicketError;
}

function isOfNoTicket(error: unknown): error is TicketNotFoundError | UnconfirmedTicketError {
  return error instanceof TicketNotFoundError || error instanceof UnconfirmedTicketError;
}

/** Neither Temporal nor the database has taken it, and nothing is wrong with it. */
function isNowhere(one: Accepted | NotAccepted): boolean {
  return 'refused' in one && !(one.refused instanceof InvalidRequestError || isOfNoTicket(one.refused));
}

/** What a customer wrote is kept nowhere. */
function withoutText(line: TicketLine): TicketLine {
  const { text: _text, ...rest } = line;
  return rest;
}

/** The same for the same fact. Neither id has a line break in it. */
export function spillId(ticketId: string, eventId: string): string {
  return `${ticketId}\n${eventId}`;
}
