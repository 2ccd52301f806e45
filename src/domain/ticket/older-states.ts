/** States as earlier versions kept them, brought into today's form: the one place that knows what they looked like. */
import { slaDeadline, slaTarget } from '../rules/clocks.js';
import type { Instance } from '../rules/instance.js';
import type { Rule } from '../rules/policy.js';
import { predicateNamed } from '../rules/predicates/index.js';
import type { InstancePart } from '../rules/predicates/predicate.js';
import type { Marks, TicketState } from './ticket.js';

/** A trigger instance as it was once written: the tuple of its parts as JSON text, in the order of the rule's conditions. */
type OlderInstance = string;

type Older = Omit<TicketState, 'marks'> & {
  marks: Record<string, { [K in keyof Marks]: (Instance | OlderInstance)[] }>;
};

/** Reads a state that this or an earlier version has written; the very same object if it is of today's form. */
export function readState(state: TicketState): TicketState {
  const older = state as Older;
  const isOlder = Object.values(older.marks).some(({ consumed, held }) =>
    [...consumed, ...held].some((instance) => typeof instance === 'string'),
  );
  if (!isOlder) return state;
  const marks: TicketState['marks'] = {};
  for (const [name, { consumed, held }] of Object.entries(older.marks)) {
    const rule = state.policy.rules.find((one) => one.name === name);
    // Of a rule that its policy does not have nothing is ever asked.
    if (!rule) continue;
    const read = (instances: (Instance | OlderInstance)[]) =>
      instances.map((instance) => (typeof instance === 'string' ? readInstance(instance, rule, state) : instance));
    marks[name] = { consumed: read(consumed), held: read(held) };
  }
  return { ...state, marks };
}

function readInstance(text: OlderInstance, rule: Rule, state: TicketState): Instance {
  const parts = JSON.parse(text) as InstancePart[];
  const names = Object.keys(rule.when).filter((name) => predicateNamed(name)?.instance);
  return Object.fromEntries(names.map((name, i) => [name, readPart(name, parts[i]!, rule, state)]));
}

/** The instance of `sla_used` was the deadline of its mark; today it is the length of the SLA. */
function readPart(name: string, part: InstancePart, { when }: Rule, state: TicketState): InstancePart {
  if (name !== 'sla_used' || typeof part !== 'number') return part;
  const percent = when.sla_used!;
  if (part === slaDeadline(state, percent)) return slaTarget(state);
  return Math.round(((part - state.createdAt) * 100) / percent);
}
