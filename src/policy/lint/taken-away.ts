/** Exceptions that hold whenever the conditions do. Of fields that have one value at a time, those alone are looked at elsewhere. */
import type { Length, Policy } from '../../domain/rules/policy.js';
import type { ClockMark, Conditions, When } from '../../domain/rules/when.js';
import type { Demands } from './demands.js';
import { marksOf, type Warning } from './warning.js';

export function takenAway(_policy: Policy, { asked, denied }: Demands): Warning[] {
  const conditions = asked.map(({ when }) => when);
  return denied
    .filter(({ when }) => holdsWith(when, conditions))
    .map(({ path }) => ({
      path,
      message: 'this holds whenever its conditions do',
      expected: 'leave it out, or ask for less',
    }));
}

/** Whether it holds at any instant at which all of these do. */
function holdsWith(denied: When, asked: readonly Conditions[]): boolean {
  const { any, all = [], not, ...own } = denied;
  if (not || (any && !any.some((one) => holdsWith(one, asked)))) return false;
  const names = Object.keys(own) as (keyof Conditions)[];
  return (
    all.every((one) => holdsWith(one, asked)) &&
    names.every((name) => asked.some((one) => (FOLLOWS[name] ? FOLLOWS[name](own, one) : isSame(own[name], one[name]))))
  );
}

type Follows = (one: Conditions, from: Conditions) => boolean;

/** Whether the one's condition of this name holds whenever all conditions of the other do; where it is not the same argument that says so. */
const FOLLOWS: { [K in keyof Conditions]?: Follows } = {
  sla_used: (one, from) => isReachedWith({ of: 'resolution', used: one.sla_used! }, from),
  clock: (one, from) => isReachedWith(one.clock!, from),
  idle: (one, from) => isShorter(one.idle, from.idle),
  waiting: (one, from) => isShorter(one.waiting, from.waiting),
  stalled: (one, from) => isShorter(one.stalled, from.stalled),
  in_tier: (one, from) => isShorter(one.in_tier, from.in_tier),
  sentiment_below: (one, from) => one.sentiment_below! >= from.sentiment_below!,
  sentiment: ({ sentiment: one }, { sentiment: from }) => one!.last === from?.last && one!.below >= from.below,
  customer_replies: (one, from) => one.customer_replies! <= from.customer_replies!,
  unanswered_replies: (one, from) =>
    one.unanswered_replies! <= (from.unanswered_replies ?? (from.waiting === undefined ? 0 : 1)),
  fields: ({ fields: one = {} }, { fields: from = {} }) =>
    Object.entries(one).every(([name, values]) => isOneOf(values, Object.hasOwn(from, name) ? from[name] : undefined)),
};

/** A list holds for each of its values. */
function isSame(one: unknown, from: unknown): boolean {
  return Array.isArray(one) ? isOneOf(one, from as unknown[] | undefined) : one === from;
}

function isOneOf(list: readonly unknown[], values: readonly unknown[] | undefined): boolean {
  return values?.every((one) => list.includes(one)) ?? false;
}

function isShorter(one: Length | undefined, than: Length | undefined): boolean {
  if (typeof one !== 'object' || typeof than !== 'object') return one! <= than!;
  return one.calendar === than.calendar && one.for <= than.for;
}

function isReachedWith(one: ClockMark, from: Conditions): boolean {
  return marksOf(from).some(({ mark }) => isEarlier(one, mark));
}

function isEarlier(one: ClockMark, than: ClockMark): boolean {
  if (one.of !== than.of) return false;
  if ('used' in one) return 'used' in than && one.used <= than.used;
  return 'left' in than && one.left >= than.left;
}
