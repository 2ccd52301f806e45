/** What a policy did in a simulation, in numbers. */
import type { Decision, DeEscalated, Escalated, Notified } from '../../domain/ladder/decision.js';
import type { Instant, Policy } from '../../domain/rules/policy.js';
import type { TicketState } from '../../domain/ticket/ticket.js';
import { placeOf } from '../../channels/definitions.js';
import { Directory } from './directory.js';
import { minutesIn, type Night } from './local-time.js';

/** How often, by name. */
export type Counts = Record<string, number>;

/** An alert is one message to one target; it counts at the instant at which it goes out. */
export interface Tally {
  tickets: number;
  escalations: number;
  deEscalations: number;
  /** How often a rule held because of a cooldown, an acknowledgement or a snooze. */
  held: number;
  reopened: number;
  closedByThemselves: number;
  alerts: number;
  /** Of them, those that told again: a rule repeats itself. */
  repeats: number;
  alertsAtNight: number;
  /** Of those at night, the ones that go to a person, not to a channel or a list. */
  peopleWoken: number;
  /** Alerts that waited for the hours of their target, and the ones among them that the ticket outran. */
  deferred: number;
  superseded: number;
  breaches: number;
  escalationsByTier: Counts;
  escalationsByRule: Counts;
  /** 24 of them. */
  escalationsByHour: number[];
  /** By the tier on which the ticket stood when it was told. */
  alertsByTier: Counts;
  /** Why there was one: a rule, or {@link DOWN}. */
  alertsByRule: Counts;
  /** 24 of them, by the hour at which they went out. */
  alertsByHour: number[];
  /** By the name of a person, else by the place. */
  alertsByTarget: Counts;
  /** Every clock that the policy has on. */
  breachesByClock: Counts;
}

/** Stands for the alerts of tickets that come down. */
export const DOWN = 'de-escalation';

/** One message that waits for the hours of its target. */
interface Waiting {
  at: Instant;
  target: string;
  /** Whose it is; undefined: nobody's that a policy names. */
  person: string | undefined;
  rule: string;
  tier: string;
  isRepeat: boolean;
  /** It stays news when the ticket is closed. */
  stays?: boolean;
}

type Telling = Escalated | DeEscalated | Notified;

export class TallyTaker {
  readonly tally: Tally = {
    ...{ tickets: 0, escalations: 0, deEscalations: 0, held: 0, reopened: 0, closedByThemselves: 0 },
    ...{ alerts: 0, repeats: 0, alertsAtNight: 0, peopleWoken: 0, deferred: 0, superseded: 0, breaches: 0 },
    ...{ escalationsByTier: {}, escalationsByRule: {}, escalationsByHour: hoursOfADay() },
    ...{ alertsByTier: {}, alertsByRule: {}, alertsByHour: hoursOfADay(), alertsByTarget: {}, breachesByClock: {} },
  };
  private readonly minutes: (at: Instant) => number;
  private readonly waiting = new Map<string, Waiting[]>();
  /** Of each ticket, the cycles of clocks that were breached. */
  private readonly breached = new Map<string, Map<string, boolean>>();

  /** @param people default: those of the policy */
  constructor(
    policy: Policy,
    timeZone: string,
    private readonly night: Night,
    private readonly people = new Directory([policy]),
  ) {
    this.minutes = minutesIn(timeZone);
    for (const { name } of policy.tiers) this.tally.alertsByTier[name] = this.tally.escalationsByTier[name] = 0;
    for (const { name, to } of policy.rules) {
      this.tally.alertsByRule[name] = 0;
      if (to !== undefined) this.tally.escalationsByRule[name] = 0;
    }
    for (const name of Object.keys({ ...policy.clocks, resolution: true })) this.tally.breachesByClock[name] = 0;
  }

  decided(decision: Decision): void {
    const { tally } = this;
    switch (decision.kind) {
      case 'escalated':
        tally.escalations++;
        add(tally.escalationsByTier, decision.to);
        add(tally.escalationsByRule, decision.rule);
        tally.escalationsByHour[this.hour(decision.at)]!++;
        this.movesOn(decision.ticketId, decision.at);
        return this.told(decision, decision.rule, decision.to);
      case 'deescalated':
        tally.deEscalations++;
        this.movesOn(decision.ticketId, decision.at);
        return this.told(decision, DOWN, decision.from);
      case 'notified':
        this.movesOn(decision.ticketId, decision.at, ({ rule }) => rule === decision.rule);
        return this.told(decision, decision.rule, decision.tier);
      case 'held':
        tally.held++;
        return;
      case 'closed':
        if (decision.by === 'auto_close') tally.closedByThemselves++;
        return this.movesOn(decision.ticketId, decision.at, ({ stays }) => !stays);
      case 'reopened':
        tally.reopened++;
        return;
      default:
        return;
    }
  }

  /** The ticket as a decision has left it. */
  looked({ ticketId, clocks, slaBreachedAt, createdAt }: TicketState): void {
    let known = this.breached.get(ticketId);
    const note = (name: string, cycle: Instant, breachedAt: Instant | null) => {
      const key = `${name} ${cycle}`;
      if (breachedAt === null && !known?.get(key)) return;
      if (!known) this.breached.set(ticketId, (known = new Map<string, boolean>()));
      known.set(key, breachedAt !== null);
    };
    if (!clocks) return note('resolution', createdAt, slaBreachedAt);
    for (const [name, clock] of Object.entries(clocks)) note(name, clock.cycle, clock.breachedAt);
  }

  over({ ticketId }: TicketState): void {
    this.tally.tickets++;
    for (const waiting of this.waiting.get(ticketId) ?? []) this.goesOut(waiting);
    this.waiting.delete(ticketId);
    for (const [key, isBreached] of this.breached.get(ticketId) ?? []) {
      if (!isBreached) continue;
      this.tally.breaches++;
      add(this.tally.breachesByClock, key.split(' ')[0]!);
    }
    this.breached.delete(ticketId);
  }

  private told(decision: Telling, rule: string, tier: string): void {
    const { at, ticketId, deferred, onCall } = decision;
    for (const target of decision.notify) {
      const until = deferred?.[target];
      if (until === null) continue;
      const stays = decision.kind === 'deescalated' && decision.reason === 'resolution';
      const person = this.people.personAt(target, onCall);
      const isRepeat = decision.kind === 'notified' && decision.repeat !== undefined;
      const alert: Waiting = { at: until ?? at, target, person, rule, tier, isRepeat, stays };
      if (until === undefined) this.goesOut(alert);
      else {
        this.tally.deferred++;
        const list = this.waiting.get(ticketId);
        if (list) list.push(alert);
        else this.waiting.set(ticketId, [alert]);
      }
    }
  }

  /** What waits of the ticket is no longer so. @param which of it; default: all */
  private movesOn(ticketId: string, at: Instant, which: (alert: Waiting) => boolean = () => true): void {
    const list = this.waiting.get(ticketId);
    if (!list) return;
    const left = list.filter((alert) => {
      if (alert.at <= at) this.goesOut(alert);
      else if (which(alert)) this.tally.superseded++;
      else return true;
      return false;
    });
    if (left.length > 0) this.waiting.set(ticketId, left);
    else this.waiting.delete(ticketId);
  }

  private hour(at: Instant): number {
    return Math.floor(this.minutes(at) / 60);
  }

  private goesOut({ at, target, person, rule, tier, isRepeat }: Waiting): void {
    const { tally } = this;
    const minutes = this.minutes(at);
    tally.alerts++;
    if (isRepeat) tally.repeats++;
    tally.alertsByHour[this.hour(at)]!++;
    add(tally.alertsByRule, rule);
    add(tally.alertsByTier, tier);
    add(tally.alertsByTarget, person ?? placeOf(target));
    if (!this.night.has(minutes)) return;
    tally.alertsAtNight++;
    if (person !== undefined) tally.peopleWoken++;
  }
}

function hoursOfADay(): number[] {
  return Array.from({ length: 24 }, () => 0);
}

function add(counts: Counts, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1;
}
