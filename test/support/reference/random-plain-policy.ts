/** Random policies without calendars, clocks, people and all that belongs to them: what `policies/default.yaml` is made of. */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { Chance } from './chance.js';
import { CUSTOMER_TIERS, PRIORITIES, STATUSES } from './random-policy.js';
import type { WrittenPolicy, WrittenRule, WrittenWhen } from './written.js';

const COOLDOWNS = ['0s', '30s', '90m', '1h', '4h', '4h', '2h30m', '2d'];

export function defaultPolicy(): WrittenPolicy {
  return parse(readFileSync('policies/default.yaml', 'utf8')) as WrittenPolicy;
}

export function plainPolicy(chance: Chance): WrittenPolicy {
  if (chance.percent(30)) {
    const policy = defaultPolicy();
    if (chance.percent(40)) policy.cooldown = chance.pick(COOLDOWNS);
    if (chance.percent(30)) chance.pick(policy.rules).bypass_cooldown = true;
    return policy;
  }
  const names = ['L1', 'L2', 'L3', 'lead', 'head'].slice(0, chance.whole(2, 5));
  const confirmed = {
    when: { resolution_confirmed: true } as const,
    to: chance.percent(85) ? 'base' : 'previous',
  } as const;
  const good = {
    when: { sentiment_at_least: chance.pick([0.05, 0.05, 0.5]) },
    to: chance.percent(80) ? 'previous' : 'base',
  } as const;
  return {
    version: 1,
    tiers: names.map((name, i) => {
      // Two tiers may have one target in common: it is told once.
      const targets = [{ slack: `#${name.toLowerCase()}` }, { email: `${name}@example.com` }, { slack: '#everybody' }];
      return {
        name,
        group: `group_${name}`,
        ...chance.maybe(i === 0 ? 50 : 90, () => ({ notify: chance.some(targets) })),
      };
    }),
    priorities: PRIORITIES,
    cooldown: chance.pick(COOLDOWNS),
    rules: Array.from({ length: chance.whole(1, 7) }, (_, i) => plainRule(chance, names, `rule_${i}`)),
    de_escalate: chance.weighted([
      [6, [confirmed, good]],
      [1, [good, confirmed]],
      [1.5, [confirmed]],
      [1.5, [good]],
    ]),
  };
}

function plainRule(chance: Chance, tiers: readonly string[], name: string): WrittenRule {
  let when: WrittenWhen = {};
  for (
    let count = chance.weighted([
      [4, 1],
      [4, 2],
      [2, 3],
    ]);
    count > 0;
    count--
  ) {
    when = { ...when, ...plainCondition(chance, tiers) };
  }
  return {
    name,
    when,
    to: chance.percent(30) ? 'next' : chance.pick(tiers.slice(1)),
    bump: chance.pick([0, 1, 1, 1, 2, 2, 3]),
    ...chance.maybe(20, () => ({ bypass_cooldown: true })),
  };
}

function plainCondition(chance: Chance, tiers: readonly string[]): WrittenWhen {
  const make = chance.weighted<() => WrittenWhen>([
    [4, () => ({ sla_used: chance.pick(['25%', '50%', '75%', '90%', '100%', '12.5%']) })],
    [3, () => ({ idle: chance.pick(['30s', '30m', '90m', '2h', '6h', '1d', '1h30m']) })],
    [3, () => ({ stalled: chance.pick(['30s', '1h', '90m', '4h', '1d12h']) })],
    [3, () => ({ sentiment_below: chance.pick([-0.6, -0.3, 0]) })],
    [3, () => ({ customer_replies: chance.pick([1, 2, 2, 3, 3, 4]) })],
    [1, () => ({ status: [chance.pick(STATUSES)] })],
    [1, () => ({ customer_tier: chance.some(CUSTOMER_TIERS) })],
    [2, () => ({ tier: chance.some(tiers) })],
    [1, () => ({ priority: chance.some(PRIORITIES) })],
  ]);
  return make();
}
