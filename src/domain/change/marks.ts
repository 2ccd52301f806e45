/** What the rules of another policy have been through: a rule is known by its name. */
import { carryConsumed } from '../rules/carried.js';
import type { Retargeted } from '../rules/clock-changes.js';
import { includesInstance, sameInstance, type Instance } from '../rules/instance.js';
import { withMark, type AllMarks } from '../rules/marks.js';
import type { Instant, Rule } from '../rules/policy.js';
import { readRule } from '../rules/readings.js';
import type { Marks, Repeating, TicketState } from '../ticket/ticket.js';

type Carried = Pick<TicketState, 'marks' | 'repeats'>;

/**
 * A rule that asks for the same keeps what it has been through. Of one that asks for something else an occurrence that was used up and
 * still lasts is used up; one that does not hold yet is judged anew. @param after the ticket with its new policy and clocks
 */
export function carriedMarks(
  before: TicketState,
  after: TicketState,
  retargeted: readonly Retargeted[],
  now: Instant,
): Carried {
  let marks: AllMarks = {};
  const repeats: Record<string, Repeating> = {};
  const known = after.policy.rules.flatMap((rule) => {
    const old = before.policy.rules.find(({ name }) => name === rule.name);
    return old ? [{ rule, old }] : [];
  });
  for (const { rule, old } of known) {
    const kept = before.marks[rule.name];
    if (kept && asksForTheSame(old, rule)) marks = { ...marks, [rule.name]: kept };
  }
  for (const one of retargeted) marks = carryConsumed({ ...after, marks }, one, now);
  for (const { rule, old } of known) {
    const was = presentInstance(before, old, now);
    const is = was && presentInstance(after, rule, now);
    if (!is) continue;
    for (const mark of ['consumed', 'held'] as const satisfies (keyof Marks)[]) {
      const isMarked = includesInstance(before.marks[rule.name]?.[mark] ?? [], was);
      if (isMarked) marks = withMark(marks, mark, rule, is);
    }
    const repeat = before.repeats?.[rule.name];
    if (repeat && rule.repeat && sameInstance(repeat.instance, was)) repeats[rule.name] = { ...repeat, instance: is };
  }
  return { marks, repeats: Object.keys(repeats).length > 0 ? repeats : undefined };
}

function asksForTheSame(one: Rule, other: Rule): boolean {
  return JSON.stringify([one.when, one.unless]) === JSON.stringify([other.when, other.unless]);
}

/** Of which occurrence a rule holds now; undefined if it does not, or cannot be read. */
function presentInstance(ticket: TicketState, rule: Rule, now: Instant): Instance | undefined {
  try {
    const reading = readRule(rule, ticket, now);
    return reading.holdsFrom <= now ? reading.instance : undefined;
  } catch {
    return undefined;
  }
}
