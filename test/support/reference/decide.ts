/** One decision at one instant, step by step as the design lists them. */
import { keyOf, recordBreaches, type Desk } from './clocks.js';
import { after, names, read, SPELLS, type Reading } from './conditions.js';
import { endRepeats, type Said } from './facts.js';
import { tell, type Told } from './people.js';
import { closingStatuses, position, setStatus, type RuleMemory, type Step, type Ticket } from './ticket.js';
import { ms, type WrittenRule, type WrittenTarget } from './written.js';

/** A rule, and how it stands at this instant. */
interface Standing extends Reading {
  rule: WrittenRule;
  memory: RuleMemory;
  key: string;
  used: boolean;
}

export class Decision {
  readonly said: Said[] = [];
  /** For a confirmed resolution. */
  private cameDown = false;
  /** What the rules say of the ticket since it last changed tier. */
  private readonly readings = new Map<WrittenRule, Reading>();

  constructor(
    private readonly desk: Desk,
    private readonly ticket: Ticket,
    private readonly now: number,
  ) {}

  /** Decides, until nothing more happens at this instant. */
  run(): Said[] {
    const { ticket } = this;
    if (ticket.closed) return this.said;
    recordBreaches(this.desk, ticket, this.now);
    do this.satisfy();
    while (this.resolve() || this.comeDown() || this.climb());
    if (ticket.closed) return this.said;
    this.tellByRules();
    this.repeat();
    this.hold();
    return this.said;
  }

  private read({ when, unless }: WrittenRule): Reading {
    const { desk, ticket, now } = this;
    const reading = read(desk, ticket, when, now);
    const isExcused = reading.holds && unless !== undefined && read(desk, ticket, unless, now).holds;
    return { ...reading, holds: reading.holds && !isExcused };
  }

  private stand(rule: WrittenRule): Standing {
    const reading = this.readings.get(rule) ?? this.read(rule);
    this.readings.set(rule, reading);
    const { holds } = reading;
    const memory = this.ticket.rules.get(rule.name)!;
    if (!holds) {
      memory.used.delete('');
      memory.heldLogged.delete('');
    }
    const key = keyOf(reading.parts);
    return { ...reading, rule, memory, key, used: memory.used.has(key) };
  }

  private standings(): Standing[] {
    return this.desk.policy.rules.map((rule) => this.stand(rule));
  }

  private use({ memory, key, parts }: Standing): void {
    memory.used.set(key, parts);
  }

  private targetTier({ to }: WrittenRule): number {
    const { policy } = this.desk;
    return to === 'next' ? position(policy, this.ticket.tier) + 1 : position(policy, to!);
  }

  private isAbove(rule: WrittenRule): boolean {
    const target = this.targetTier(rule);
    return target > position(this.desk.policy, this.ticket.tier) && target < this.desk.policy.tiers.length;
  }

  private satisfy(): void {
    for (const standing of this.standings()) {
      const { rule, holds, used } = standing;
      if (holds && !used && rule.to !== undefined && !this.isAbove(rule)) this.use(standing);
    }
  }

  /** What holds a rule back. */
  private holdOf(rule: WrittenRule): { until: number; by?: string } | undefined {
    const { ticket, now } = this;
    if (now < ticket.snoozedUntil && !rule.bypass_cooldown) return { until: ticket.snoozedUntil, by: 'snooze' };
    if (now < ticket.acknowledgedUntil && isPatient(rule)) {
      return { until: ticket.acknowledgedUntil, by: 'acknowledgement' };
    }
    if (rule.to === undefined || rule.bypass_cooldown || now >= ticket.cooldownUntil) return undefined;
    return { until: ticket.cooldownUntil };
  }

  private candidates(): Standing[] {
    return this.standings().filter(
      ({ rule, holds, used }) => rule.to !== undefined && holds && !used && this.isAbove(rule),
    );
  }

  /** A confirmed resolution, and closing. Whether the ticket came down for it and more may happen. */
  private resolve(): boolean {
    const { ticket, desk, now } = this;
    const closing = closingStatuses(desk.policy);
    if (ticket.confirmed) {
      const entry = (desk.policy.de_escalate ?? []).find(
        ({ when, unless }) => 'resolution_confirmed' in when && !(unless && read(desk, ticket, unless, now).holds),
      );
      if (entry && ticket.steps.length > 0 && !this.cameDown) {
        this.cameDown = true;
        this.takeBack(entry.to, 'resolution');
        return true;
      }
      ticket.confirmed = false;
      const status = closing.includes('resolved') ? 'resolved' : closing[0]!;
      setStatus(desk.policy, ticket, status, now);
      ticket.reopenedBy = undefined;
    }
    if (closing.includes(ticket.status.value)) {
      this.close();
      return false;
    }
    const auto = desk.policy.auto_close;
    if (
      auto?.status.includes(ticket.status.value) &&
      ticket.unanswered.length === 0 &&
      now >= ticket.snoozedUntil &&
      now >= after(desk, ticket.lastActivityAt, auto.idle)
    ) {
      setStatus(desk.policy, ticket, auto.as, now);
      ticket.reopenedBy = undefined;
      this.close({ by: 'auto_close' });
    }
    return false;
  }

  private close(more: { by?: string } = {}): void {
    this.ticket.closed = true;
    this.ticket.acknowledgedUntil = -Infinity;
    this.ticket.snoozedUntil = -Infinity;
    // This decision has seen it, too.
    this.ticket.scoreSeen = this.ticket.scores.at(-1)?.event;
    endRepeats(this.ticket);
    this.said.push({ kind: 'closed', status: this.ticket.status.value, ...more });
  }

  /** Comes down for a good score. */
  private comeDown(): boolean {
    const { ticket, desk, now } = this;
    const score = ticket.scores.at(-1);
    if (ticket.closed || !score || score.event === ticket.scoreSeen) return false;
    ticket.scoreSeen = score.event;
    const entry = (desk.policy.de_escalate ?? []).find(
      ({ when, unless }) =>
        'sentiment_at_least' in when &&
        score.score >= when.sentiment_at_least &&
        !(unless && read(desk, ticket, unless, now).holds),
    );
    if (!entry || ticket.steps.length === 0) return false;
    this.takeBack(entry.to, 'sentiment');
    return true;
  }

  private takeBack(how: 'previous' | 'base', reason: string): void {
    const { ticket } = this;
    const from = ticket.tier;
    const priority = ticket.priority.value;
    const undone: Step[] = how === 'base' ? ticket.steps.splice(0).reverse() : [ticket.steps.pop()!];
    for (const step of undone) {
      ticket.tier = step.from;
      if (!step.priorityDecided) ticket.priority.value = step.priority;
      if (!step.groupDecided) ticket.group.value = step.group;
    }
    const told = this.tell([...this.targetsOf(from), ...this.targetsOf(ticket.tier)], false);
    this.transit(false);
    this.said.push({
      kind: 'deescalated',
      seq: ticket.seq,
      reason,
      from,
      to: ticket.tier,
      priority: { from: priority, to: ticket.priority.value },
      group: ticket.group.value,
      ...told,
    });
  }

  private transit(escalation: boolean): void {
    const { ticket, now } = this;
    this.readings.clear();
    ticket.seq++;
    ticket.transition = { at: now, escalation, answered: false };
    ticket.acknowledgedUntil = -Infinity;
    endRepeats(ticket);
  }

  private climb(): boolean {
    const { ticket, desk, now } = this;
    if (ticket.closed) return false;
    const candidates = this.candidates();
    const free = candidates.filter(({ rule }) => !this.holdOf(rule));
    const [winner] = [...free].sort(
      (a, b) => (b.rule.bump ?? 0) - (a.rule.bump ?? 0) || this.targetTier(b.rule) - this.targetTier(a.rule),
    );
    if (!winner) return false;
    const { rule } = winner;
    const from = ticket.tier;
    const priority = ticket.priority.value;
    const priorities = desk.policy.priorities ?? ['low', 'normal', 'high', 'urgent'];
    const to = desk.policy.tiers[this.targetTier(rule)]!;
    const silent = this.isHushed();
    ticket.steps.push({ from, group: ticket.group.value, priority, groupDecided: false, priorityDecided: false });
    ticket.tier = to.name;
    ticket.group.value = to.group;
    ticket.priority.value =
      priorities[Math.min(priorities.indexOf(priority) + (rule.bump ?? 0), priorities.length - 1)]!;
    ticket.cooldownUntil = Math.max(ticket.cooldownUntil, now + ms(rule.cooldown ?? desk.policy.cooldown ?? '4h'));
    this.transit(true);
    this.use(winner);
    this.beginRepeats(winner, silent);
    this.said.push({
      kind: 'escalated',
      seq: ticket.seq,
      rule: rule.name,
      from,
      to: to.name,
      priority: { from: priority, to: ticket.priority.value },
      group: ticket.group.value,
      candidates: candidates.map((one) => one.rule.name),
      ...this.tell(this.targetsOf(to.name), rule.wakes ?? false),
    });
    return true;
  }

  private targetsOf(tier: string): readonly WrittenTarget[] {
    return this.desk.policy.tiers.find(({ name }) => name === tier)!.notify ?? [];
  }

  private tell(targets: readonly WrittenTarget[], wakes: boolean): Told {
    return tell(this.desk.policy, this.desk.calendar, targets, this.now, wakes);
  }

  private isHushed(): boolean {
    return this.now < this.ticket.acknowledgedUntil || this.now < this.ticket.snoozedUntil;
  }

  private beginRepeats({ rule, memory, key }: Standing, silent: boolean): void {
    memory.repeating = rule.repeat && !silent ? { firedAt: this.now, key, spoken: 0 } : undefined;
  }

  private notified(rule: WrittenRule, repeat?: number): void {
    const { tier } = this.ticket;
    const targets = Array.isArray(rule.notify) ? rule.notify : this.targetsOf(tier);
    const { notify, ...when } = this.tell(targets, rule.wakes ?? false);
    this.said.push({
      kind: 'notified',
      rule: rule.name,
      tier,
      notify,
      ...(repeat !== undefined && { repeat }),
      ...when,
    });
  }

  private tellByRules(): void {
    for (const standing of this.standings()) {
      const { rule, holds, used } = standing;
      if (rule.notify === undefined || !holds || used || this.holdOf(rule)) continue;
      this.use(standing);
      this.beginRepeats(standing, this.isHushed());
      this.notified(rule);
    }
  }

  private repeat(): void {
    for (const { rule, memory, holds, key } of this.standings()) {
      const { repeating } = memory;
      if (!repeating) continue;
      if (!holds || key !== repeating.key) {
        memory.repeating = undefined;
        continue;
      }
      const due = Math.floor((this.now - repeating.firedAt) / ms(rule.repeat!.every));
      const nth = Math.min(due, rule.repeat!.at_most ?? Infinity);
      if (nth <= repeating.spoken) continue;
      repeating.spoken = nth;
      this.notified(rule, nth);
    }
  }

  private hold(): void {
    const isCandidate = new Set(this.candidates().map(({ rule }) => rule));
    for (const { rule, memory, holds, used, key } of this.standings()) {
      if (rule.to === undefined ? !holds || used : !isCandidate.has(rule)) continue;
      const held = this.holdOf(rule);
      if (!held || memory.heldLogged.has(key)) continue;
      memory.heldLogged.add(key);
      this.said.push({
        kind: 'held',
        rule: rule.name,
        until: new Date(held.until).toISOString(),
        ...(held.by !== undefined && { by: held.by }),
      });
    }
  }
}

/** Whether an acknowledgement holds a rule. */
function isPatient({ when, unless, heeds_ack }: WrittenRule): boolean {
  return heeds_ack ?? (names(when, SPELLS) || (unless !== undefined && names(unless, SPELLS)));
}
