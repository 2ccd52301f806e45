/** Random policies: small numbers, so that marks, repeats, holds and openings often meet. */
import type { WrittenCalendar } from './calendars.js';
import type { Chance } from './chance.js';
import type {
  ClockName,
  Length,
  WrittenClock,
  WrittenPolicy,
  WrittenRotation,
  WrittenRule,
  WrittenTarget,
  WrittenWhen,
} from './written.js';

/** Whole hours, halves and quarters; changes at night, at midnight and of half an hour; both hemispheres. */
const ZONES = [
  'Europe/Berlin',
  'America/New_York',
  'America/St_Johns',
  'Africa/Cairo',
  'America/Havana',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Australia/Adelaide',
  'Australia/Lord_Howe',
  'Pacific/Chatham',
  'America/Santiago',
  'UTC',
];
const SLOTS = [
  ['09:00-17:00'],
  ['09:00-12:30', '13:15-17:30'],
  ['00:00-24:00'],
  ['00:00-02:30', '02:30-03:15', '20:00-24:00'],
  ['01:30-02:45'],
  ['22:00-24:00'],
  ['08:00-08:01', '08:01-12:00'],
  [],
];
const WEEKS = [
  ['mon-fri'],
  ['mon-thu', 'fri'],
  ['sat-mon', 'wed'],
  ['mon-sun'],
  ['sun'],
  ['mon-fri', 'sat-sun'],
  ['fri-tue'],
];
const DATES = [
  '2026-03-27',
  '2026-03-29',
  '2026-04-05',
  '2026-04-24',
  '2026-10-25',
  '2026-10-30',
  '2026-11-01',
  '2026-12-24',
  '2026-12-25',
  '2026-01-06',
];
export const STATUSES = ['new', 'open', 'pending', 'on_hold'];
export const CUSTOMER_TIERS = ['standard', 'gold'];
export const TAGS = ['outage', 'billing', 'beta'];
export const PRIORITIES = ['low', 'normal', 'high', 'urgent'];
const CLOCK_NAMES: readonly ClockName[] = ['first_response', 'next_response', 'resolution'];
const LENGTHS = ['10m', '20m', '30m', '1h', '90m', '2h', '4h', '8h', '1d'];
const PERCENTAGES = ['33.3%', '50%', '75%', '99.99%', '100%', '120%', '0.001%'];

export function randomPolicy(chance: Chance): WrittenPolicy {
  return new PolicyMaker(chance).make();
}

class PolicyMaker {
  private readonly tiers: string[];
  private readonly calendars: string[];
  private readonly rotations: string[];
  private readonly hasPeople: boolean;
  private readonly clocks: ClockName[] = [];
  private readonly closing: string[] | undefined;
  /** Every rule looks at clocks and replies alone, and tells: so nothing of them stays unseen. */
  private readonly isAboutClocks: boolean;

  constructor(private readonly chance: Chance) {
    this.isAboutClocks = chance.percent(30);
    this.tiers = ['L1', 'L2', 'L3', 'manager'].slice(0, chance.whole(2, 4));
    this.calendars = ['office', 'desk'].slice(
      0,
      chance.weighted([
        [1, 0],
        [3, 1],
        [2, 2],
      ]),
    );
    this.hasPeople = chance.percent(65);
    this.rotations = this.hasPeople ? ['primary', 'backup'].slice(0, chance.whole(0, 2)) : [];
    this.closing = chance.percent(30)
      ? chance.pick([['resolved', 'closed', 'merged'], ['closed', 'merged'], ['merged']])
      : undefined;
  }

  make(): WrittenPolicy {
    const { chance } = this;
    const named = <T>(names: readonly string[], make: () => T): Record<string, T> =>
      Object.fromEntries(names.map((name) => [name, make()]));
    const clocks = this.isAboutClocks || chance.percent(75) ? this.makeClocks() : undefined;
    return {
      version: 1,
      ...(this.closing && { closing_statuses: this.closing }),
      ...(this.calendars.length > 0 && { calendars: named(this.calendars, () => this.calendar()) }),
      ...(clocks && { clocks }),
      ...(this.hasPeople && { people: named(['anna', 'ben', 'cara'], () => ({})) }),
      ...this.withPeople(),
      tiers: this.tiers.map((name, i) => ({
        name,
        group: `group_${name}`,
        ...chance.maybe(i === 0 ? 40 : 85, () => ({ notify: this.targets(2) })),
      })),
      ...chance.maybe(80, () => ({ priorities: PRIORITIES })),
      ...chance.maybe(90, () => ({ cooldown: chance.pick(['0s', '10m', '30m', '1h', '4h']) })),
      ...chance.maybe(70, () => ({
        acknowledgement: {
          ...chance.maybe(80, () => ({ for: chance.pick(['20m', '1h', '4h']) })),
          ...chance.maybe(60, () => ({ ends: chance.some(['customer_reply', 'agent_reply', 'sentiment'] as const) })),
        },
      })),
      ...chance.maybe(55, () => ({
        reopen: {
          on: 'customer_reply' as const,
          within: chance.pick(['1h', '4h', '2d']),
          status: chance.pick(STATUSES),
        },
      })),
      ...chance.maybe(25, () => ({
        auto_close: {
          status: chance.some(STATUSES),
          idle: this.length(),
          as: chance.pick(this.closing ?? ['resolved', 'closed']),
        },
      })),
      rules: Array.from({ length: chance.whole(1, 7) }, (_, i) => this.rule(`rule_${i}`)),
      ...chance.maybe(75, () => ({ de_escalate: this.deEscalation() })),
    };
  }

  private withPeople(): Partial<WrittenPolicy> {
    if (!this.hasPeople) return {};
    const person = (name: string): { slack: string; email: string } => ({
      slack: `U012${name.toUpperCase()}`,
      email: `${name}@example.com`,
    });
    return {
      people: { anna: person('anna'), ben: person('ben'), cara: person('cara') },
      ...(this.rotations.length > 0 && {
        rotations: Object.fromEntries(this.rotations.map((name) => [name, this.rotation()])),
      }),
    };
  }

  private calendar(): WrittenCalendar {
    const { chance } = this;
    const isClosed = chance.percent(4);
    const week = chance.pick(WEEKS);
    const holidays = [
      ...(chance.percent(30) ? chance.some(DATES) : []),
      ...(chance.percent(2) ? [chance.pick([{ country: 'DE', region: 'BE' }, { country: 'US' }])] : []),
    ];
    return {
      time_zone: chance.pick(ZONES),
      hours: isClosed ? {} : Object.fromEntries(week.map((days) => [days, chance.pick(SLOTS)])),
      ...(holidays.length > 0 && { holidays }),
      ...chance.maybe(30, () => ({
        days: Object.fromEntries(chance.some(DATES).map((date) => [date, chance.pick(SLOTS)])),
      })),
    };
  }

  private rotation(): WrittenRotation {
    const { chance } = this;
    const who = ['anna', 'ben', 'cara'];
    const every = chance.pick(['1w', '1d', '2d', '12h', '5h', '1h']);
    return {
      members: who.slice(chance.whole(0, 1), chance.whole(2, 3)),
      every,
      from: chance.pick(['2026-01-05T09:00', '2026-03-22T02:30', '2026-10-18T02:30', '2026-12-01T00:00']),
      time_zone: chance.pick(ZONES),
      ...chance.maybe(50, () => ({
        overrides: chance.some([
          { from: '2026-01-05T10:00', to: '2026-01-06T09:00', who: chance.pick(who) },
          { from: '2026-03-28T18:00', to: '2026-03-29T02:30', who: chance.pick(who) },
          { from: '2026-03-28T22:00', to: '2026-03-30T07:00', who: chance.pick(who) },
          { from: '2026-10-25T02:30', to: '2026-10-25T03:30', who: chance.pick(who) },
          { from: '2026-04-04T12:00', to: '2026-04-05T02:00', who: chance.pick(who) },
        ]),
      })),
    };
  }

  private makeClocks(): Partial<Record<ClockName, WrittenClock>> {
    const { chance } = this;
    const clocks: Partial<Record<ClockName, WrittenClock>> = {};
    for (const name of this.isAboutClocks ? CLOCK_NAMES.filter(() => chance.percent(75)) : chance.some(CLOCK_NAMES)) {
      this.clocks.push(name);
      clocks[name] = {
        ...(name === 'resolution' && chance.percent(50)
          ? chance.maybe(50, () => ({ target: 'ticket' }))
          : { target: this.target() }),
        ...chance.maybe(this.calendars.length > 0 ? 60 : 0, () => ({ calendar: chance.pick(this.calendars) })),
        ...chance.maybe(60, () => ({ pause: chance.some(STATUSES) })),
      };
    }
    return clocks;
  }

  private target(): WrittenClock['target'] {
    const { chance } = this;
    if (chance.percent(35)) return chance.pick(LENGTHS);
    const entries = Array.from({ length: chance.whole(1, 2) }, (_, i) => ({
      ...chance.maybe(60, () => ({ priority: chance.some(PRIORITIES) })),
      ...chance.maybe(30, () => ({ customer_tier: [chance.pick(CUSTOMER_TIERS)] })),
      ...(i === 0 ? { tags: chance.some(TAGS) } : chance.maybe(30, () => ({ tags: chance.some(TAGS) }))),
      is: chance.pick(LENGTHS),
    }));
    return [...entries, ...(chance.percent(55) ? [{ is: chance.pick(LENGTHS) }] : [])];
  }

  private length(): Length {
    const { chance } = this;
    if (this.calendars.length === 0 || chance.percent(65)) return chance.pick(LENGTHS);
    return { for: chance.pick(LENGTHS), calendar: chance.pick([...this.calendars, '24x7']) };
  }

  private targets(most: number): WrittenTarget[] {
    const { chance } = this;
    const who = this.hasPeople ? ['anna', 'ben', ...this.rotations, ...this.rotations] : [];
    const channels = ['#ops', '#tier2', '#boss'];
    const addresses = ['ops@example.com', 'boss@example.com'];
    const targets = Array.from({ length: chance.whole(1, most) }, (): WrittenTarget => ({
      ...(chance.percent(50)
        ? {
            slack: chance.pick([...channels, ...who]),
            ...chance.maybe(who.length > 0 ? 40 : 0, () => ({ mention: chance.pick(who) })),
          }
        : { email: chance.pick([...addresses, ...who]) }),
      ...chance.maybe(this.calendars.length > 0 ? 40 : 0, () => ({ hours: chance.pick(this.calendars) })),
    }));
    // Written twice it would be an error; that two resolve to the same is none.
    const first = ({ slack, email }: WrittenTarget): WrittenTarget =>
      targets.find((other) => other.slack === slack && other.email === email)!;
    return targets.filter((target) => first(target) === target);
  }

  private rule(name: string): WrittenRule {
    const { chance } = this;
    const tells = chance.percent(this.isAboutClocks ? 85 : 35);
    return {
      name,
      when: this.isAboutClocks
        ? this.conditionOfClocks()
        : this.when(
            chance.weighted([
              [4, 0],
              [3, 1],
              [3, 2],
            ]),
          ),
      ...chance.maybe(this.isAboutClocks ? 0 : 15, () => ({ unless: this.when(1) })),
      ...(tells
        ? { notify: chance.percent(40) ? ('here' as const) : this.targets(3) }
        : {
            to: chance.pick([...this.tiers.slice(1), 'next']),
            ...chance.maybe(70, () => ({ bump: chance.whole(0, 3) })),
          }),
      ...chance.maybe(25, () => ({ bypass_cooldown: true })),
      ...chance.maybe(45, () => ({
        repeat: {
          every: chance.pick(['10m', '15m', '1h', '4h']),
          ...chance.maybe(85, () => ({ at_most: chance.whole(1, 5) })),
        },
      })),
      ...chance.maybe(20, () => ({ heeds_ack: chance.percent(50) })),
      ...chance.maybe(tells ? 0 : 25, () => ({ cooldown: chance.pick(['0s', '20m', '2h']) })),
      ...chance.maybe(25, () => ({ wakes: true })),
    };
  }

  private deEscalation(): WrittenPolicy['de_escalate'] {
    const { chance } = this;
    const unless = (): { unless?: WrittenWhen } => chance.maybe(35, () => ({ unless: this.when(1) }));
    return [
      ...(chance.percent(70)
        ? [
            {
              when: { resolution_confirmed: true as const },
              to: chance.pick(['base', 'previous'] as const),
              ...unless(),
            },
          ]
        : []),
      ...(chance.percent(50) ? [{ when: { sentiment_at_least: 0.6 }, to: 'base' as const, ...unless() }] : []),
      ...(chance.percent(80) ? [{ when: { sentiment_at_least: 0.1 }, to: 'previous' as const, ...unless() }] : []),
    ];
  }

  /** Conditions: one to three, with combinations down to a depth. */
  private when(depth: number): WrittenWhen {
    const { chance } = this;
    let when: WrittenWhen = {};
    for (
      let count = chance.weighted([
        [7, 1],
        [4, 2],
        [1, 3],
      ]);
      count > 0;
      count--
    )
      when = { ...when, ...this.condition(depth) };
    return when;
  }

  private clock(): ClockName {
    return this.clocks.length > 0 && this.chance.percent(90) ? this.chance.pick(this.clocks) : 'resolution';
  }

  private mark(): WrittenWhen {
    const { chance } = this;
    const share = chance.percent(65) ? { used: chance.pick(PERCENTAGES) } : { left: chance.pick(LENGTHS) };
    return { clock: { of: this.clock(), ...share } };
  }

  private conditionOfClocks(): WrittenWhen {
    const { chance } = this;
    const make = chance.weighted<() => WrittenWhen>([
      [6, () => this.mark()],
      [3, () => ({ breached: [this.clock()] })],
      [1, () => ({ not: { breached: [this.clock()] } })],
      [1, () => ({ not: this.mark() })],
      [1, () => ({ waiting: this.length() })],
      [1, () => ({ unanswered_replies: chance.whole(1, 2) })],
      [1, () => ({ any: [this.mark(), this.mark()] })],
    ]);
    return make();
  }

  private condition(depth: number): WrittenWhen {
    const { chance } = this;
    const list = (): WrittenWhen[] => Array.from({ length: chance.whole(1, 3) }, () => this.when(depth - 1));
    const make = chance.weighted<() => WrittenWhen>([
      [12, () => this.mark()],
      [5, () => ({ sla_used: chance.pick(PERCENTAGES) })],
      [6, () => ({ idle: this.length() })],
      [7, () => ({ waiting: this.length() })],
      [5, () => ({ stalled: this.length() })],
      [5, () => ({ in_tier: this.length() })],
      [4, () => ({ sentiment_below: chance.pick([-0.5, 0, 0.3]) })],
      [4, () => ({ sentiment: { last: chance.whole(1, 3), below: chance.pick([-0.4, 0, 0.2]) } })],
      [4, () => ({ customer_replies: chance.whole(1, 3) })],
      [5, () => ({ unanswered_replies: chance.whole(1, 3) })],
      [5, () => ({ breached: this.clocks.length > 0 ? chance.some(this.clocks) : ['resolution' as const] })],
      [
        this.calendars.length > 0 ? 5 : 0,
        () => ({ hours: chance.pick([...this.calendars, ...this.calendars, '24x7']) }),
      ],
      [6, () => ({ status: chance.some(STATUSES) })],
      [2, () => ({ customer_tier: [chance.pick(CUSTOMER_TIERS)] })],
      [4, () => ({ tier: chance.some(this.tiers) })],
      [4, () => ({ priority: chance.some(PRIORITIES) })],
      [4, () => ({ tags: chance.some(TAGS) })],
      [2, () => ({ group: chance.some([...this.tiers.map((tier) => `group_${tier}`), 'night_shift']) })],
      [3, () => ({ fields: { product: chance.some(['x', 'y']), ...chance.maybe(30, () => ({ plan: ['p'] })) } })],
      [depth > 0 ? 9 : 0, () => ({ any: list() })],
      [depth > 0 ? 5 : 0, () => ({ all: list() })],
      [depth > 0 ? 8 : 0, () => ({ not: this.when(depth - 1) })],
    ]);
    return make();
  }
}
