/** Everything a person may ask of a ticket. */
import { z } from 'zod';
import { EngineUnavailableError, TicketNotFoundError } from '../../client/errors.js';
import { viewTicket } from '../../domain/ticket/view.js';
import { unavailable } from '../http/errors.js';
import { HttpProblem } from '../http/problem.js';
import type { IntakeDeps } from '../ports.js';

const nullable = z.string().nullable();

export const ticketState = z
  .looseObject({
    ticketId: z.string(),
    source: z
      .enum(['engine', 'database'])
      .describe('`database`: as it was last written down; its workflow does not answer any more.'),
    ...{
      status: z.string(),
      priority: z.string(),
      customerTier: z.string(),
      tier: z.string(),
      assigneeGroup: z.string(),
    },
    ...{ escalated: z.boolean(), escalationReason: nullable, seq: z.int(), closed: z.boolean() },
    ...{ slaDueAt: nullable, nextDeadlineAt: nullable, cooldownUntil: nullable },
    deadlines: z.array(z.looseObject({ at: z.string() })).describe('What will happen by itself, soonest first.'),
    held: z.array(z.looseObject({ rule: z.string(), until: z.string() })),
    history: z.array(z.looseObject({ at: z.string(), kind: z.string() })).describe('The last decisions, oldest first.'),
  })
  .meta({ description: 'Everything a person may ask of a ticket; the same as `rung show --json`.' });

/** From its workflow, or from the database when that cannot answer any more. */
export async function stateOf({ rung, store }: Pick<IntakeDeps, 'rung' | 'store'>, ticketId: string): Promise<object> {
  try {
    const view = await rung.getState(ticketId);
    if (view) return { ...view, source: 'engine' };
    throw unavailable('the ticket is just being reopened');
  } catch (error) {
    if (
      error instanceof HttpProblem ||
      !(error instanceof TicketNotFoundError || error instanceof EngineUnavailableError)
    )
      throw error;
    const kept = await store.store.load(ticketId).catch(() => null);
    if (!kept) throw error;
    return { ...viewTicket(kept.state, Date.now()), rev: kept.rev, source: 'database' };
  }
}
