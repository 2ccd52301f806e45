/** Rules that always come true together, so that one of them does nothing. */
import type { Policy, Rule, When } from '../../domain/rules/policy.js';
import { marksOf, type Warning } from './warning.js';

export function twins({ rules }: Policy): Warning[] {
  const first = new Map<string, Rule>();
  return rules.flatMap((rule, i): Warning[] => {
    const { name, when, unless, to } = rule;
    // One that climbs and one that tells beside it are what the two kinds are for.
    const key = `${to === undefined ? 'tells' : 'climbs'} ${plain(when)} ${unless ? plain(unless) : ''}`;
    const twin = first.get(key);
    if (!twin) first.set(key, rule);
    if (!twin) return [];
    const does = to === undefined ? 'put their targets in one rule' : 'keep the one that is meant';
    return [
      { path: ['rules', i, 'when'], message: `${name} always comes true together with ${twin.name}`, expected: does },
    ];
  });
}

/** The same text for conditions that say the same: the order of keys and lists is of no matter, nor two names of one mark. */
function plain(when: When): string {
  const { any = [], all = [], not, sla_used: _used, clock: _clock, ...own } = when;
  const isAlone = (list: When[]) => list.length === 1;
  const parts = [
    ...Object.entries(own).map(([name, argument]) => `${name} ${sorted(argument)}`),
    ...marksOf(when).map(({ mark }) => `clock ${sorted(mark)}`),
    ...all.map(plain),
    ...(isAlone(any) ? any.map(plain) : any.length > 0 ? [`any(${any.map(plain).sort().join(' | ')})`] : []),
    ...(not ? [`not(${plain(not)})`] : []),
  ];
  return parts.sort().join(' & ');
}

function sorted(argument: unknown): string {
  if (Array.isArray(argument)) return `[${argument.map(sorted).sort().join()}]`;
  if (typeof argument !== 'object' || argument === null) return JSON.stringify(argument);
  return `{${Object.entries(argument)
    .map(([key, value]) => `${key}:${sorted(value)}`)
    .sort()
    .join()}}`;
}
