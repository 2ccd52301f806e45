/** The three clocks: targets, cycles, elapsed time, marks and breaches, each worked out anew whenever it is asked for. */
import { NEVER, ROUND_THE_CLOCK, type OpenTime } from './calendars.js';
import { CLOCKS, peoplesPriority, replyCycle, slaMs, type Cycle, type Part, type Ticket } from './ticket.js';
import { ms, type ClockName, type WrittenMark, type WrittenPolicy, type WrittenTargetTime } from './written.js';

/** A policy, and its calendars. */
export interface Desk {
  policy: WrittenPolicy;
  calendar: (name: string) => OpenTime;
}

/** The target of a clock for a ticket; undefined: it is off. */
function targetOf({ policy }: Desk, ticket: Ticket, clock: ClockName): number | undefined {
  const written = policy.clocks?.[clock];
  if (!written && clock !== 'resolution') return undefined;
  const target = written?.target ?? 'ticket';
  const length = typeof target === 'string' ? target : target.find((one) => isFor(one, ticket))?.is;
  if (length === undefined) return undefined;
  return length === 'ticket' ? slaMs(ticket) : ms(length);
}

function isFor({ priority, customer_tier, tags }: WrittenTargetTime, ticket: Ticket): boolean {
  return (
    (!priority || priority.includes(peoplesPriority(ticket))) &&
    (!customer_tier || customer_tier.includes(ticket.customerTier.value)) &&
    (!tags || tags.some((tag) => ticket.tags.value.includes(tag)))
  );
}

/** The cycle of a clock that is there now, running, paused or met. */
function cycleOf(desk: Desk, ticket: Ticket, clock: ClockName): Cycle | undefined {
  if (targetOf(desk, ticket, clock) === undefined) return undefined;
  if (clock === 'resolution') return { id: 'opening', start: ticket.createdAt, met: undefined };
  if (clock === 'first_response') return { id: 'opening', start: ticket.createdAt, met: ticket.firstAgentReplyAt };
  const awaitsFirst = targetOf(desk, ticket, 'first_response') !== undefined && ticket.firstAgentReplyAt === undefined;
  if (ticket.unanswered.length === 0 || awaitsFirst) return undefined;
  return { id: String(replyCycle(ticket)), start: Math.min(...ticket.unanswered), met: undefined };
}

/** The first instant at which so much of the clock's time has elapsed, if its ticket stays as it is. */
function reached({ policy, calendar }: Desk, ticket: Ticket, clock: ClockName, start: number, elapsed: number): number {
  const name = policy.clocks?.[clock]?.calendar;
  const open = name === undefined ? ROUND_THE_CLOCK : calendar(name);
  const changes = ticket.pauses.get(clock)!;
  if (elapsed <= 0) return start;
  let left = elapsed;
  for (const [i, { at, paused }] of changes.entries()) {
    const until = changes[i + 1]?.at ?? Infinity;
    if (paused || until <= start) continue;
    const from = Math.max(at, start);
    const end = open.add(from, left);
    if (end <= until) return end;
    left -= open.business(from, until);
  }
  return NEVER;
}

/** How much has to elapse for a mark: a fraction of a millisecond counts as a whole one. */
function elapsedAt({ used, left }: Pick<WrittenMark, 'used' | 'left'>, target: number): number {
  if (used === undefined) return Math.max(0, Math.ceil(target - ms(left!)));
  const [whole, fraction = ''] = used.slice(0, -1).split('.');
  const parts = BigInt(whole! + fraction) * BigInt(Math.round(target * 1000));
  const unit = 100_000n * 10n ** BigInt(fraction.length);
  return Number((parts + unit - 1n) / unit);
}

const FULL = { used: '100%' };

function markAt(desk: Desk, ticket: Ticket, clock: ClockName, cycle: Cycle, mark: Omit<WrittenMark, 'of'>): number {
  const target = targetOf(desk, ticket, clock)!;
  return reached(desk, ticket, clock, cycle.start, elapsedAt(mark, target));
}

/** When a mark holds from, and its part of an instance; undefined if it cannot hold. */
export function markOf(desk: Desk, ticket: Ticket, mark: WrittenMark): { from: number; part: Part } | undefined {
  const cycle = cycleOf(desk, ticket, mark.of);
  if (!cycle || cycle.met !== undefined) return undefined;
  const target = targetOf(desk, ticket, mark.of)!;
  const key = `clock ${mark.of} ${cycle.id} ${target}`;
  return {
    from: markAt(desk, ticket, mark.of, cycle, mark),
    part: { key, mark: { ...mark, cycle: cycle.id, target } },
  };
}

const breachKey = (clock: ClockName, cycle: string): string => `${clock} ${cycle}`;

/** Which clock and cycle `breached` means, if it was breached. */
export function breachOf(desk: Desk, ticket: Ticket, clock: ClockName): Part | undefined {
  const cycle = cycleOf(desk, ticket, clock)?.id ?? ticket.lastCycle.get(clock)?.id;
  if (cycle === undefined) return undefined;
  return ticket.breaches.has(breachKey(clock, cycle)) ? { key: `breached ${breachKey(clock, cycle)}` } : undefined;
}

/** When the clock will have used all of its target. */
export function breachesAt(desk: Desk, ticket: Ticket, clock: ClockName): number {
  const cycle = cycleOf(desk, ticket, clock);
  return cycle && cycle.met === undefined ? markAt(desk, ticket, clock, cycle, FULL) : NEVER;
}

/** Writes down what was breached by now. `before`: what meets the cycles that run, and keeps a mark of its very instant. */
export function recordBreaches(desk: Desk, ticket: Ticket, now: number, before = Infinity): void {
  for (const clock of CLOCKS) {
    const cycle = cycleOf(desk, ticket, clock);
    if (!cycle || cycle.met !== undefined) continue;
    const at = markAt(desk, ticket, clock, cycle, FULL);
    const key = breachKey(clock, cycle.id);
    if (at <= now && at < before && !ticket.breaches.has(key)) ticket.breaches.set(key, at);
  }
}

/** Remembers what each clock runs with. */
export function rememberClocks(desk: Desk, ticket: Ticket): void {
  for (const clock of CLOCKS) {
    const target = targetOf(desk, ticket, clock);
    if (target !== undefined) ticket.lastTarget.set(clock, target);
    const cycle = cycleOf(desk, ticket, clock);
    if (cycle) ticket.lastCycle.set(clock, cycle);
  }
}

/**
 * After a fact: a target that has changed takes a breach back that it has not reached, and counts as used up where the mark was used up for
 * the old one and is reached under the new one.
 */
export function judgeTargets(desk: Desk, ticket: Ticket, now: number): void {
  for (const clock of CLOCKS) {
    const old = ticket.lastTarget.get(clock);
    const target = targetOf(desk, ticket, clock);
    const present = cycleOf(desk, ticket, clock);
    const cycle = present ?? ticket.lastCycle.get(clock);
    if (old === undefined || target === undefined || target === old || !cycle) continue;
    if (!present && cycle.met === undefined) continue;
    if (markAt(desk, ticket, clock, cycle, FULL) > (cycle.met ?? now))
      ticket.breaches.delete(breachKey(clock, cycle.id));
    if (cycle.met !== undefined) continue;
    for (const memory of ticket.rules.values()) {
      for (const parts of [...memory.used.values()]) {
        const isOf = ({ mark }: Part): boolean => mark?.of === clock && mark.cycle === cycle.id && mark.target === old;
        const marks = parts.filter(isOf);
        if (marks.length === 0) continue;
        if (marks.some(({ mark }) => markAt(desk, ticket, clock, cycle, mark!) > now)) continue;
        const moved = parts.map((part) => (isOf(part) ? markOf(desk, ticket, part.mark!)!.part : part));
        memory.used.set(keyOf(moved), moved);
      }
    }
  }
  rememberClocks(desk, ticket);
}

/** The identity of an instance: which predicates with which values, each once. */
export function keyOf(parts: readonly Part[]): string {
  return [...new Set(parts.map(({ key }) => key))].sort().join(' & ');
}
