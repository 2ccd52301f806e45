/** Decisions as they are printed by `rung simulate --json` and kept in `history` and the log. */
import { z } from 'zod';
import type { Field } from '../domain/forms/field.js';
import type { PeoplesDecision } from '../domain/ladder/decision.js';
import { PEOPLES_DECISIONS } from '../domain/ticket/commands.js';
import type { DecisionDefinition } from '../domain/ticket/commands/definition.js';
import type { DecisionLine } from '../domain/ticket/view.js';

const text = (description: string, example: string) => z.string().meta({ description, examples: [example] });
const instant = (description: string) =>
  z.string().meta({ format: 'date-time', description, examples: ['2026-01-06T03:00:00.000Z'] });
const targets = z.array(z.string()).meta({
  description: 'Who is told, by channel and address.',
  examples: [['slack:#tier2-queue', 'email:tier2@example.com']],
});
const change = z
  .strictObject({ from: z.string(), to: z.string() })
  .meta({ description: 'The priority before and after.', examples: [{ from: 'normal', to: 'high' }] });
const seq = z
  .int()
  .gte(0)
  .meta({ description: 'Number of the transition.', examples: [1] });
const by = text('Who asked for it, when it was a person.', 'anna');
const rule = text('The rule, or `manual`.', 'time_based');
const late = {
  onCall: z
    .record(z.string(), z.string())
    .optional()
    .meta({ description: 'Who is on call when the alert goes out, by rotation.', examples: [{ primary: 'anna' }] }),
  deferred: z
    .record(z.string(), z.string().meta({ format: 'date-time' }).nullable())
    .optional()
    .meta({
      description: 'Until when an alert waits for the hours of its target; null: for ever.',
      examples: [{ 'email:l2@example.com': '2026-01-06T08:00:00.000Z' }],
    }),
};
const holder = z
  .enum(['snooze', 'acknowledgement'])
  .optional()
  .meta({ description: 'What holds it. Absent: the cooldown.' });
const moved = {
  seq,
  from: text('The tier before.', 'L1'),
  to: text('The tier after.', 'L2'),
  priority: change,
  group: text('The group it is assigned to from now on.', 'tier2_support'),
  notify: targets,
  by: by.optional(),
  ...late,
};

function decision<K extends DecisionLine['kind'], S extends z.ZodRawShape>(kind: K, description: string, shape: S) {
  return z
    .strictObject({
      at: instant('When it was decided.'),
      ticketId: text('The ticket.', 'T-1'),
      kind: z.literal(kind),
      ...shape,
    })
    .meta({ description });
}

const kinds = {
  escalated: decision('escalated', 'The ticket has climbed.', {
    ...moved,
    rule,
    candidates: z.array(z.string()).meta({
      description: 'Every rule that asked for it at this instant, in policy order.',
      examples: [['time_based']],
    }),
  }),
  deescalated: decision('deescalated', 'The ticket has come down.', {
    ...moved,
    reason: z.enum(['sentiment', 'resolution', 'manual']).meta({ description: 'Why.' }),
  }),
  notified: decision('notified', 'A rule has told people, changing nothing.', {
    rule,
    tier: text('The tier that the ticket stands on.', 'L1'),
    notify: targets,
    repeat: z
      .int()
      .gte(1)
      .optional()
      .meta({ description: 'How often they have been told again.', examples: [1] }),
    ...late,
  }),
  held: decision('held', 'A rule came true while something holds it, and waits.', {
    rule,
    until: instant('Until then.'),
    by: holder,
  }),
  skipped: decision('skipped', 'A rule had come true before the watch of a ticket began that was taken in quietly.', {
    rule,
  }),
  closed: decision('closed', 'The watch has ended.', {
    status: text('The closing status.', 'resolved'),
    by: z.literal('auto_close').optional().meta({ description: 'It closed by itself.' }),
  }),
  reopened: decision('reopened', 'The watch has begun again.', { status: text('The new status.', 'open') }),
  scored: decision('scored', 'A text of the customer’s was scored.', {
    score: z.number().meta({ description: 'The customer’s mood, -1 (angry) to 1 (happy).', examples: [-0.7] }),
    source: text('The name of the scorer.', 'english'),
  }),
  policy_changed: decision('policy_changed', 'The ticket was moved to another policy.', {
    by,
    policy: text('Content hash of the policy that it has from now on.', 'a1b2c3d4e5f60718'),
    policyBefore: text('Content hash of the policy before.', '18071f6e5d4c3b2a'),
    tier: text('Where it stands on the ladder of the new policy.', 'L2'),
    tierBefore: text('Where it stood on the ladder of the policy before.', 'L2'),
    skipped: z
      .array(z.string())
      .optional()
      .meta({ description: 'Rules that held at that moment and were taken for done.', examples: [['sla_breached']] }),
  }),
  ignored: decision('ignored', 'A fact for a closed ticket; it changed nothing.', {
    event: text('The type of the fact.', 'customer_replied'),
  }),
} satisfies { [K in Exclude<DecisionLine['kind'], PeoplesDecision['kind']>]: z.ZodObject<ShapeOf<Line<K>>> };

type Line<K extends DecisionLine['kind']> = Extract<DecisionLine, { kind: K }>;

/** The compiler names a key that is forgotten. */
type ShapeOf<T> = { [P in keyof T]-?: z.ZodType<T[P]> };

/** What commands of people leave is defined with them. */
function ofPeople<K extends PeoplesDecision['kind']>(kind: K) {
  const { meaning, fields } = PEOPLES_DECISIONS[kind];
  const shape = Object.entries(fields as DecisionFields).map(([name, { field, nullable, words }]) => [
    name,
    written(field, Boolean(nullable), words),
  ]);
  return decision(kind, meaning, Object.fromEntries(shape) as ShapeOf<Omit<Line<K>, 'at' | 'ticketId' | 'kind'>>);
}
type DecisionFields = DecisionDefinition<PeoplesDecision['kind']>['fields'];

/** A field as it is printed: instants are written out. */
function written(field: Field, nullable: boolean, description: string): z.ZodType {
  const schema =
    field.kind === 'instant'
      ? z.string().meta({ format: 'date-time' })
      : field.kind === 'count'
        ? z.int().gte(0)
        : z.string();
  return (nullable ? schema.nullable() : schema).meta({ description });
}

const PEOPLES = Object.keys(PEOPLES_DECISIONS) as PeoplesDecision['kind'][];
const { escalated, ...others } = kinds;

export const decisionSchema = z
  .discriminatedUnion('kind', [escalated, ...Object.values(others), ...PEOPLES.map(ofPeople)])
  .meta({
    title: 'Decision',
    description: 'A line of `rung simulate --json`; the same in `history` of `rung show --json`.',
    examples: [{ at: '2026-01-06T03:00:00.000Z', ticketId: 'T-1', kind: 'closed', status: 'resolved' }],
  });
