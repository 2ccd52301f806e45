/**
 * Random timelines for a policy. Where the next line falls the reference is asked what lies ahead: lines come at the very instants at
 * which something is due, one millisecond before and after, several at once, late and out of order.
 */
import type { Chance } from './chance.js';
import { closingStatuses } from './ticket.js';
import { CUSTOMER_TIERS, PRIORITIES, STATUSES, TAGS } from './random-policy.js';
import { deskOf, Life, type TicketLine } from './oracle.js';
import type { WrittenFact, WrittenLine, WrittenPolicy, WrittenRule, WrittenTicket } from './written.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Days before and after which something is special: the clocks change in one of the zones, or it is a holiday. */
const BEGINS = [
  '2026-01-05T08:00:00Z',
  '2026-03-07T20:00:00Z',
  '2026-03-28T12:00:00Z',
  '2026-03-28T23:30:00Z',
  '2026-04-04T10:00:00Z',
  '2026-04-23T18:00:00Z',
  '2026-10-03T12:00:00Z',
  '2026-10-24T21:00:00Z',
  '2026-10-29T18:00:00Z',
  '2026-10-31T22:00:00Z',
  '2026-12-23T13:00:00Z',
];
const SCORES = [-1, -0.7, -0.5, -0.4, -0.1, 0, 0.05, 0.1, 0.3, 0.6, 0.9];
const SLA_HOURS = [0.5, 1, 1.25, 2, 4, 8, 24];

/** They are of the instant at which they arrive. */
const HEARD_AT_ONCE = ['created', 'acknowledged', 'unacknowledged', 'snoozed'];

const iso = (instant: number): string => new Date(instant).toISOString();

/** In the order in which they are made; decisions are sorted by it. */
const IDS = ['T-2', 'T-1', 'T-10', 'b', 'A'];

/** A life for each of some tickets; the policy has one for all. */
export function randomTimeline(chance: Chance, policy: WrittenPolicy): WrittenLine[] {
  const begin = Date.parse(chance.pick(BEGINS)) + chance.whole(0, 12) * 30 * MINUTE;
  const ids = IDS.slice(0, chance.pick([1, 1, 2, 4, 5]));
  const lines: WrittenLine[] = ids
    .flatMap((id) => new TimelineMaker(chance, policy, id).make(begin))
    .sort((a, b) => arrival(a) - arrival(b));
  const last = arrival(lines.at(-1)!);
  // They would go on for all of the 400 days.
  const goesOn = policy.rules.some((rule) => JSON.stringify(rule).includes('"hours"') || isEndless(rule));
  if (goesOn || chance.percent(75)) {
    const end = chance.percent(10)
      ? arrival(chance.pick(lines)) + chance.pick([-1, 0, 1])
      : last + chance.pick([0, HOUR, 12 * HOUR, 36 * HOUR, 96 * HOUR]);
    lines.push({ type: 'end', at: iso(end) });
  }
  return lines.map((line) => ({ ...line, at: chance.percent(50) ? line.at.replace('.000Z', 'Z') : line.at }));
}

function isEndless({ repeat }: WrittenRule): boolean {
  return repeat !== undefined && repeat.at_most === undefined;
}

function arrival({ at, arrives = at }: WrittenLine): number {
  return Date.parse(arrives);
}

class TimelineMaker {
  /** As the reference has it before what is told at this instant. */
  private readonly before: Life;
  private heard = 0;
  private readonly lines: TicketLine[] = [];
  private readonly statuses: string[];
  private readonly punctual: number;
  private now = 0;
  private events = 0;

  constructor(
    private readonly chance: Chance,
    private readonly policy: WrittenPolicy,
    private readonly id: string,
  ) {
    this.punctual = chance.pick([100, 75, 75, 40]);
    this.before = new Life(deskOf(policy), id);
    this.statuses = [...STATUSES, ...STATUSES, ...STATUSES, chance.pick(closingStatuses(policy))];
  }

  make(begin: number): WrittenLine[] {
    const { chance } = this;
    this.now = begin + chance.pick([0, 1, 500, 7 * MINUTE]);
    this.add({ type: 'created', ticket: this.ticket() }, this.now);
    for (let count = chance.whole(1, 30); count > 0; count--) {
      this.goTo(this.nextInstant());
      this.addFact();
    }
    return this.lines;
  }

  private goTo(next: number): void {
    if (next === this.now) return;
    this.before.hear(this.lines.slice(this.heard), this.now);
    this.before.advance(this.now, next);
    this.heard = this.lines.length;
    this.now = next;
  }

  private nextInstant(): number {
    const { chance, now } = this;
    if (chance.percent(18)) return now;
    if (chance.percent(20)) return now + chance.whole(1, 5 * 60) * chance.pick([MINUTE, 1000, 997]);
    if (chance.percent(8)) return now + chance.pick([0.5, 1, 12, 24, 50]) * HOUR;
    const life = this.before.copy();
    life.hear(this.lines.slice(this.heard), now);
    let at = now;
    for (
      let steps = chance.weighted([
        [6, 1],
        [2, 2],
        [1, 4],
      ]);
      steps > 0;
      steps--
    ) {
      const next = life.next(at);
      if (!Number.isFinite(next) || next - now > 60 * 24 * HOUR) break;
      at = next;
      life.hear([], at);
    }
    return Math.max(now, at + chance.pick([-1, 0, 0, 1]));
  }

  private ticket(): WrittenTicket {
    const { chance, now } = this;
    return {
      status: chance.weighted([
        [14, chance.pick(STATUSES)],
        [1, chance.pick(closingStatuses(this.policy))],
      ]),
      priority: chance.pick(PRIORITIES),
      customerTier: chance.pick(CUSTOMER_TIERS),
      slaHours: chance.pick(SLA_HOURS),
      ...chance.maybe(30, () => ({ createdAt: iso(now - chance.pick([1, 30 * MINUTE, 5 * HOUR, 24 * HOUR])) })),
      ...chance.maybe(15, () => ({ lastActivityAt: iso(now - chance.pick([0, 10 * MINUTE])) })),
      ...chance.maybe(20, () => ({ customerReplyCount: chance.whole(0, 4) })),
      ...chance.maybe(25, () => ({ sentimentScore: chance.pick(SCORES) })),
      ...chance.maybe(20, () => ({ assigneeGroup: 'night_shift' })),
      ...chance.maybe(15, () => ({ tier: chance.pick(this.policy.tiers).name })),
      ...chance.maybe(40, () => ({ tags: chance.some(TAGS) })),
      ...chance.maybe(30, () => ({ fields: { product: chance.pick(['x', 'y', 'z']) } })),
      ...chance.maybe(20, () => ({ asOf: iso(now - chance.pick([0, 1, 20 * MINUTE])) })),
    };
  }

  /** When what is heard now happened. */
  private happened(): number {
    const { chance, now } = this;
    if (chance.percent(this.punctual)) return now;
    const earlier = Date.parse(chance.pick(this.lines).at);
    return chance.weighted([
      [3, Math.min(now, earlier + chance.pick([-1, 0, 1, 300]))],
      [2, now - chance.whole(1, 600) * 1000],
      [2, Math.floor(now / 1000) * 1000],
      [3, now - chance.pick([1, 10 * MINUTE, 47 * MINUTE, 3 * HOUR, 26 * HOUR])],
      [1, now + 5 * MINUTE],
    ]);
  }

  private add(fact: WrittenFact, at: number): void {
    const { chance } = this;
    const arrives = at === this.now ? {} : { arrives: iso(this.now) };
    const isNamed = fact.type !== 'created' && chance.percent(15);
    const eventId = `e${chance.percent(30) ? chance.whole(0, this.events) : this.events++}`;
    this.lines.push({ at: iso(at), ...arrives, ticketId: this.id, ...(isNamed && { eventId }), ...fact });
  }

  private addFact(): void {
    const { chance, now } = this;
    if (chance.percent(0.3)) {
      // More than are kept.
      for (let i = 70; i > 0; i--) this.add({ type: 'customer_replied' }, now - chance.whole(0, 90) * MINUTE);
      return;
    }
    const changed = (changes: object): WrittenFact => ({ type: 'ticket_changed', ...changes });
    // Of a closed ticket little is heard.
    if (this.before.ticket?.closed && chance.percent(30)) {
      this.add(changed({ status: chance.pick(STATUSES) }), this.happened());
      return;
    }
    const fact = chance.weighted<() => WrittenFact>([
      [24, () => ({ type: 'customer_replied' })],
      [13, () => ({ type: 'agent_replied' })],
      [10, () => ({ type: 'sentiment_scored', score: chance.pick(SCORES) })],
      [16, () => changed({ status: chance.pick(this.statuses) })],
      [6, () => changed({ priority: chance.pick(PRIORITIES) })],
      [3, () => changed({ customerTier: chance.pick(CUSTOMER_TIERS) })],
      [4, () => changed({ slaHours: chance.pick(SLA_HOURS) })],
      [3, () => changed({ assigneeGroup: chance.pick(['night_shift', `group_${this.policy.tiers[0]!.name}`]) })],
      [6, () => changed({ tags: chance.percent(30) ? [] : chance.some(TAGS) })],
      [
        3,
        () =>
          changed({ fields: { product: chance.pick(['x', 'y', null]), ...chance.maybe(40, () => ({ plan: 'p' })) } }),
      ],
      [
        3,
        () =>
          changed({ status: chance.pick(this.statuses), priority: chance.pick(PRIORITIES), tags: chance.some(TAGS) }),
      ],
      [3, () => ({ type: 'resolution_confirmed' })],
      [6, () => ({ type: 'acknowledged', by: 'anna' })],
      [2, () => ({ type: 'unacknowledged', by: 'ben' })],
      [
        5,
        () => ({
          type: 'snoozed',
          until: chance.percent(25) ? null : iso(now + chance.pick([10, 30, 61, 240, 0, -5]) * MINUTE),
        }),
      ],
      [1, () => ({ type: 'created', ticket: this.ticket() })],
    ])();
    this.add(fact, HEARD_AT_ONCE.includes(fact.type) ? now : this.happened());
  }
}
