/** One ticket after another through virtual time: a decision at every instant at which anything may change, whether it matters or not. */
import { Calendar, ROUND_THE_CLOCK, type OpenTime } from './calendars.js';
import { rememberClocks, type Desk } from './clocks.js';
import { after, breachInstants, changesOf } from './conditions.js';
import { Decision } from './decide.js';
import { apply, type Said } from './facts.js';
import { publicHolidays } from './holidays.js';
import { open, type Ticket } from './ticket.js';
import { ms, type WrittenLine, type WrittenPolicy } from './written.js';

/** A decision as `rung simulate --json` prints it. */
export type Line = { at: string; ticketId: string } & Said;

export type TicketLine = Exclude<WrittenLine, { type: 'end' }>;

const arrival = ({ at, arrives = at }: WrittenLine): number => Date.parse(arrives);

export function deskOf(policy: WrittenPolicy): Desk {
  const calendars = new Map<string, OpenTime>(
    Object.entries(policy.calendars ?? {}).map(([name, written]) => [name, new Calendar(written, publicHolidays)]),
  );
  return { policy, calendar: (name) => calendars.get(name) ?? ROUND_THE_CLOCK };
}

/** The life of one ticket. */
export class Life {
  ticket: Ticket | undefined;
  readonly lines: Line[] = [];
  private lineNumber = 0;

  constructor(
    private readonly desk: Desk,
    private readonly id: string,
  ) {}

  /** To try what would happen. */
  copy(): Life {
    const life = new Life(this.desk, this.id);
    life.ticket = structuredClone(this.ticket);
    life.lineNumber = this.lineNumber;
    return life;
  }

  private say(said: readonly Said[], now: number): void {
    const at = new Date(now).toISOString();
    for (const { kind, seq, ...rest } of said) {
      this.lines.push({ at, ticketId: this.id, ...(seq !== undefined && { seq }), kind, ...rest });
    }
  }

  /** Hears what is there at one instant, and decides. */
  hear(lines: readonly TicketLine[], now: number): void {
    for (const line of lines) {
      const event = line.eventId ?? `line ${this.lineNumber++}`;
      const at = Math.min(Date.parse(line.at), now);
      if (line.type === 'created') {
        if (this.ticket) continue;
        this.ticket = open(this.desk.policy, this.id, line.ticket, at, now);
        rememberClocks(this.desk, this.ticket);
      } else if (this.ticket && !this.ticket.eventIds.has(event)) {
        this.say(apply(this.desk, this.ticket, { ...line, event, at }, now), now);
      }
    }
    this.decide(now);
  }

  private decide(now: number): void {
    if (this.ticket) this.say(new Decision(this.desk, this.ticket, now).run(), now);
  }

  /** The next instant at which anything may happen by itself. */
  next(now: number): number {
    const { ticket, desk } = this;
    if (!ticket || ticket.closed) return Infinity;
    const { policy } = desk;
    const instants = breachInstants(desk, ticket);
    for (const { name, when, unless, repeat } of policy.rules) {
      instants.push(...changesOf(desk, ticket, when, now));
      if (unless) instants.push(...changesOf(desk, ticket, unless, now));
      const repeating = ticket.rules.get(name)!.repeating;
      if (repeat && repeating && repeating.spoken < (repeat.at_most ?? Infinity)) {
        instants.push(repeating.firedAt + (repeating.spoken + 1) * ms(repeat.every));
      }
    }
    instants.push(ticket.cooldownUntil, ticket.acknowledgedUntil, ticket.snoozedUntil);
    if (policy.auto_close) instants.push(after(desk, ticket.lastActivityAt, policy.auto_close.idle));
    return Math.min(...instants.filter((at) => at > now));
  }

  /** Lets virtual time go by from `now` until before `until`. */
  advance(now: number, until: number): void {
    for (let at = this.next(now); at < until; at = this.next(at)) this.decide(at);
  }
}

/** What a policy decides over a timeline. */
export function referenceDecisions(timeline: readonly WrittenLine[], policy: WrittenPolicy): Line[] {
  const desk = deskOf(policy);
  const told = timeline
    .filter((line): line is TicketLine => line.type !== 'end')
    .sort((a, b) => arrival(a) - arrival(b));
  const end = timeline.find(({ type }) => type === 'end');
  const last = end ? arrival(end) : Math.max(...timeline.map(arrival)) + ms('400d');
  const lines: Line[] = [];
  for (const id of [...new Set(told.map(({ ticketId }) => ticketId))].sort()) {
    const life = new Life(desk, id);
    const own = told.filter(({ ticketId }) => ticketId === id);
    let now = -Infinity;
    for (const at of [...new Set(own.map(arrival))].filter((one) => one <= last)) {
      life.advance(now, at);
      life.hear(
        own.filter((line) => arrival(line) === at),
        at,
      );
      now = at;
    }
    life.advance(now, last + 1);
    lines.push(...life.lines);
  }
  // Stable: of one instant and ticket they keep their order.
  return lines.sort((a, b) =>
    a.at < b.at ? -1 : a.at > b.at ? 1 : a.ticketId < b.ticketId ? -1 : a.ticketId > b.ticketId ? 1 : 0,
  );
}
