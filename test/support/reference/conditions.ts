/** Which conditions hold at an instant, which instance they are, and at which instants that may change. */
import { breachesAt, breachOf, markOf, type Desk } from './clocks.js';
import { CLOCKS, replyCycle, type Part, type Ticket } from './ticket.js';
import { ms, type Length, type WrittenMark, type WrittenWhen } from './written.js';

export interface Reading {
  holds: boolean;
  parts: Part[];
}

const NO: Reading = { holds: false, parts: [] };
const whether = (holds: boolean, ...keys: string[]): Reading =>
  holds ? { holds, parts: keys.map((key) => ({ key })) } : NO;

/** `since` plus a length of plain or open time. */
export function after({ calendar }: Desk, since: number, length: Length): number {
  return typeof length === 'string' ? since + ms(length) : calendar(length.calendar).add(since, ms(length.for));
}

function latest(...instants: (number | undefined)[]): number {
  return Math.max(...instants.filter((at) => at !== undefined));
}

const sinceOf = {
  idle: (ticket: Ticket): number | undefined => ticket.lastActivityAt,
  waiting: (ticket: Ticket): number | undefined =>
    ticket.unanswered.length > 0 ? Math.min(...ticket.unanswered) : undefined,
  stalled: ({ transition, reopenedAt }: Ticket): number | undefined =>
    transition?.escalation && !transition.answered ? latest(transition.at, reopenedAt) : undefined,
  in_tier: ({ transition, createdAt, reopenedAt }: Ticket): number | undefined =>
    latest(transition?.at ?? createdAt, reopenedAt),
};

const instanceOf = {
  idle: (ticket: Ticket): string => `idle ${ticket.lastActivityAt}`,
  waiting: (ticket: Ticket): string => `waiting ${replyCycle(ticket)}`,
  stalled: (ticket: Ticket): string => `stalled ${ticket.seq}`,
  in_tier: (ticket: Ticket): string => `in_tier ${ticket.seq}`,
};

export type Spell = keyof typeof sinceOf;
export const SPELLS = Object.keys(sinceOf) as Spell[];

/** The marks of clocks among conditions. */
function marksOf({ sla_used, clock }: WrittenWhen): WrittenMark[] {
  return [
    ...(sla_used === undefined ? [] : [{ of: 'resolution' as const, used: sla_used }]),
    ...(clock ? [clock] : []),
  ];
}

/** Reads conditions, all of which have to hold, at an instant. */
export function read(desk: Desk, ticket: Ticket, when: WrittenWhen, now: number): Reading {
  const readings: Reading[] = [];
  for (const mark of marksOf(when)) {
    const found = markOf(desk, ticket, mark);
    readings.push(found && found.from <= now ? { holds: true, parts: [found.part] } : NO);
  }
  for (const spell of SPELLS) {
    const length = when[spell];
    if (length === undefined) continue;
    const since = sinceOf[spell](ticket);
    readings.push(whether(since !== undefined && after(desk, since, length) <= now, instanceOf[spell](ticket)));
  }
  readings.push(...readValues(desk, ticket, when, now), ...readLists(ticket, when));
  if (when.any) readings.push(when.any.map((one) => read(desk, ticket, one, now)).find(({ holds }) => holds) ?? NO);
  for (const one of when.all ?? []) readings.push(read(desk, ticket, one, now));
  if (when.not) readings.push(whether(!read(desk, ticket, when.not, now).holds));
  return readings.every(({ holds }) => holds) ? { holds: true, parts: readings.flatMap(({ parts }) => parts) } : NO;
}

function readValues(desk: Desk, ticket: Ticket, when: WrittenWhen, now: number): Reading[] {
  const readings: Reading[] = [];
  const score = ticket.scores.at(-1);
  if (when.sentiment_below !== undefined) {
    readings.push(
      whether(score !== undefined && score.score < when.sentiment_below, `sentiment_below ${score?.event}`),
    );
  }
  if (when.sentiment) {
    const last = ticket.scores.slice(-when.sentiment.last);
    const mean = last.reduce((sum, one) => sum + one.score, 0) / last.length;
    const isLow = last.length === when.sentiment.last && Number(mean.toFixed(9)) < when.sentiment.below;
    readings.push(whether(isLow, `sentiment ${score?.event}`));
  }
  if (when.customer_replies !== undefined) {
    const times = Math.floor(ticket.replies / when.customer_replies);
    readings.push(whether(times > 0, `customer_replies ${times}`));
  }
  if (when.unanswered_replies !== undefined) {
    const times = Math.floor(ticket.unanswered.length / when.unanswered_replies);
    readings.push(whether(times > 0, `unanswered_replies ${times} ${replyCycle(ticket)}`));
  }
  if (when.breached) {
    const part = when.breached.map((clock) => breachOf(desk, ticket, clock)).find((one) => one !== undefined);
    readings.push(part ? { holds: true, parts: [part] } : NO);
  }
  if (when.hours !== undefined) {
    const slot = desk.calendar(when.hours).openAt(now);
    readings.push(whether(slot !== undefined, `hours ${slot?.from}`));
  }
  return readings;
}

function readLists(ticket: Ticket, when: WrittenWhen): Reading[] {
  const { status, customer_tier, tier, priority, tags, group, fields } = when;
  const readings: Reading[] = [];
  if (status) readings.push(whether(status.includes(ticket.status.value)));
  if (customer_tier) readings.push(whether(customer_tier.includes(ticket.customerTier.value)));
  if (tier) readings.push(whether(tier.includes(ticket.tier)));
  if (priority) readings.push(whether(priority.includes(ticket.priority.value)));
  if (tags) readings.push(whether(tags.some((tag) => ticket.tags.value.includes(tag))));
  if (group) readings.push(whether(group.includes(ticket.group.value)));
  for (const [name, values] of Object.entries(fields ?? {})) {
    const value = ticket.fields.get(name)?.value;
    readings.push(whether(typeof value === 'string' && values.includes(value)));
  }
  return readings;
}

/** Whether conditions name one of these at any depth. */
export function names(when: WrittenWhen, keys: readonly string[]): boolean {
  const within = [...(when.any ?? []), ...(when.all ?? []), ...(when.not ? [when.not] : [])];
  return keys.some((key) => key in when) || within.some((one) => names(one, keys));
}

/** Every instant after `now` at which conditions may begin or cease to hold, or be another instance, if nothing but time changes. */
export function changesOf(desk: Desk, ticket: Ticket, when: WrittenWhen, now: number): number[] {
  const found: number[] = [];
  for (const mark of marksOf(when)) found.push(markOf(desk, ticket, mark)?.from ?? Infinity);
  for (const spell of SPELLS) {
    const length = when[spell];
    const since = sinceOf[spell](ticket);
    if (length !== undefined && since !== undefined) found.push(after(desk, since, length));
  }
  if (when.hours !== undefined) {
    const calendar = desk.calendar(when.hours);
    found.push(calendar.openAt(now)?.to ?? Infinity, calendar.nextOpening(now));
  }
  for (const one of [...(when.any ?? []), ...(when.all ?? []), ...(when.not ? [when.not] : [])]) {
    found.push(...changesOf(desk, ticket, one, now));
  }
  return found.filter((at) => at > now && Number.isFinite(at));
}

export function breachInstants(desk: Desk, ticket: Ticket): number[] {
  return CLOCKS.map((clock) => breachesAt(desk, ticket, clock));
}
