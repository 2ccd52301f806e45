/** Rules whose exceptions hold whenever their conditions do. Fields of which a ticket has one value, and hours, are looked at elsewhere. */
import type { Length, Policy } from '../../domain/rules/policy.js';
import type { Conditions, When } from '../../domain/rules/when.js';
import type { Path } from '../../reading/path.js';
import { alwaysAsked, type Warning } from './warning.js';

export function takenAway({ rules }: Policy): Warning[] {
  return rules.flatMap(({ when, unless }, i) => {
    const asked = alwaysAsked(when, ['rules', i, 'when']).map((one) => one.when);
    const ends: { taken: When | undefined; path: Path }[] = [
      { taken: when.not, path: ['rules', i, 'when', 'not'] },
      { taken: unless, path: ['rules', i, 'unless'] },
    ];
    return ends.flatMap(({ taken, path }) =>
      asked.some((one) => holdsWith(taken, one))
        ? [
            {
              path,
              message: 'this rule never fires: this holds whenever its conditions do',
              expected: 'leave it out, or ask for less',
            },
          ]
        : [],
    );
  });
}

/** Whether it holds at any instant at which these conditions do. */
function holdsWith(taken: When | undefined, asked: Conditions): boolean {
  const entries = Object.entries(taken ?? {});
  if (entries.length !== 1) return false;
  const { any, ...own } = taken!;
  if (any) return any.some((one) => holdsWith(one, asked));
  return (
    (['idle', 'waiting', 'stalled', 'in_tier'] as const).some((name) => isShorter(own[name], asked[name])) ||
    (['sla_used', 'customer_replies', 'unanswered_replies'] as const).some((name) => own[name]! <= asked[name]!) ||
    own.sentiment_below! >= asked.sentiment_below! ||
    (asked.tags?.every((tag) => own.tags?.includes(tag)) ?? false) ||
    isEarlier(own.clock, asked.clock)
  );
}

function isShorter(one: Length | undefined, than: Length | undefined): boolean {
  if (typeof one !== 'object' || typeof than !== 'object') return one! <= than!;
  return one.calendar === than.calendar && one.for <= than.for;
}

function isEarlier(one: Conditions['clock'], than: Conditions['clock']): boolean {
  if (one?.of !== than?.of || !one || !than) return false;
  if ('used' in one) return 'used' in than && one.used <= than.used;
  return 'left' in than && one.left >= than.left;
}
