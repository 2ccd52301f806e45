/** Trigger instances: which occurrence of its conditions a rule belongs to. */
import type { InstancePart } from './predicates/predicate.js';

/** The parts of its predicates by their names, `{ "sla_used": 86400000, "idle": 1767603600000 }`; empty when none of them has one. */
export type Instance = Readonly<Record<string, InstancePart>>;

export function sameInstance(a: Instance, b: Instance): boolean {
  if (a === b) return true;
  let parts = 0;
  for (const name in a) {
    const other = b[name];
    if (other === undefined || !samePart(a[name]!, other)) return false;
    parts++;
  }
  for (const _name in b) parts--;
  return parts === 0;
}

/** The value of a predicate tells its occurrences apart, whatever the predicate was asked. */
export function samePart(one: InstancePart, other: InstancePart): boolean {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one.length !== other.length) return false;
  return one.every((part, i) => part === other[i]);
}

/** It has no part at all. */
export function isBare(instance: Instance): boolean {
  for (const _name in instance) return false;
  return true;
}

export function includesInstance(instances: readonly Instance[], instance: Instance): boolean {
  for (const one of instances) if (sameInstance(one, instance)) return true;
  return false;
}
