/** A policy over a timeline in virtual time, event by event, with the same `decide` that production uses. */
import type { Announcement } from '../ladder/announcement.js';
import { decideWithoutAlerts } from '../ladder/decide.js';
import type { Decision, Effect } from '../ladder/decision.js';
import { record } from '../ladder/log.js';
import { HOUR, type Instant, type Policy } from '../rules/policy.js';
import { play } from '../ticket/asked.js';
import type { TimelineCommand } from '../ticket/commands/definition.js';
import { applyFact, type Applied, type Fact } from '../ticket/facts.js';
import { newTicketState } from '../ticket/new-ticket.js';
import { remember, SEEN_IDS, type NewTicket, type TicketState } from '../ticket/ticket.js';
import { withChanges } from '../ticket/with-changes.js';

/** One line of a timeline. */
export type TimelineEvent =
  /** `at`: when the engine gets it; a fact says itself when it happened. */
  | { at: Instant; type: 'created'; ticket: NewTicket; eventId?: string }
  | { at: Instant; ticketId: string; fact: Fact }
  | { at: Instant; ticketId: string; asked: TimelineCommand }
  /** Virtual time stops here, this instant included. */
  | { at: Instant; type: 'end' };

type TicketEvent = Exclude<TimelineEvent, { type: 'end' }>;

const DAY = 24 * HOUR;

/** Without an end of its own, virtual time goes on so long after the last event at most. */
const LONGEST_WAIT = 400 * DAY;

/** So many events, or so much virtual time, are played at once. */
export interface PieceSize {
  events: number;
  time: number;
}

const PIECE: PieceSize = { events: 32_768, time: DAY };

export interface SimulationSink {
  /** In time order, then by ticket id, then in the order they were taken. */
  decided(decision: Decision): void;
  /** A decision was taken on this ticket, which is now so; of each ticket in time order. Default: nobody asks. */
  looked?(ticket: TicketState): void;
  /** Nothing more will happen to this ticket, and all that was decided on it was told. `nth`: counted from 0 in the order of creation. */
  over(ticket: TicketState, nth: number): void;
  /** Whether events of this ticket are still to come; where that is not known, tickets are kept to the end. Default: always. */
  moreToCome?(ticketId: string): boolean;
}

interface SimulatedTicket {
  ticket: TicketState;
  nth: number;
  /** When its watch rings; infinite when it waits for nothing. */
  wakeAt: Instant;
  /** What it has not taken in yet, in time order. */
  events: TicketEvent[];
}

/**
 * Takes events in time order, and tells what was decided piece by piece. In a piece one ticket takes its turn after the other, each with all its
 * events: it is fetched into the processor's cache once, and its states on the way are garbage before the collector looks at them.
 * It holds the events of a piece, and those tickets that wait for something: the watch may ring, or an event is still to come.
 */
export class Simulation {
  private readonly tickets = new Map<string, SimulatedTicket>();
  private created = 0;
  /** Of the last event. */
  private now: Instant = -Infinity;
  private end: Instant = Infinity;
  /** When the piece began that has not been played yet, and how many events it has. */
  private from: Instant = -Infinity;
  private events = 0;
  /** When the first watch rings, as far as everything is played. */
  private firstWake: Instant = Infinity;
  private decisions: Decision[] = [];

  constructor(
    private readonly policy: Policy,
    private readonly policyHash: string,
    private readonly sink: SimulationSink,
    private readonly piece = PIECE,
  ) {}

  /** False for a fact that is refused: its ticket was never created. @throws RangeError when the event is older than the last one. */
  add(event: TimelineEvent): boolean {
    const { at } = event;
    if (at > this.end) return true;
    this.goOnTo(at);
    if ('type' in event && event.type === 'end') {
      this.end = at;
      return true;
    }
    const one = this.ticketOf(event);
    if (!one) return false;
    one.events.push(event);
    this.events++;
    return true;
  }

  /** No more events: runs to the end of virtual time, or until nothing is left to wait for. */
  finish(): void {
    const pieces = this.finishing();
    while (!pieces.next().done);
  }

  /** The same, piece by piece: how much virtual time has passed since the last event, and how much there is at the most. */
  *finishing(): Generator<{ passed: number; most: number }, void> {
    const end = Math.min(this.end, this.now + LONGEST_WAIT);
    this.play(this.now);
    while (this.firstWake <= end) {
      const to = Math.min(this.firstWake + this.piece.time, end);
      this.play(to);
      yield { passed: to - this.now, most: end - this.now };
    }
    for (const { ticket, nth } of this.tickets.values()) this.sink.over(ticket, nth);
    this.tickets.clear();
  }

  /** Everything before this instant has been added. */
  private goOnTo(at: Instant): void {
    if (at === this.now) return;
    if (at < this.now) throw new RangeError('the events of a simulation must come in time order');
    const { piece } = this;
    if (this.events >= piece.events || at - this.from > piece.time) {
      this.play(this.now);
      while (this.firstWake + piece.time < at) this.play(this.firstWake + piece.time);
      this.from = at;
      this.events = 0;
    }
    this.now = at;
  }

  private ticketOf(event: TicketEvent): SimulatedTicket | undefined {
    if ('ticketId' in event) return this.tickets.get(event.ticketId);
    const { at, ticket: told, eventId } = event;
    const known = this.tickets.get(told.ticketId);
    if (known) return known;
    const state = newTicketState(told, this.policy, this.policyHash, at);
    const ticket = eventId === undefined ? state : withChanges(state, { seenIds: [eventId] });
    const one = { ticket, nth: this.created++, wakeAt: Infinity, events: [] };
    this.tickets.set(told.ticketId, one);
    return one;
  }

  /** Plays every ticket up to this instant, which is included, and tells what was decided. */
  private play(to: Instant): void {
    const over: SimulatedTicket[] = [];
    this.firstWake = Infinity;
    for (const one of this.tickets.values()) {
      if (one.events.length > 0 || one.wakeAt <= to) this.playTicket(one, to);
      if (one.wakeAt < this.firstWake) this.firstWake = one.wakeAt;
      else if (one.wakeAt === Infinity && !this.hasMoreToCome(one)) over.push(one);
    }
    const { decisions } = this;
    this.decisions = [];
    for (const decision of decisions.sort(inOrder)) this.sink.decided(decision);
    for (const { ticket, nth } of over) {
      this.tickets.delete(ticket.ticketId);
      this.sink.over(ticket, nth);
    }
  }

  private hasMoreToCome({ ticket: { ticketId } }: SimulatedTicket): boolean {
    return this.sink.moreToCome?.(ticketId) ?? true;
  }

  /** One decision for each instant at which something happens to the ticket, or its watch rings. All its events have happened by then. */
  private playTicket(one: SimulatedTicket, to: Instant): void {
    const { events } = one;
    one.events = [];
    for (let next = 0; ;) {
      const now = Math.min(events[next]?.at ?? Infinity, one.wakeAt);
      if (now > to) return;
      for (; events[next]?.at === now; next++) this.takeIn(one, events[next]!);
      const { state, effects, nextWakeAt } = decideWithoutAlerts(one.ticket, now);
      this.note(effects);
      one.ticket = state;
      one.wakeAt = nextWakeAt ?? Infinity;
      this.sink.looked?.(state);
    }
  }

  private takeIn(one: SimulatedTicket, event: TicketEvent): void {
    // It was taken in when it was added.
    if (!('ticketId' in event)) return;
    const { at } = event;
    const { state, effects } =
      'fact' in event ? applyFact(one.ticket, event.fact, at) : ask(one.ticket, event.asked, at);
    this.note(effects);
    one.ticket = state;
  }

  private note(effects: readonly (Effect | Announcement)[]): void {
    for (const effect of effects) if (effect.kind === 'log') this.decisions.push(effect.entry.decision);
  }
}

/** People's commands leave no line of their own; for a closed ticket they are ignored like facts. */
export function ask(ticket: TicketState, asked: TimelineCommand, now: Instant): Applied {
  const { type, eventId } = asked;
  if (ticket.seenIds.includes(eventId)) return { state: ticket, effects: [] };
  if (ticket.closed) return record(ticket, {}, { kind: 'ignored', event: type }, now);
  const seen = withChanges(ticket, { seenIds: remember(ticket.seenIds, eventId, SEEN_IDS) });
  return { state: play(seen, asked, now).state, effects: [] };
}

/** Those of one ticket stay as they are. */
function inOrder(a: Decision, b: Decision): number {
  return a.at - b.at || (a.ticketId < b.ticketId ? -1 : a.ticketId > b.ticketId ? 1 : 0);
}
