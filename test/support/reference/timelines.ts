/**
 * Random timelines and policies, the same for the same seed: small worlds in which much happens at the same instant, at
 * the very mark, or one millisecond beside it.
 *
 * The marks are found by asking the oracle what it would say about the timeline so far, if nothing else happened.
 */
import {
  durationMs,
  referenceDecisions,
  slaMark,
  type RawDeEscalation,
  type RawFact,
  type RawPolicy,
  type RawRule,
  type RawTicket,
  type RawTier,
  type RawWhen,
} from './oracle.js';

export interface Scenario {
  policy: RawPolicy;
  timeline: RawFact[];
}

/** mulberry32 */
function generator(seed: number): () => number {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = a;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

class Dice {
  readonly next: () => number;
  constructor(seed: number) {
    // Neighbouring seeds must not give neighbouring worlds.
    this.next = generator(Math.imul(seed + 1, 0x9e3779b1) ^ 0x5bd1e995);
  }
  chance(p: number): boolean {
    return this.next() < p;
  }
  int(from: number, to: number): number {
    return from + Math.floor(this.next() * (to - from + 1));
  }
  pick<T>(all: readonly T[]): T {
    return all[Math.floor(this.next() * all.length)]!;
  }
  /** `[weight, value]` */
  weighted<T>(all: readonly (readonly [number, T])[]): T {
    let left = this.next() * all.reduce((sum, [weight]) => sum + weight, 0);
    for (const [weight, value] of all) {
      left -= weight;
      if (left < 0) return value;
    }
    return all[all.length - 1]![1];
  }
  some<T>(all: readonly T[], howMany: number): T[] {
    const rest = [...all];
    const out: T[] = [];
    while (out.length < howMany && rest.length > 0) out.push(rest.splice(this.int(0, rest.length - 1), 1)[0]!);
    return all.filter((each) => out.includes(each));
  }
}

const HOUR = 3_600_000;
const START = Date.parse('2026-01-05T09:00:00Z');
const STATUSES = ['open', 'pending'];
const CUSTOMER_TIERS = ['standard', 'premium', 'enterprise'];
const CUSTOM_GROUP = 'billing';

// ---------------------------------------------------------------------------------------------------------------------
// Policies
// ---------------------------------------------------------------------------------------------------------------------

/** The default policy of section 2. */
export function defaultPolicy(): RawPolicy {
  return {
    version: 1,
    tiers: [
      { name: 'L1', group: 'tier1_support' },
      { name: 'L2', group: 'tier2_support', notify: [{ slack: '#tier2-queue' }, { email: 'tier2@example.com' }] },
      { name: 'L3', group: 'tier3_support', notify: [{ slack: '#tier3-queue' }, { email: 'tier3@example.com' }] },
      {
        name: 'manager',
        group: 'support_managers',
        notify: [{ slack: '#escalations' }, { email: 'managers@example.com' }],
      },
    ],
    priorities: ['low', 'normal', 'high', 'urgent'],
    cooldown: '4h',
    rules: [
      { name: 'time_based', when: { sla_used: '75%', status: ['open'] }, to: 'L2', bump: 1 },
      { name: 'vip_stuck', when: { customer_tier: ['enterprise'], idle: '2h' }, to: 'manager', bump: 2 },
      { name: 'negative_sentiment', when: { sentiment_below: -0.6 }, to: 'L2', bump: 1 },
      { name: 'multiple_replies_no_resolution', when: { customer_replies: 3 }, to: 'L2', bump: 1 },
      { name: 'sla_breached', when: { sla_used: '100%' }, to: 'manager', bump: 2 },
      { name: 'stalled_at_l2', when: { tier: ['L2'], stalled: '4h' }, to: 'L3', bump: 1 },
    ],
    de_escalate: [
      { when: { resolution_confirmed: true }, to: 'base' },
      { when: { sentiment_at_least: 0.05 }, to: 'previous' },
    ],
  };
}

const COOLDOWNS: (readonly [number, string])[] = [
  [2, '0s'],
  [1, '30s'],
  [1, '90m'],
  [2, '1h'],
  [3, '4h'],
  [1, '2h30m'],
  [1, '2d'],
];

function randomTiers(dice: Dice): RawTier[] {
  const names = dice.pick([
    ['L1', 'L2'],
    ['L1', 'L2', 'L3'],
    ['L1', 'L2', 'L3', 'manager'],
    ['desk', 'expert', 'lead'],
    ['a', 'b', 'c', 'd', 'e'],
  ]);
  return names.map((name, index) => {
    // Two tiers may have one target in common: it is told once.
    const targets: Record<string, string>[] = [
      { slack: `#${name.toLowerCase()}` },
      { email: `${name.toLowerCase()}@example.com` },
      { slack: '#everybody' },
    ];
    const notify = dice.some(targets, index === 0 ? dice.pick([0, 0, 1, 2]) : dice.int(0, 3));
    const group = `group_${name}`;
    return notify.length === 0 && dice.chance(0.5) ? { name, group } : { name, group, notify };
  });
}

function randomWhen(dice: Dice, tiers: string[], priorities: string[], to: string): RawWhen {
  const when: RawWhen = {};
  const howMany = dice.weighted([
    [4, 1],
    [4, 2],
    [2, 3],
  ]);
  const kinds: (readonly [number, keyof RawWhen])[] = [
    [4, 'sla_used'],
    [3, 'idle'],
    [3, 'stalled'],
    [3, 'sentiment_below'],
    [3, 'customer_replies'],
    [1, 'status'],
    [1, 'customer_tier'],
    [2, 'tier'],
    [1, 'priority'],
  ];
  while (Object.keys(when).length < howMany) {
    switch (dice.weighted(kinds)) {
      case 'sla_used':
        when.sla_used = dice.pick(['25%', '50%', '75%', '90%', '100%', '12.5%']);
        break;
      case 'idle':
        when.idle = dice.pick(['30s', '30m', '90m', '2h', '6h', '1d', '1h30m']);
        break;
      case 'stalled':
        when.stalled = dice.pick(['30s', '1h', '90m', '4h', '1d12h']);
        break;
      case 'sentiment_below':
        when.sentiment_below = dice.pick([-0.6, -0.3, 0]);
        break;
      case 'customer_replies':
        when.customer_replies = dice.pick([1, 2, 2, 3, 3, 4]);
        break;
      case 'status':
        when.status = [dice.pick(STATUSES)];
        break;
      case 'customer_tier':
        when.customer_tier = dice.some(CUSTOMER_TIERS, dice.int(1, 2));
        break;
      case 'tier': {
        // At least one tier from which the target is above: a rule that can never fire is no policy.
        const below = tiers.slice(0, to === 'next' ? tiers.length - 1 : tiers.indexOf(to));
        const others = dice.chance(0.3) ? dice.some(tiers, 1) : [];
        const chosen = [dice.pick(below), ...others];
        when.tier = tiers.filter((tier) => chosen.includes(tier));
        break;
      }
      case 'priority':
        when.priority = dice.some(priorities, dice.int(1, Math.max(1, priorities.length - 1)));
        break;
    }
  }
  return when;
}

function randomPolicy(dice: Dice): RawPolicy {
  if (dice.chance(0.3)) {
    const policy = defaultPolicy();
    if (dice.chance(0.4)) policy.cooldown = dice.weighted(COOLDOWNS);
    if (dice.chance(0.3)) policy.rules[dice.int(0, 5)]!.bypass_cooldown = true;
    return policy;
  }
  const tiers = randomTiers(dice);
  const tierNames = tiers.map(({ name }) => name);
  const priorities = dice.pick([
    ['low', 'normal', 'high', 'urgent'],
    ['low', 'normal', 'high', 'urgent'],
    ['minor', 'major'],
    ['p5', 'p4', 'p3', 'p2', 'p1'],
  ]);
  const rules: RawRule[] = [];
  const howMany = dice.int(1, 7);
  for (let index = 1; index <= howMany; index += 1) {
    const to = dice.chance(0.3) ? 'next' : dice.pick(tierNames.slice(1));
    const rule: RawRule = {
      name: `rule_${index}`,
      when: randomWhen(dice, tierNames, priorities, to),
      to,
      bump: dice.pick([0, 1, 1, 1, 2, 2, 3]),
    };
    if (dice.chance(0.2)) rule.bypass_cooldown = true;
    rules.push(rule);
  }
  const confirmation: RawDeEscalation = {
    when: { resolution_confirmed: true },
    to: dice.chance(0.85) ? 'base' : 'previous',
  };
  const sentiment: RawDeEscalation = {
    when: { sentiment_at_least: dice.pick([0.05, 0.05, 0.5]) },
    to: dice.chance(0.8) ? 'previous' : 'base',
  };
  const de_escalate = dice.weighted([
    [6, [confirmation, sentiment]],
    [1, [sentiment, confirmation]],
    [1.5, [confirmation]],
    [1.5, [sentiment]],
  ]);
  return { version: 1, tiers, priorities, cooldown: dice.weighted(COOLDOWNS), rules, de_escalate };
}

// ---------------------------------------------------------------------------------------------------------------------
// Timelines
// ---------------------------------------------------------------------------------------------------------------------

type Line = Record<string, unknown>;

/** Sometimes without the milliseconds, where there are none. */
function written(dice: Dice, ms: number): string {
  const text = new Date(ms).toISOString();
  return dice.chance(0.5) ? text.replace('.000Z', 'Z') : text;
}

function randomTicket(dice: Dice, policy: RawPolicy, at: number): RawTicket {
  const ticket: RawTicket = {
    status: dice.weighted([
      [8, 'open'],
      [2, 'pending'],
      [0.4, 'resolved'],
      [0.3, 'closed'],
    ]),
    priority: dice.chance(0.2) ? dice.pick(policy.priorities) : policy.priorities[dice.int(0, 1)]!,
    customerTier: dice.pick(CUSTOMER_TIERS),
    slaHours: dice.pick([1, 2, 4, 8, 8, 12, 24, 24, 48, 0.5]),
  };
  let createdAt = at;
  if (dice.chance(0.35)) {
    createdAt = dice.weighted([
      [2, at - ticket.slaHours * HOUR],
      [1, at - ticket.slaHours * HOUR + 1],
      [1, at - ticket.slaHours * HOUR * 0.75],
      [3, at - dice.int(1, 96) * HOUR],
      [1, at - dice.int(1, 120) * 60_000],
    ]);
    ticket.createdAt = written(dice, createdAt);
  }
  if (dice.chance(0.2)) ticket.customerReplyCount = dice.int(0, 7);
  if (dice.chance(0.2)) ticket.sentimentScore = dice.pick(SCORES);
  if (dice.chance(0.2))
    ticket.lastActivityAt = written(dice, dice.pick([createdAt, at, Math.floor((createdAt + at) / 2)]));
  if (dice.chance(0.15)) ticket.assigneeGroup = CUSTOM_GROUP;
  if (dice.chance(0.15)) ticket.tier = dice.pick(policy.tiers).name;
  return ticket;
}

const SCORES = [-1, -0.7, -0.61, -0.6, -0.59, -0.31, -0.3, -0.1, 0, 0.04, 0.05, 0.06, 0.3, 0.5, 1];

/** Every duration that the policy knows. */
function durationsOf(policy: RawPolicy): number[] {
  return [
    durationMs(policy.cooldown),
    ...policy.rules.flatMap(({ when }) =>
      [when.idle, when.stalled].flatMap((text) => (text ? [durationMs(text)] : [])),
    ),
  ];
}

function randomChange(dice: Dice, policy: RawPolicy, ticket: RawTicket, current: Line): Line {
  const one = (): Line =>
    dice.weighted<() => Line>([
      [3, () => ({ priority: dice.pick(policy.priorities) })],
      [1, () => ({ priority: current.priority ?? ticket.priority })],
      [2, () => ({ assigneeGroup: dice.pick([CUSTOM_GROUP, ...policy.tiers.map(({ group }) => group)]) })],
      [1, () => ({ assigneeGroup: current.group ?? ticket.assigneeGroup ?? CUSTOM_GROUP })],
      [
        4,
        () => ({
          slaHours: dice.pick([ticket.slaHours, ticket.slaHours, ticket.slaHours / 2, ticket.slaHours * 2, 4, 8, 48]),
        }),
      ],
      [1, () => ({ customerTier: dice.pick(CUSTOMER_TIERS) })],
      [3, () => ({ status: dice.pick(STATUSES) })],
    ])();
  return dice.chance(0.2) ? { ...one(), ...one() } : one();
}

function randomFact(dice: Dice, policy: RawPolicy, ticket: RawTicket, current: Line, closed: boolean): Line {
  const reopen = (): Line => ({
    type: 'ticket_changed',
    status: dice.pick(STATUSES),
    ...(dice.chance(0.3) ? randomChange(dice, policy, ticket, current) : {}),
  });
  const close = (): Line => ({ type: 'ticket_changed', status: dice.pick(['resolved', 'closed']) });
  return dice.weighted<() => Line>([
    [4, () => ({ type: 'customer_replied' })],
    [2, () => ({ type: 'agent_replied' })],
    [4, () => ({ type: 'sentiment_scored', score: dice.pick(SCORES) })],
    [4, () => ({ type: 'ticket_changed', ...randomChange(dice, policy, ticket, current) })],
    [closed ? 1 : 0.8, () => ({ type: 'resolution_confirmed' })],
    [closed ? 1.5 : 0.8, close],
    [closed ? 6 : 0.3, reopen],
    [0.4, () => ({ type: 'created', ticket: randomTicket(dice, policy, START) })],
  ])();
}

/** The facts of one ticket, in time order. */
function randomLife(dice: Dice, policy: RawPolicy, ticketId: string, instantsOfOthers: number[]): RawFact[] {
  const life: Line[] = [];
  const durations = durationsOf(policy);
  const percentages = policy.rules.flatMap(({ when }) => (when.sla_used === undefined ? [] : [when.sla_used]));
  let eventCount = 0;
  const eventId = (): Line => {
    eventCount += 1;
    return dice.chance(0.6) ? { eventId: `e${eventCount}` } : {};
  };

  let at = START + (dice.chance(0.5) ? 0 : dice.int(0, 240) * 60_000);
  if (instantsOfOthers.length > 0 && dice.chance(0.3)) at = dice.pick(instantsOfOthers);
  const ticket = randomTicket(dice, policy, at);
  const createdAt = ticket.createdAt === undefined ? at : Date.parse(ticket.createdAt);
  life.push({ at: written(dice, at), ticketId, type: 'created', ticket, ...eventId() });

  const howMany = dice.int(0, 14);
  for (let index = 0; index < howMany; index += 1) {
    // What would be said if nothing else happened: the instants to aim at, and the state to set fields to.
    const said = referenceDecisions(life, policy) as Line[];
    const past = said.filter((line) => Date.parse(line.at as string) <= at);
    const doors = past.filter(({ kind }) => kind === 'closed' || kind === 'reopened');
    const closed = doors.at(-1)?.kind === 'closed';
    const steps = past.filter(({ seq }) => seq !== undefined);
    const lastStep = steps.at(-1);
    const current: Line =
      lastStep === undefined ? {} : { group: lastStep.group, priority: (lastStep.priority as { to: string }).to };

    const decisions = said.map((line) => Date.parse(line.at as string));
    const ends = said.flatMap((line) => (line.until === undefined ? [] : [Date.parse(line.until as string)]));
    const marks = [
      ...decisions,
      ...decisions,
      ...ends,
      ...decisions.flatMap((instant) => durations.map((duration) => instant + duration)),
      ...durations.map((duration) => at + duration),
      ...percentages.map((used) => slaMark(createdAt, ticket.slaHours, used)),
      ...instantsOfOthers,
    ].filter((instant) => instant >= at && instant < START + 14 * 24 * HOUR);

    at = dice.weighted<() => number>([
      [3, () => at],
      [4, () => (marks.length === 0 ? at : Math.max(at, dice.pick(marks) + dice.pick([-1, 0, 0, 0, 1])))],
      [2, () => at + dice.int(1, 90) * 60_000],
      [1, () => at + dice.int(1, 30) * HOUR],
      [0.5, () => at + dice.pick([1, 2, 1_000])],
    ])();

    const earlier = life.filter((line) => line.eventId !== undefined && line.type !== 'created');
    if (earlier.length > 0 && dice.chance(0.08)) {
      // The same event once more, mostly as it was; now and then another fact under its id.
      const again = dice.pick(earlier);
      const other = randomFact(dice, policy, ticket, current, closed);
      const fact = dice.chance(0.8) || other.type === 'created' ? again : { ...other, eventId: again.eventId };
      life.push({ ...fact, at: written(dice, at), ticketId });
      continue;
    }
    const fact = randomFact(dice, policy, ticket, current, closed);
    life.push({ at: written(dice, at), ticketId, ...fact, ...(fact.type === 'created' ? {} : eventId()) });
  }
  return life as unknown as RawFact[];
}

export function randomScenario(seed: number): Scenario {
  const dice = new Dice(seed);
  const policy = randomPolicy(dice);
  const ids = dice.weighted([
    [3, ['T-1']],
    [3, ['T-2', 'T-1']],
    [2, ['T-1', 'T-3', 'T-2']],
    [1, ['T-2', 'T-10', 'b', 'A']],
  ]);
  const lives: RawFact[][] = [];
  for (const id of ids) {
    const instants = lives.flat().map(({ at }) => Date.parse(at));
    lives.push(randomLife(dice, policy, id, instants));
  }
  // Stable: the facts of one ticket at one instant stay in their order.
  let timeline = lives.flat().sort((a, b) => Date.parse(a.at) - Date.parse(b.at));

  if (dice.chance(0.35)) {
    const said = referenceDecisions(timeline, policy) as Line[];
    const instants = [...said.map((line) => line.at as string), ...timeline.map(({ at }) => at)].map((at) =>
      Date.parse(at),
    );
    const end: RawFact = { at: written(dice, dice.pick(instants) + dice.pick([-1, 0, 0, 1, HOUR])), type: 'end' };
    const place = timeline.findIndex(({ at }) => Date.parse(at) > Date.parse(end.at));
    if (place < 0) timeline.push(end);
    else timeline.splice(place, 0, end);
  }
  // The file need not be in order; what is at one instant stays in its order.
  if (dice.chance(0.05)) {
    const instants = [...new Set(timeline.map(({ at }) => Date.parse(at)))];
    const shuffled = instants.map((instant) => ({ instant, key: dice.next() })).sort((a, b) => a.key - b.key);
    timeline = shuffled.flatMap(({ instant }) => timeline.filter(({ at }) => Date.parse(at) === instant));
  }
  return { policy, timeline };
}
