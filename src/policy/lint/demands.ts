/** What has to hold, and what must not, for a condition to hold. */
import type { Rule, When } from '../../domain/rules/policy.js';
import type { Path } from '../../reading/path.js';
import type { Stated } from './warning.js';

export interface Demands {
  /** All of these hold whenever the whole does: its own, and those of its `all`, at any depth. */
  asked: Stated[];
  /** None of these holds then; a `not` of an `any` is one of each of its branches. */
  denied: { when: When; path: Path }[];
  /** Of each of these one branch holds then: every `any` beside what is asked. */
  choices: { branches: When[]; path: Path }[];
}

export function demandsOf(when: When, at: Path): Demands {
  const { any: branches, all = [], not, ...own } = when;
  const demands: Demands = {
    asked: [{ when: own, path: at }],
    denied: deniedBy(not, [...at, 'not']),
    choices: branches ? [{ branches, path: [...at, 'any'] }] : [],
  };
  return all.reduce((before, one, i) => both(before, demandsOf(one, [...at, 'all', i])), demands);
}

export function demandsOfRule({ when, unless }: Rule, at: Path): Demands {
  const { asked, denied, choices } = demandsOf(when, [...at, 'when']);
  return { asked, denied: [...denied, ...deniedBy(unless, [...at, 'unless'])], choices };
}

/** What is demanded if both hold. */
export function both(one: Demands, other: Demands): Demands {
  return {
    asked: [...one.asked, ...other.asked],
    denied: [...one.denied, ...other.denied],
    choices: [...one.choices, ...other.choices],
  };
}

/** @param path of the whole */
function deniedBy(when: When | undefined, path: Path): Demands['denied'] {
  if (!when) return [];
  const isChoice = when.any !== undefined && Object.keys(when).length === 1;
  return isChoice ? when.any!.flatMap((one) => deniedBy(one, path)) : [{ when, path }];
}
