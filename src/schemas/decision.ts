/** Decisions as they are printed by `rung simulate --json` and kept in `history` and the log. */
import { z } from 'zod';
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
  .meta({ description: 'Number of the transition; of an acknowledgement, that of the last one.', examples: [1] });
const by = text('Who asked for it, when it was a person.', 'anna');
const rule = text('The rule, or `manual`.', 'time_based');
const moved = {
  seq,
  from: text('The tier before.', 'L1'),
  to: text('The tier after.', 'L2'),
  priority: change,
  group: text('The group it is assigned to from now on.', 'tier2_support'),
  notify: targets,
  by: by.optional(),
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
  held: decision('held', 'A rule came true during the cooldown and waits.', { rule, until: instant('Until then.') }),
  closed: decision('closed', 'The watch has ended.', { status: text('The closing status.', 'resolved') }),
  reopened: decision('reopened', 'The watch has begun again.', { status: text('The new status.', 'open') }),
  ignored: decision('ignored', 'A fact for a closed ticket; it changed nothing.', {
    event: text('The type of the fact.', 'customer_replied'),
  }),
  acknowledged: decision('acknowledged', 'Somebody has taken the ticket on.', { seq, by }),
} satisfies { [K in DecisionLine['kind']]: z.ZodObject<ShapeOf<Extract<DecisionLine, { kind: K }>>> };

/** The compiler names a key that is forgotten. */
type ShapeOf<T> = { [P in keyof T]-?: z.ZodType<T[P]> };

export const decisionSchema = z
  .discriminatedUnion('kind', [
    kinds.escalated,
    kinds.deescalated,
    kinds.held,
    kinds.closed,
    kinds.reopened,
    kinds.ignored,
    kinds.acknowledged,
  ])
  .meta({
    title: 'Decision',
    description: 'A line of `rung simulate --json`; the same in `history` of `rung show --json`.',
    examples: [{ at: '2026-01-06T03:00:00.000Z', ticketId: 'T-1', kind: 'closed', status: 'resolved' }],
  });
