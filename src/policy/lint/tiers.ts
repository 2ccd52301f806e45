/** Tiers that no ticket comes to, and targets that nobody reads. */
import type { Policy, Rule } from '../../domain/rules/policy.js';
import { shown } from '../../reading/scalar.js';
import { demandsOf } from './demands.js';
import type { Warning } from './warning.js';

export function tiers(policy: Policy): Warning[] {
  const reached = reachedByRules(policy);
  return [
    ...policy.tiers.flatMap((tier, i): Warning[] => {
      if (i === 0) return unreadAtTheBottom(policy);
      const path = ['tiers', i];
      const name = shown(tier.name);
      const warnings: Warning[] = [];
      if (!reached.has(i)) {
        const expected = 'only a person can bring tickets there';
        warnings.push({ path: [...path, 'name'], message: `no rule leads to ${name}`, expected });
      }
      if (tier.notify.length === 0) {
        const message = `nobody is told when a ticket comes to ${name}`;
        warnings.push({ path, message, expected: 'add notify with a target' });
      }
      return warnings;
    }),
    ...policy.rules.flatMap((rule, i) => toldHere(policy, rule, i)),
  ];
}

/** The tiers on which a rule can find a ticket: all of them, if it says nothing of that. */
function tiersOf({ tiers: ladder }: Policy, { when }: Rule): number[] {
  const lists = demandsOf(when, []).asked.flatMap(({ when: { tier } }) => (tier ? [tier] : []));
  return ladder.flatMap(({ name }, i) => (lists.every((list) => list.includes(name)) ? [i] : []));
}

/** Heights that rules bring tickets to which begin on the lowest tier. */
function reachedByRules(policy: Policy): Set<number> {
  const { tiers: ladder, rules } = policy;
  const reached = new Set([0]);
  for (let before = 0; before < reached.size;) {
    before = reached.size;
    for (const rule of rules) {
      if (rule.to === undefined) continue;
      const target = ladder.findIndex(({ name }) => name === rule.to);
      for (const from of tiersOf(policy, rule)) {
        const to = rule.to === 'next' ? from + 1 : target;
        if (reached.has(from) && to > from && to < ladder.length) reached.add(to);
      }
    }
  }
  return reached;
}

/** The lowest tier is told of tickets that come down, and by rules that tell where a ticket stands. */
function unreadAtTheBottom({ tiers: [lowest], rules, deEscalate }: Policy): Warning[] {
  const isTold = deEscalate.length > 0 || rules.some(({ notify }) => notify === 'here');
  if (isTold || lowest!.notify.length === 0) return [];
  return [
    {
      path: ['tiers', 0, 'notify'],
      message: `nothing is ever told here: no rule brings a ticket down to ${shown(lowest!.name)}, and none tells here`,
      expected: 'a rule with notify: here, or leave it out',
    },
  ];
}

function toldHere(policy: Policy, rule: Rule, i: number): Warning[] {
  if (rule.notify !== 'here') return [];
  const all = tiersOf(policy, rule);
  const silent = all.filter((height) => policy.tiers[height]!.notify.length === 0);
  if (silent.length === 0 || (silent.length < all.length && !silent.includes(0))) return [];
  const names = silent.map((height) => policy.tiers[height]!.name).join(' or ');
  return [
    {
      path: ['rules', i, 'notify'],
      message: `this tells nobody of a ticket on ${names}`,
      expected: 'give that tier a target, or name targets here',
    },
  ];
}
