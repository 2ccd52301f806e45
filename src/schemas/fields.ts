/** What each field means, once for all messages that have it. */
import type { Field, Members } from '../domain/forms/field.js';
import type { KnownNames } from './known-names.js';
import type { KnownWords } from '../reading/field.js';
import { optionalScalar, scalar, type About } from './scalar.js';

export const ABOUT = {
  ticketId: {
    description: 'The ticket: 1 to 200 letters, digits and `. _ - # @ /`, starting with a letter or digit.',
    examples: ['T-1042'],
  },
  status: {
    description: 'The status at the help desk. `resolved` and `closed` end the watch.',
    examples: ['open', 'pending'],
  },
  priority: { description: 'One of the priorities of the policy.', examples: ['normal'] },
  customerTier: { description: 'What the customer has bought.', examples: ['standard', 'enterprise'] },
  slaHours: { description: 'Length of the SLA in hours, counted from `createdAt`.', examples: [24] },
  createdAt: {
    description: 'When the ticket was created. Default: when its watch begins.',
    examples: ['2026-01-05T09:00:00Z'],
  },
  lastActivityAt: {
    description: 'When a person last did something on it. Default: `createdAt`.',
    examples: ['2026-01-05T09:30:00Z'],
  },
  customerReplyCount: { description: 'How often the customer has replied. Default: 0.', examples: [2] },
  sentimentScore: {
    description: 'The last score of the customer’s mood, -1 (angry) to 1 (happy). Default: none.',
    examples: [-0.2],
  },
  assigneeGroup: {
    description: 'The group it is assigned to. Default at opening: that of its tier.',
    examples: ['tier1_support'],
  },
  tier: {
    description: 'The tier it starts at and comes back to, one of the policy’s. Default: the lowest.',
    examples: ['L1'],
  },
  tags: { description: 'Its tags, all of them. Default at opening: none.', examples: [['outage']] },
  fields: {
    description:
      'Fields of the help desk’s own that rules ask for; in a change those that are named, null takes one away. A ticket keeps the 100 that were told last.',
    examples: [{ product: 'mail' }],
  },
  asOf: {
    description:
      'Since when all of this is so: facts from before it change nothing. Default: not known, so that any fact about a field replaces what it was opened with.',
    examples: ['2026-01-05T09:00:00Z'],
  },
  until: {
    description: 'Until then nothing happens to it by itself; null ends that.',
    examples: ['2026-01-05T12:00:00Z'],
  },
  arrives: { description: 'When the engine hears of it. Default: `at`.', examples: ['2026-01-05T09:05:00Z'] },
  score: { description: 'The customer’s mood, -1 (angry) to 1 (happy).', examples: [-0.7] },
  source: { description: 'What has scored a text of the customer’s; it is logged.', examples: ['english'] },
  text: {
    description:
      'What the customer wrote. It is scored if the policy says so (`sentiment`), and goes no further; a simulation does not look at it.',
    examples: ['It is broken again!'],
  },
  eventId: {
    description: 'Unique for the ticket; the same id again changes nothing. Default: a random one.',
    examples: ['mail-4711'],
  },
  at: {
    description:
      'When it happened, with a zone. One on a whole second stands for its whole second; one in the future is taken as now. Default: now.',
    examples: ['2026-01-05T09:00:00Z'],
  },
  commandId: {
    description: 'Unique for the ticket; the same command under the same id is done once. Default: a random one.',
    examples: ['click-17'],
  },
  by: { description: 'Who asks: a name or an id of the help desk’s.', examples: ['anna'] },
} satisfies Record<string, About>;
type FieldName = keyof typeof ABOUT;

/** The names of a policy that the words of a field are folded to; undefined if it is none of those. */
export function knownOf(name: string, names: KnownNames | undefined): KnownWords | undefined {
  if (!names) return undefined;
  switch (name) {
    case 'priority':
      return { names: names.priorities, only: true };
    case 'tier':
      return { names: names.tiers, only: true };
    case 'status':
      return { names: names.statuses };
    case 'customerTier':
      return { names: names.customerTiers };
    case 'assigneeGroup':
      return { names: names.groups };
    default:
      return undefined;
  }
}

/** One field by its name. */
export function fieldSchema<const F extends Field>(name: FieldName, field: F, names?: KnownNames) {
  return scalar(field, ABOUT[name], knownOf(name, names));
}

/** One field by its name, where it may be absent. */
export function optionalField<const F extends Field>(name: FieldName, field: F, names?: KnownNames) {
  return optionalScalar(field, ABOUT[name], knownOf(name, names));
}

type ShapeOf<M extends Members> = {
  [K in keyof M]: M[K] extends { optional: true }
    ? ReturnType<typeof optionalScalar<M[K]['field']>>
    : ReturnType<typeof scalar<M[K]['field']>>;
};

/** The fields of an object. */
export function shapeOf<const M extends Readonly<Record<string, Members[string]>>>(
  members: M & { readonly [K in keyof M]: K extends FieldName ? unknown : never },
  names?: KnownNames,
): ShapeOf<M> {
  const entries = Object.entries(members as Members).map(([key, { field, optional }]) => {
    const name = key as FieldName;
    return [name, optional ? optionalField(name, field, names) : fieldSchema(name, field, names)];
  });
  return Object.fromEntries(entries) as ShapeOf<M>;
}
