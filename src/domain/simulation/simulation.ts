/** A policy over a timeline in virtual time, event by event, with the same `decide` that production uses. */
import type { Announcement } from '../ladder/announcement.js';
import { decideWithoutAlerts } from '../ladder/decide.js';
import type { Decision, Effect } from '../ladder/decision.js';
import { record } from '../ladder/log.js';
import { HOUR, type Instant, type Policy } from '../rules/policy.js';
import { play } from '../ticket/asked.js';
import type { Asked } from '../ticket/commands/definition.js';
import { applyFact, type Applied, type Fact } from '../ticket/facts.js';
import { newTicketState } from '../ticket/new-ticket.js';
import { remember, SEEN_IDS, type NewTicket, type TicketState } from '../ticket/ticket.js';
import { WakeQueue, type Sleeper } from './wake-queue.js';
import { withChanges } from '../ticket/with-changes.js';

/** One line of a timeline. */
export type TimelineEvent =
  /** `at`: when the engine hears of it; a fact says itself when it happened. */
  | { at: Instant; type: 'created'; ticket: NewTicket; eventId?: string }
  | { at: Instant; ticketId: string; fact: Fact }
  | { at: Instant; ticketId: string; asked: Asked }
  /** Virtual time stops here, this instant included. */
  | { at: Instant; type: 'end' };

type Told = Effect | Announcement;

const NOTHING: readonly Told[] = [];

/** Without an end of its own, virtual time goes on so long after the last event at most. */
const LONGEST_WAIT = 400 * 24 * HOUR;

export interface SimulationSink {
  /** In time order, then by ticket id, then in the order they were taken. */
  decided(decision: Decision): void;
  /** A decision was taken on this ticket, which is now so. Default: nobody asks. */
  looked?(ticket: TicketState): void;
  /** Nothing more will happen to this ticket. `nth`: counted from 0 in the order of creation. */
  over(ticket: TicketState, nth: number): void;
  /** Whether events of this ticket are still to come; where that is not known, tickets are kept to the end. Default: always. */
  heardAgain?(ticketId: string): boolean;
}

interface Life extends Sleeper {
  ticket: TicketState;
  nth: number;
  /** What facts of this instant have brought about. */
  effects: readonly Told[];
  /** It is among those that are looked at in this instant. */
  isStirred: boolean;
}

/**
 * Takes events in time order and tells each decision as soon as nothing can come before it. It holds those tickets that
 * wait for something: the watch may ring, or an event is still to come.
 */
export class Simulation {
  private readonly lives = new Map<string, Life>();
  private readonly wakes = new WakeQueue<Life>();
  /** Tickets with events at this instant, or whose watch rings. */
  private stirred: Life[] = [];
  private created = 0;
  private now: Instant = -Infinity;
  private end: Instant = Infinity;

  constructor(
    private readonly policy: Policy,
    private readonly policyHash: string,
    private readonly sink: SimulationSink,
  ) {}

  /** False for a fact that is refused: its ticket was never created. @throws RangeError when the event is older than the last one. */
  hear(event: TimelineEvent): boolean {
    if (event.at > this.end) return true;
    this.advance(event.at);
    if ('ticketId' in event) return this.apply(event);
    if (event.type === 'end') this.end = event.at;
    else this.create(event);
    return true;
  }

  /** No more events: runs to the end of virtual time, or until nothing is left to wait for. */
  finish(): void {
    this.advance(Math.min(this.end, this.now + LONGEST_WAIT));
    this.decideAll();
    for (const { ticket, nth } of this.lives.values()) this.sink.over(ticket, nth);
    this.lives.clear();
  }

  private advance(to: Instant): void {
    if (to === this.now) return;
    if (to < this.now) throw new RangeError('the events of a simulation must come in time order');
    this.decideAll();
    for (let next = this.wakes.first; next && next.wakeAt < to; next = this.wakes.first) {
      this.now = next.wakeAt;
      this.decideAll();
    }
    this.now = to;
  }

  private create({ ticket: told, eventId }: Extract<TimelineEvent, { type: 'created' }>): void {
    let life = this.lives.get(told.ticketId);
    if (!life) {
      const state = newTicketState(told, this.policy, this.policyHash, this.now);
      const ticket = eventId === undefined ? state : withChanges(state, { seenIds: [eventId] });
      life = { ticket, nth: this.created++, effects: NOTHING, isStirred: false, wakeAt: Infinity, place: -1 };
      this.lives.set(told.ticketId, life);
    }
    this.stir(life);
  }

  private apply(event: Extract<TimelineEvent, { ticketId: string }>): boolean {
    const life = this.lives.get(event.ticketId);
    if (!life) return false;
    const { ticket } = life;
    const { state, effects } =
      'fact' in event ? applyFact(ticket, event.fact, this.now) : ask(ticket, event.asked, this.now);
    life.ticket = state;
    if (effects.length > 0) life.effects = life.effects.concat(effects);
    this.stir(life);
    return true;
  }

  private stir(life: Life): void {
    if (life.isStirred) return;
    life.isStirred = true;
    // Mostly it is the only one.
    if (this.stirred.length === 0) this.stirred = [life];
    else this.stirred.push(life);
  }

  /** All events of this instant are there: one decision for each ticket that has some, or whose watch rings. */
  private decideAll(): void {
    for (let next = this.wakes.first; next?.wakeAt === this.now; next = this.wakes.first) {
      this.wakes.remove(next);
      this.stir(next);
    }
    const { stirred } = this;
    if (stirred.length === 0) return;
    this.stirred = [];
    for (const life of inOrder(stirred)) {
      life.isStirred = false;
      const { state, effects, nextWakeAt } = decideWithoutAlerts(life.ticket, this.now);
      life.ticket = state;
      this.tell(life.effects);
      this.tell(effects);
      life.effects = NOTHING;
      this.sink.looked?.(state);
      if (nextWakeAt !== null) this.wakes.set(life, nextWakeAt);
      else this.rest(life);
    }
  }

  private tell(effects: readonly Told[]): void {
    for (const effect of effects) if (effect.kind === 'log') this.sink.decided(effect.entry.decision);
  }

  /** Only an event can stir it again. */
  private rest(life: Life): void {
    this.wakes.remove(life);
    const { ticketId } = life.ticket;
    if (this.sink.heardAgain?.(ticketId) ?? true) return;
    this.lives.delete(ticketId);
    this.sink.over(life.ticket, life.nth);
  }
}

/** People's commands leave no line of their own; for a closed ticket they are ignored like facts. */
export function ask(ticket: TicketState, asked: Asked, now: Instant): Applied {
  const { type, eventId } = asked;
  if (ticket.seenIds.includes(eventId)) return { state: ticket, effects: [] };
  if (ticket.closed) return record(ticket, {}, { kind: 'ignored', event: type }, now);
  const seen = withChanges(ticket, { seenIds: remember(ticket.seenIds, eventId, SEEN_IDS) });
  return { state: play(seen, asked, now).state, effects: [] };
}

function inOrder(lives: Life[]): Life[] {
  if (lives.length < 2) return lives;
  return lives.sort(({ ticket: a }, { ticket: b }) => (a.ticketId < b.ticketId ? -1 : 1));
}
