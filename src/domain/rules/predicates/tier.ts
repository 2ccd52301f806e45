/** `tier: [L2]` */
import { oneOf } from './predicate.js';

export const tier = oneOf<'tiers'>((ticket) => ticket.tier, {
  kind: 'tiers',
  description: 'The ticket stands on one of these tiers of the ladder.',
  words: (list) => `at ${list}`,
  warnings(list, { tiers }, to) {
    if (to === undefined) return [];
    const height = (name: string) => tiers.findIndex((one) => one.name === name);
    const target = to === 'next' ? tiers.length - 1 : height(to);
    if (!list.every((name) => height(name) >= target)) return [];
    return [
      {
        message: 'it asks for no climb from here',
        expected: `tiers below ${tiers[target]!.name}`,
        never: true,
      },
    ];
  },
});
