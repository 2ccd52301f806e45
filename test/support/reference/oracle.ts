/**
 * A second, independent reading of sections 1 to 3 of the design and of "Timeline in, decisions out": slow, plain, and
 * without a line of the engine in it. Each block names the sentence it implements.
 *
 * The time axis is the naive one: every instant at which anything could come true by itself is a candidate, and a
 * decision is taken at each of them, due or not.
 */

// ---------------------------------------------------------------------------------------------------------------------
// The raw forms
// ---------------------------------------------------------------------------------------------------------------------

export interface RawTier {
  name: string;
  group: string;
  notify?: Record<string, string>[];
}

export interface RawWhen {
  sla_used?: string;
  idle?: string;
  stalled?: string;
  sentiment_below?: number;
  customer_replies?: number;
  status?: string[];
  customer_tier?: string[];
  tier?: string[];
  priority?: string[];
}

export interface RawRule {
  name: string;
  when: RawWhen;
  to: string;
  bump?: number;
  bypass_cooldown?: boolean;
}

export interface RawDeEscalation {
  when: { resolution_confirmed?: boolean; sentiment_at_least?: number };
  to: 'base' | 'previous';
}

export interface RawPolicy {
  version: number;
  tiers: RawTier[];
  priorities: string[];
  cooldown: string;
  rules: RawRule[];
  de_escalate?: RawDeEscalation[];
}

export interface RawTicket {
  status: string;
  priority: string;
  customerTier: string;
  slaHours: number;
  createdAt?: string;
  customerReplyCount?: number;
  sentimentScore?: number;
  lastActivityAt?: string;
  assigneeGroup?: string;
  tier?: string;
}

export interface RawFact {
  at: string;
  type: string;
  ticketId?: string;
  eventId?: string;
  ticket?: RawTicket;
  score?: number;
  status?: string;
  priority?: string;
  customerTier?: string;
  slaHours?: number;
  assigneeGroup?: string;
}

// ---------------------------------------------------------------------------------------------------------------------
// Reading the policy
// ---------------------------------------------------------------------------------------------------------------------

const UNITS: Record<string, number> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

const durations = new Map<string, number>();

/** `4h`, `90m`, `2d`, `30s`, and several of them after one another. */
export function durationMs(text: string): number {
  const known = durations.get(text);
  if (known !== undefined) return known;
  let total = 0;
  const rest = String(text).replace(/(\d+(?:\.\d+)?)\s*([smhd])\s*/g, (_, amount: string, unit: string) => {
    total += Number(amount) * UNITS[unit]!;
    return '';
  });
  if (rest !== '') throw new Error(`not a duration: ${text}`);
  durations.set(text, total);
  return total;
}

/** `75%` as 75. */
export function percent(text: string): number {
  const found = /^\s*(\d+(?:\.\d+)?)\s*%\s*$/.exec(String(text));
  if (!found) throw new Error(`not a percentage: ${text}`);
  return Number(found[1]);
}

/** "createdAt + 75 % of slaHours", in whole milliseconds; a part of a millisecond is reached with the next one. */
export function slaMark(createdAt: number, slaHours: number, used: string): number {
  return Math.ceil(createdAt + percent(used) * slaHours * 36_000 - 1e-6);
}

/** `at` always with milliseconds. */
const iso = (ms: number): string => new Date(ms).toISOString();

const isClosing = (status: string): boolean => status === 'resolved' || status === 'closed';

/** "slack:#tier2-queue", "email:tier2@example.com" */
function targetsOf(tier: RawTier): string[] {
  return (tier.notify ?? []).flatMap((target) => Object.entries(target).map(([channel, name]) => `${channel}:${name}`));
}

const eachOnce = (names: string[]): string[] => names.filter((name, index) => names.indexOf(name) === index);

// ---------------------------------------------------------------------------------------------------------------------
// One ticket
// ---------------------------------------------------------------------------------------------------------------------

/** "The step remembers group and priority as they were before it." */
interface Step {
  fromTier: string;
  groupBefore: string;
  priorityBefore: string;
  groupChangedByPerson: boolean;
  priorityChangedByPerson: boolean;
}

interface Ticket {
  id: string;
  running: boolean;
  status: string;
  priority: string;
  customerTier: string;
  slaHours: number;
  createdAt: number;
  lastActivityAt: number;
  replies: number;
  /** The latest score; `event` says which one it is, `used` whether a decision has seen it. */
  score: { value: number; event: number; used: boolean } | undefined;
  scoresSoFar: number;
  group: string;
  tier: string;
  seq: number;
  steps: Step[];
  lastTransition: { escalation: boolean; at: number; seq: number; agentRepliedSince: boolean } | undefined;
  cooldownUntil: number;
  reopenedAt: number;
  confirmation: 'none' | 'given' | 'steps taken back';
  /** "<rule>": the instances of it that are consumed; each instance is the list of its predicates' instances. */
  consumed: Map<string, Instance[]>;
  held: Map<string, Instance[]>;
  eventIds: string[];
}

/** "The rule's instance is the tuple of theirs": predicate name to its instance; predicates without one are absent. */
type Instance = Record<string, number>;

const sameInstance = (a: Instance, b: Instance): boolean => {
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return names.every((name) => a[name] === b[name]);
};

const has = (all: Map<string, Instance[]>, rule: RawRule, instance: Instance): boolean =>
  (all.get(rule.name) ?? []).some((other) => sameInstance(other, instance));

const add = (all: Map<string, Instance[]>, rule: RawRule, instance: Instance): void => {
  if (!has(all, rule, instance)) all.set(rule.name, [...(all.get(rule.name) ?? []), instance]);
};

/** The state of the rule for this ticket now: does it hold, for which instance, and when could a part of it come true. */
function evaluate(rule: RawRule, ticket: Ticket, now: number): { holds: boolean; instance: Instance; marks: number[] } {
  const when = rule.when;
  const instance: Instance = {};
  const marks: number[] = [];
  let holds = true;

  // `sla_used`: now >= createdAt + 75 % of slaHours; instance: that deadline
  if (when.sla_used !== undefined) {
    const deadline = slaMark(ticket.createdAt, ticket.slaHours, when.sla_used);
    marks.push(deadline);
    instance.sla_used = deadline;
    if (!(now >= deadline)) holds = false;
  }

  // `idle`: now >= lastActivityAt + 2 h; instance: lastActivityAt
  if (when.idle !== undefined) {
    const deadline = ticket.lastActivityAt + durationMs(when.idle);
    marks.push(deadline);
    instance.idle = ticket.lastActivityAt;
    if (!(now >= deadline)) holds = false;
  }

  // `stalled`: the last transition was an escalation, no agent has replied since, and it is 4 h old; instance: its seq
  if (when.stalled !== undefined) {
    const last = ticket.lastTransition;
    if (last === undefined || !last.escalation || last.agentRepliedSince) {
      holds = false;
    } else {
      // "it (or the latest reopening, if later) is 4 h old"
      const deadline = Math.max(last.at, ticket.reopenedAt) + durationMs(when.stalled);
      marks.push(deadline);
      instance.stalled = last.seq;
      if (!(now >= deadline)) holds = false;
    }
  }

  // `sentiment_below`: latest score < x; instance: that score (its event)
  if (when.sentiment_below !== undefined) {
    if (ticket.score === undefined) {
      holds = false;
    } else {
      instance.sentiment_below = ticket.score.event;
      if (!(ticket.score.value < when.sentiment_below)) holds = false;
    }
  }

  // `customer_replies`: replies so far >= n; instance: floor(replies / n)
  if (when.customer_replies !== undefined) {
    instance.customer_replies = Math.floor(ticket.replies / when.customer_replies);
    if (!(ticket.replies >= when.customer_replies)) holds = false;
  }

  // `status`, `customer_tier`, `tier`, `priority`: the value is in the list; instance: none
  if (when.status !== undefined && !when.status.includes(ticket.status)) holds = false;
  if (when.customer_tier !== undefined && !when.customer_tier.includes(ticket.customerTier)) holds = false;
  if (when.tier !== undefined && !when.tier.includes(ticket.tier)) holds = false;
  if (when.priority !== undefined && !when.priority.includes(ticket.priority)) holds = false;

  return { holds, instance, marks };
}

// ---------------------------------------------------------------------------------------------------------------------
// The whole timeline
// ---------------------------------------------------------------------------------------------------------------------

/** Where the design can be read in two ways that decision lines tell apart. */
export interface Readings {
  /** Whether the id of a fact that a closed ticket ignored counts among "the last 500 ids" (default: it "changes nothing"). */
  ignoredIdsAreRemembered?: boolean;
}

export function referenceDecisions(timeline: object[], policy: object, readings: Readings = {}): object[] {
  // "A timeline is JSON lines (sorted by `at`, then by order in the file)"
  const lines = (timeline as RawFact[])
    .map((fact, order) => ({ fact, order, at: Date.parse(fact.at) }))
    .sort((a, b) => a.at - b.at || a.order - b.order);

  // `end`: "virtual time stops here, this instant included (default: when nothing is left to wait for)"
  const ends = lines.filter(({ fact }) => fact.type === 'end').map(({ at }) => at);
  const end = Math.min(Infinity, ...ends);

  const facts = lines.filter(({ fact, at }) => fact.type !== 'end' && at <= end);
  const ticketIds = eachOnce(facts.map(({ fact }) => fact.ticketId!));

  // Tickets know nothing of each other.
  const decisions = ticketIds.flatMap((ticketId) =>
    oneTicket(
      ticketId,
      facts.filter(({ fact }) => fact.ticketId === ticketId),
      policy as RawPolicy,
      end,
      readings,
    ),
  );

  // "each decision is a line, in time order, then by ticket id, then in the order it was taken"
  return decisions
    .map((decision, order) => ({ decision, order }))
    .sort((a, b) => {
      if (a.decision.at !== b.decision.at) return a.decision.at < b.decision.at ? -1 : 1;
      if (a.decision.ticketId !== b.decision.ticketId) return a.decision.ticketId < b.decision.ticketId ? -1 : 1;
      return a.order - b.order;
    })
    .map(({ decision }) => decision);
}

type Decision = { at: string; ticketId: string; kind: string } & Record<string, unknown>;

function oneTicket(
  ticketId: string,
  facts: { fact: RawFact; at: number }[],
  policy: RawPolicy,
  end: number,
  readings: Readings,
): Decision[] {
  const out: Decision[] = [];
  const rank = (tier: string): number => policy.tiers.findIndex(({ name }) => name === tier);
  const tierNamed = (name: string): RawTier => policy.tiers[rank(name)]!;
  let ticket: Ticket | undefined;
  let clock = -Infinity;

  // "`to: next` means one rung up"; at the top there is none, so the target is the top itself: not above the ticket
  const targetOf = (rule: RawRule, of: Ticket): string =>
    rule.to === 'next' ? policy.tiers[Math.min(rank(of.tier) + 1, policy.tiers.length - 1)]!.name : rule.to;
  const targetIsAbove = (rule: RawRule, of: Ticket): boolean => rank(targetOf(rule, of)) > rank(of.tier);

  // Every instant at which something could come true by itself: the marks of all predicates, and the end of the cooldown.
  const candidateInstants = (of: Ticket): number[] => [
    of.cooldownUntil,
    ...policy.rules.flatMap((rule) => evaluate(rule, of, clock).marks),
  ];

  // A completed workflow waits for nothing.
  const wakeUpTo = (isWithin: (instant: number) => boolean): void => {
    for (;;) {
      if (ticket === undefined || !ticket.running) return;
      const ahead = candidateInstants(ticket).filter((instant) => instant > clock && isWithin(instant));
      if (ahead.length === 0) return;
      clock = Math.min(...ahead);
      decide(ticket, clock);
    }
  };

  // "Facts that are there together (in a timeline, the same `at`) are applied in order first, then one decision is taken"
  for (const at of [...new Set(facts.map((each) => each.at))]) {
    wakeUpTo((instant) => instant < at);
    clock = at;
    for (const { fact } of facts.filter((each) => each.at === at)) apply(fact, at);
    if (ticket !== undefined && ticket.running) decide(ticket, at);
  }
  wakeUpTo((instant) => instant <= end);
  return out;

  // -------------------------------------------------------------------------------------------------------------------
  // Facts
  // -------------------------------------------------------------------------------------------------------------------

  function apply(fact: RawFact, at: number): void {
    if (fact.type === 'created') {
      // "`created` for a ticket that exists changes nothing"
      if (ticket === undefined) ticket = create(fact, at);
      return;
    }

    // "a fact for a ticket that was never created is refused": no kind of line exists for it
    if (ticket === undefined) return;

    // "A repeat of one of the last 500 ids is dropped without a trace, also after continue-as-new and reopening"
    if (fact.eventId !== undefined && ticket.eventIds.includes(fact.eventId)) return;

    if (!ticket.running) {
      const reopens = fact.type === 'ticket_changed' && fact.status !== undefined && !isClosing(fact.status);
      if (!reopens) {
        // "Any other fact for a closed ticket (also another closing status) is `ignored`: its sender is told so, it
        // changes nothing": its id is not remembered either, unless read otherwise
        if (readings.ignoredIdsAreRemembered === true) remember(ticket, fact);
        out.push({ at: iso(at), ticketId, kind: 'ignored', event: fact.type });
        return;
      }
      // "A change to any other status reopens it […]; seq, tier, steps, counts, cooldown, held and consumed instances
      // carry on"
      ticket.running = true;
      ticket.reopenedAt = at;
      out.push({ at: iso(at), ticketId, kind: 'reopened', status: fact.status });
    }

    remember(ticket, fact);

    switch (fact.type) {
      case 'customer_replied':
        ticket.replies += 1;
        ticket.lastActivityAt = at;
        return;
      case 'agent_replied':
        // "'Replied since' means applied after that transition."
        if (ticket.lastTransition !== undefined) ticket.lastTransition.agentRepliedSince = true;
        ticket.lastActivityAt = at;
        return;
      case 'sentiment_scored':
        // scores are no activity
        ticket.scoresSoFar += 1;
        ticket.score = { value: fact.score!, event: ticket.scoresSoFar, used: false };
        return;
      case 'ticket_changed':
        change(ticket, fact, at);
        return;
      case 'resolution_confirmed':
        ticket.confirmation = 'given';
        return;
      default:
        throw new Error(`unknown fact: ${fact.type}`);
    }
  }

  function remember(of: Ticket, fact: RawFact): void {
    if (fact.eventId !== undefined) of.eventIds = [...of.eventIds, fact.eventId].slice(-500);
  }

  function create(fact: RawFact, at: number): Ticket {
    const given = fact.ticket!;
    // "`ticket.createdAt` may be earlier (default: `at`), and customerReplyCount, sentimentScore, lastActivityAt,
    // assigneeGroup, tier may be given"; idle counts from "`createdAt` at first"
    const createdAt = given.createdAt === undefined ? at : Date.parse(given.createdAt);
    const tier = given.tier ?? policy.tiers[0]!.name;
    const created: Ticket = {
      id: ticketId,
      running: true,
      status: given.status,
      priority: given.priority,
      customerTier: given.customerTier,
      slaHours: given.slaHours,
      createdAt,
      lastActivityAt: given.lastActivityAt === undefined ? createdAt : Date.parse(given.lastActivityAt),
      replies: given.customerReplyCount ?? 0,
      score: given.sentimentScore === undefined ? undefined : { value: given.sentimentScore, event: 0, used: false },
      scoresSoFar: 0,
      group: given.assigneeGroup ?? tierNamed(tier).group,
      tier,
      seq: 0,
      steps: [],
      lastTransition: undefined,
      cooldownUntil: -Infinity,
      reopenedAt: -Infinity,
      confirmation: 'none',
      consumed: new Map(),
      held: new Map(),
      eventIds: [],
    };
    remember(created, fact);
    return created;
  }

  // "Setting a field to the value it has is no activity and nobody's decision."
  function change(of: Ticket, fact: RawFact, at: number): void {
    // change of status, priority or assignee is activity
    if (fact.status !== undefined && fact.status !== of.status) {
      of.status = fact.status;
      of.lastActivityAt = at;
    }
    if (fact.priority !== undefined && fact.priority !== of.priority) {
      of.priority = fact.priority;
      of.lastActivityAt = at;
      // "unless a person has changed that field since the step": true of each step that is not taken back yet
      for (const step of of.steps) step.priorityChangedByPerson = true;
    }
    if (fact.assigneeGroup !== undefined && fact.assigneeGroup !== of.group) {
      of.group = fact.assigneeGroup;
      of.lastActivityAt = at;
      for (const step of of.steps) step.groupChangedByPerson = true;
    }
    // customerTier and slaHours are not
    if (fact.customerTier !== undefined) of.customerTier = fact.customerTier;
    if (fact.slaHours !== undefined && fact.slaHours !== of.slaHours) {
      // "If slaHours changes, a mark gets a new deadline and so a new instance, but one that was consumed for the old
      // deadline and whose new deadline is not in the future stays consumed."
      for (const rule of policy.rules) {
        if (rule.when.sla_used === undefined) continue;
        const oldDeadline = slaMark(of.createdAt, of.slaHours, rule.when.sla_used);
        const newDeadline = slaMark(of.createdAt, fact.slaHours, rule.when.sla_used);
        if (newDeadline > at) continue;
        for (const instance of of.consumed.get(rule.name) ?? []) {
          if (instance.sla_used === oldDeadline) add(of.consumed, rule, { ...instance, sla_used: newDeadline });
        }
      }
      of.slaHours = fact.slaHours;
    }
  }

  // -------------------------------------------------------------------------------------------------------------------
  // One decision
  // -------------------------------------------------------------------------------------------------------------------

  // "satisfied rules, confirmed resolution, closing, de-escalation by score, escalation; after each transition it starts
  // again at the top, until nothing more happens at this instant"
  function decide(of: Ticket, now: number): void {
    for (;;) {
      const next = oneRound(of, now);
      if (next === 'nothing more') break;
    }
    // "It [the score] is used up by the first decision that sees it, step or no step.": whatever else that decision did
    if (of.score !== undefined) of.score.used = true;
  }

  function oneRound(of: Ticket, now: number): 'again' | 'nothing more' {
    // "A rule that holds while its target is not above the ticket's tier has got what it asks for: its instance is
    // consumed, silently, also during a cooldown."
    for (const rule of policy.rules) {
      const { holds, instance } = evaluate(rule, of, now);
      if (holds && !targetIsAbove(rule, of)) add(of.consumed, rule, instance);
      // "A rule without any instance may fire again once it has not held at a decision"
      if (!holds && Object.keys(instance).length === 0) {
        of.consumed.delete(rule.name);
        of.held.delete(rule.name);
      }
    }

    // "`resolution_confirmed` takes back all steps, last first (one transition, to the base tier), and then resolves the
    // ticket"; "a confirmation among them resolves the ticket whatever else they say"
    if (of.confirmation === 'given') {
      of.confirmation = 'steps taken back';
      const entry = (policy.de_escalate ?? []).find(({ when }) => when.resolution_confirmed === true);
      if (entry !== undefined && of.steps.length > 0) {
        deEscalate(of, now, 'resolution', entry.to);
        return 'again';
      }
    }
    if (of.confirmation === 'steps taken back') {
      of.confirmation = 'none';
      of.status = 'resolved';
    }

    // "Status resolved or closed […] completes the workflow and leaves the ticket with those who solved it."
    if (isClosing(of.status)) {
      of.running = false;
      out.push({ at: iso(now), ticketId, kind: 'closed', status: of.status });
      return 'nothing more';
    }

    // "A positive score (latest score >= 0.05) takes back the last step"; "used up by the first decision that sees it,
    // step or no step"; "The cooldown does not hold de-escalation"
    if (of.score !== undefined && !of.score.used) {
      const { value } = of.score;
      of.score.used = true;
      const entry = (policy.de_escalate ?? []).find(
        ({ when }) => when.sentiment_at_least !== undefined && value >= when.sentiment_at_least,
      );
      if (entry !== undefined && of.steps.length > 0) {
        deEscalate(of, now, 'sentiment', entry.to);
        return 'again';
      }
    }

    // "A rule is a candidate when it holds, its instance is not consumed, and its target is above the ticket's tier"
    const candidates = policy.rules.filter((rule) => {
      const { holds, instance } = evaluate(rule, of, now);
      return holds && !has(of.consumed, rule, instance) && targetIsAbove(rule, of);
    });

    // "While `now` is before `cooldownUntil` no rule escalates, unless it says `bypass_cooldown: true`."
    const coolingDown = now < of.cooldownUntil;
    const mayFire = candidates.filter((rule) => !coolingDown || rule.bypass_cooldown === true);

    if (mayFire.length > 0) {
      // "Highest bump; then the higher target; then policy order."
      const winner = [...mayFire].sort(
        (a, b) =>
          (b.bump ?? 0) - (a.bump ?? 0) ||
          rank(targetOf(b, of)) - rank(targetOf(a, of)) ||
          policy.rules.indexOf(a) - policy.rules.indexOf(b),
      )[0]!;
      escalate(of, now, winner, candidates);
      return 'again';
    }

    // "Candidates that may not fire are held: logged as `held` once for an instance, in policy order, after any
    // escalation of the same instant, shown with the time they are held until"
    for (const rule of candidates) {
      const { instance } = evaluate(rule, of, now);
      if (has(of.held, rule, instance)) continue;
      add(of.held, rule, instance);
      out.push({ at: iso(now), ticketId, kind: 'held', rule: rule.name, until: iso(of.cooldownUntil) });
    }
    return 'nothing more';
  }

  // "seq + 1; tier, assignee group, […] priority bumped and capped at the top"
  function escalate(of: Ticket, now: number, winner: RawRule, candidates: RawRule[]): void {
    // "The winner's instance is consumed."
    add(of.consumed, winner, evaluate(winner, of, now).instance);
    const from = of.tier;
    const to = targetOf(winner, of);
    const priorityBefore = of.priority;
    const top = policy.priorities.length - 1;
    of.steps.push({
      fromTier: from,
      groupBefore: of.group,
      priorityBefore,
      groupChangedByPerson: false,
      priorityChangedByPerson: false,
    });
    of.seq += 1;
    of.tier = to;
    of.group = tierNamed(to).group;
    of.priority = policy.priorities[Math.min(policy.priorities.indexOf(of.priority) + (winner.bump ?? 0), top)]!;
    of.lastTransition = { escalation: true, at: now, seq: of.seq, agentRepliedSince: false };
    // "`cooldownUntil` (last escalation + 4 h)"
    of.cooldownUntil = now + durationMs(policy.cooldown);
    out.push({
      at: iso(now),
      ticketId,
      seq: of.seq,
      kind: 'escalated',
      rule: winner.name,
      from,
      to,
      priority: { from: priorityBefore, to: of.priority },
      group: of.group,
      // "The log entry names all candidates, in policy order."
      candidates: candidates.map(({ name }) => name),
      notify: eachOnce(targetsOf(tierNamed(to))),
    });
  }

  function deEscalate(of: Ticket, now: number, reason: 'sentiment' | 'resolution', how: 'base' | 'previous'): void {
    const from = of.tier;
    const priorityBefore = of.priority;
    // "takes back the last step: the ticket returns to the tier that step came from"; "all steps, last first"
    do {
      const step = of.steps.pop()!;
      of.tier = step.fromTier;
      // "Taking back a step restores the group and the priority from before it, unless a person has changed that field
      // since the step"
      if (!step.groupChangedByPerson) of.group = step.groupBefore;
      if (!step.priorityChangedByPerson) of.priority = step.priorityBefore;
    } while (how === 'base' && of.steps.length > 0);
    of.seq += 1;
    of.lastTransition = { escalation: false, at: now, seq: of.seq, agentRepliedSince: false };
    out.push({
      at: iso(now),
      ticketId,
      seq: of.seq,
      kind: 'deescalated',
      reason,
      from,
      to: of.tier,
      priority: { from: priorityBefore, to: of.priority },
      group: of.group,
      // "The targets of the tier that gives the ticket up are told, then those of the tier that gets it, each once."
      notify: eachOnce([...targetsOf(tierNamed(from)), ...targetsOf(tierNamed(of.tier))]),
    });
  }
}
