/** What a policy may ask for that `rung simulate` plays and a ticket's workflow does not do yet. */
import type { Policy, Target } from './policy.js';

/** Each as the part of a sentence that names it; none: a ticket may be opened with the policy. */
export function notCarriedOut({ tiers, rules }: Policy): string[] {
  const targets = tiers.flatMap(({ notify }) => notify);
  const asks = (what: (target: Target) => unknown) => targets.some((target) => what(target) !== undefined);
  const parts: [boolean, string][] = [
    [rules.some(({ notify }) => notify !== undefined), 'rules that tell (notify)'],
    [rules.some(({ repeat }) => repeat !== undefined), 'repeats'],
    [asks(({ onCall }) => onCall), 'targets that are on call'],
    [asks(({ mention }) => mention), 'mentions'],
    [asks(({ hours }) => hours), 'hours of targets'],
  ];
  return parts.flatMap(([isAsked, name]) => (isAsked ? [name] : []));
}
