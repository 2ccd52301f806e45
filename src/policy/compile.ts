/** From the form people write to the policy the engine reads. */
import { CHANNEL_NAMES } from '../channels/definitions.js';
import type { DeEscalation, Policy, Target } from '../domain/rules/policy.js';
import type { PolicyForm } from './schema.js';

type TargetForm = PolicyForm['tiers'][number]['notify'][number];
type DeEscalationForm = PolicyForm['de_escalate'][number];

/** The form must have passed every check. Keys come out in the order of the schema, whatever their order in the file. */
export function normalise(form: PolicyForm): Policy {
  return {
    version: 1,
    tiers: form.tiers.map(({ name, group, notify }) => ({ name, group, notify: notify.map(target) })),
    priorities: form.priorities,
    cooldown: form.cooldown,
    rules: form.rules.map(({ name, when, to, bump, bypass_cooldown }) => ({
      ...{ name, when, to, bump },
      bypassCooldown: bypass_cooldown,
    })),
    deEscalate: form.de_escalate.map(deEscalation),
  };
}

function target(form: TargetForm): Target {
  const channel = CHANNEL_NAMES.find((name) => form[name] !== undefined)!;
  return { channel, address: form[channel]! };
}

function deEscalation({ when, to }: DeEscalationForm): DeEscalation {
  const limit = when.sentiment_at_least;
  return { when: limit === undefined ? { resolution_confirmed: true } : { sentiment_at_least: limit }, to };
}
