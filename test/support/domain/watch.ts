/**
 * The watch over one ticket, in virtual time: facts and commands go in, decisions come out as short lines. A story fails
 * on any decision that it did not expect, on any alert that does not belong to a transition, on a decision that changes
 * its input or is not the last word at its instant, and on a state that is not plain JSON.
 */
import { expect, onTestFinished } from 'vitest';
import { applyCommand, type Command } from '../../../src/domain/ticket/commands.js';
import type { PolicyChange } from '../../../src/domain/change/policy-change.js';
import { decide } from '../../../src/domain/ladder/decide.js';
import { isTransition, type Alert, type Decision, type Effect } from '../../../src/domain/ladder/decision.js';
import { applyFact, rememberId } from '../../../src/domain/ticket/facts.js';
import type { Policy } from '../../../src/domain/rules/policy.js';
import { snapshot, type TicketSnapshot } from '../../../src/domain/records/snapshot.js';
import { newTicketState } from '../../../src/domain/ticket/new-ticket.js';
import type { NewTicket, TicketState } from '../../../src/domain/ticket/ticket.js';
import { viewTicket, type TicketView } from '../../../src/domain/ticket/view.js';
import type { Telling } from './facts.js';
import { frozen } from './frozen.js';
import { line } from './lines.js';
import { DEFAULT_HASH, DEFAULT_POLICY } from './policies.js';
import { inWords, span } from './spans.js';

/** When every story begins. */
export const START = Date.UTC(2026, 0, 5, 9);

/** `createdAt` and `lastActivityAt` are told as time since the begin of the watch: `-30h`. */
export type ToldTicket = Partial<Omit<NewTicket, 'createdAt' | 'lastActivityAt'>> & {
  createdAt?: string;
  lastActivityAt?: string;
};

/** An open, normal ticket of a standard customer with an SLA of 24 h, but for what is told. */
export function newTicket({ createdAt, lastActivityAt, ...told }: ToldTicket = {}): NewTicket {
  return {
    ticketId: 'T-1',
    status: 'open',
    priority: 'normal',
    customerTier: 'standard',
    slaHours: 24,
    ...told,
    ...(createdAt === undefined ? {} : { createdAt: START + span(createdAt) }),
    ...(lastActivityAt === undefined ? {} : { lastActivityAt: START + span(lastActivityAt) }),
  };
}

type AnyCommand = Command | PolicyChange;
type Asked = AnyCommand extends infer C ? (C extends AnyCommand ? Omit<C, 'commandId' | 'by'> : never) : never;

export class Watch {
  /** Every decision so far. */
  readonly decisions: Decision[] = [];
  /** Every alert so far. */
  readonly alerts: Alert[] = [];
  /** Every id of a log entry so far. */
  readonly logIds: string[] = [];
  private now = START;
  private wakeAt: number | null = null;
  private unread: string[] = [];
  private ids = 0;

  private constructor(public ticket: TicketState) {
    onTestFinished(() => void this.expects());
    this.decideNow();
  }

  /** Begins to watch a ticket. */
  static over(ticket: ToldTicket = {}, policy: Policy = DEFAULT_POLICY): Watch {
    return new Watch(newTicketState(newTicket(ticket), policy, DEFAULT_HASH, START));
  }

  /** Lets time pass until `clock` after the begin, waking whenever the engine asked for it; `off` adds milliseconds. */
  until(clock: string, off = 0): this {
    const end = START + span(clock) + off;
    if (end < this.now) throw new Error(`it is ${inWords(this.now - START)} already`);
    while (this.wakeAt !== null && this.wakeAt <= end) {
      this.now = this.wakeAt;
      this.decideNow();
    }
    this.now = end;
    return this;
  }

  /** An outage: time passes without a wake. What comes next, a look or a fact, is decided once, at that time. */
  sleepsUntil(clock: string, off = 0): this {
    this.now = START + span(clock) + off;
    return this;
  }

  /** The engine decides, without news. */
  looks(): this {
    this.decideNow();
    return this;
  }

  /** Facts that are there together: applied in order, then one decision. */
  hears(...tellings: Telling[]): this {
    for (const { fact, at, id } of tellings) {
      const whole = { ...fact, eventId: id ?? `e${++this.ids}`, at: at === undefined ? this.now : START + span(at) };
      const applied = applyFact(frozen(this.ticket), frozen(whole), this.now);
      this.take(applied.state, applied.effects);
    }
    this.decideNow();
    return this;
  }

  /** A command of Ann's: what it was answered. */
  asks(asked: Asked, id = `c${++this.ids}`): 'done' | 'repeat' | { refused: string } {
    const remembered = rememberId(frozen(this.ticket), id);
    if (remembered === 'repeat') return 'repeat';
    const done = applyCommand(frozen(remembered), { ...asked, commandId: id, by: 'Ann' }, this.now);
    if ('refused' in done) return done;
    this.take(done.state, done.effects);
    this.decideNow();
    return 'done';
  }

  /** The decisions since the last look are these, and no others. */
  expects(...lines: string[]): this {
    const unread = this.unread;
    this.unread = [];
    expect(unread).toEqual(lines);
    return this;
  }

  /** The decisions since the last look are of no matter to this story. */
  unheard(): this {
    this.unread = [];
    return this;
  }

  /** The engine looks again by itself at this time, or `never`. */
  wakes(clock: string): this {
    expect(this.wakeAt === null ? 'never' : inWords(this.wakeAt - START)).toBe(clock);
    return this;
  }

  /** Held rules and until when. */
  get held(): string[] {
    return this.ticket.held.map(({ rule, until }) => `${rule} until ${inWords(until - START)}`);
  }

  get last(): Decision {
    return this.decisions.at(-1)!;
  }

  get snapshot(): TicketSnapshot {
    return snapshot(this.ticket, this.wakeAt);
  }

  get view(): TicketView {
    return viewTicket(this.ticket, this.now);
  }

  private decideNow(): void {
    const outcome = decide(frozen(this.ticket), this.now);
    const again = decide(frozen(outcome.state), this.now);
    expect(again.effects).toEqual([]);
    expect({ ...again.state, ruleErrors: {} }).toEqual({ ...outcome.state, ruleErrors: {} });
    expect(again.nextWakeAt).toBe(outcome.nextWakeAt);
    this.take(outcome.state, outcome.effects);
    this.wakeAt = outcome.nextWakeAt;
  }

  private take(state: TicketState, effects: Effect[]): void {
    expect(JSON.parse(JSON.stringify(state))).toEqual(state);
    this.ticket = state;
    const entries = effects.flatMap((effect) => (effect.kind === 'log' ? [effect.entry] : []));
    const alerts = effects.flatMap((effect) => (effect.kind === 'alert' ? [effect.alert] : []));
    const decisions = entries.map(({ decision }) => decision);
    expect(alerts.map(({ key }) => key)).toEqual(
      decisions.filter(isTransition).flatMap((d) => d.notify.map((target) => `${d.ticketId}:${d.seq}:${target}`)),
    );
    this.logIds.push(...entries.map(({ id }) => id));
    this.decisions.push(...decisions);
    this.alerts.push(...alerts);
    this.unread.push(...decisions.map((decision) => line(decision, START)));
  }
}
