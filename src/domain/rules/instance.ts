/** Trigger instances: which occurrence of its conditions a rule belongs to. */
import type { InstancePart } from './predicates/predicate.js';

/** The parts of its predicates by their names, `{ "sla_used": 86400000, "idle": 1767603600000 }`; empty when none of them has one. */
export type Instance = Readonly<Record<string, InstancePart>>;

export function sameInstance(a: Instance, b: Instance): boolean {
  if (a === b) return true;
  let parts = 0;
  for (const name in a) {
    if (a[name] !== b[name]) return false;
    parts++;
  }
  for (const _name in b) parts--;
  return parts === 0;
}

export function includesInstance(instances: readonly Instance[], instance: Instance): boolean {
  for (const one of instances) if (sameInstance(one, instance)) return true;
  return false;
}
