/** Tickets: opened, listed, looked at. */
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { TicketNotFoundError } from '../../client/errors.js';
import type { TicketLine } from '../../client/tell-line.js';
import { iso } from '../../domain/time/instant.js';
import { namesOf } from '../../schemas/known-names.js';
import { ticketSchema } from '../../schemas/ticket.js';
import type { Accepted } from '../../spill/keep.js';
import { described } from '../http/answers.js';
import { documentedAs } from '../http/validation.js';
import type { IntakeDeps } from '../ports.js';
import type { Receiving } from '../receiving.js';
import { engineUntil, inTime } from './deadline.js';
import { ownFieldsOf, refuseMisspelt } from './own-fields.js';
import { ticketOf, ticketParams } from './ticket-id.js';
import { stateOf, ticketState } from './ticket-state.js';

const opened = z.object({
  ticketId: z.string(),
  outcome: z
    .enum(['opened', 'exists', 'kept'])
    .describe('`kept`: Temporal does not answer, and the ticket is opened as soon as it does.'),
  warnings: z.array(z.string()).optional().describe('What was read otherwise than it is written, or not kept.'),
});

const nullable = z.string().nullable();
const row = z.object({
  ticketId: z.string(),
  ...{ tier: nullable, status: nullable, priority: nullable, customerTier: nullable },
  escalated: z.boolean(),
  ...{ escalationReason: nullable, nextDeadlineAt: nullable, slaDueAt: nullable },
});

const listQuery = z.strictObject({
  tier: z.string().max(100).optional().describe('Only tickets of this tier.'),
  status: z.string().max(100).optional().describe('Only tickets with this status.'),
  customerTier: z.string().max(100).optional().describe('Only tickets of these customers.'),
  limit: z.coerce.number().int().min(1).max(1_000).default(100).describe('How many of them.'),
});

const historyQuery = z.strictObject({
  after: z.coerce
    .number()
    .int()
    .min(-1)
    .max(Number.MAX_SAFE_INTEGER)
    .default(-1)
    .describe('The number of the last entry you have.'),
  limit: z.coerce.number().int().min(1).max(500).default(100).describe('How many entries.'),
});
const entries = z.object({
  ticketId: z.string(),
  entries: z.array(z.looseObject({ number: z.int(), at: z.string(), kind: z.string() })),
  next: z.int().nullable().describe('What `after` is for the following entries; null: these were the last.'),
});

export function ticketRoutes(app: FastifyInstance, deps: IntakeDeps, receiving: Receiving): void {
  const { rung, store, policy } = deps;

  app.post(
    '/v1/tickets',
    described({
      summary: 'Open a ticket',
      description:
        'Begins to watch a ticket. Opening a ticket that exists changes nothing. Keys that are not Rung’s are kept in the database.',
      tag: 'tickets',
      needs: 'write',
      body: documentedAs(ticketSchema(namesOf(policy.current.policy)), () =>
        ticketSchema(namesOf(policy.current.policy)),
      ),
      answers: {
        200: opened.describe('It exists.'),
        201: opened.describe('It is opened.'),
        202: opened.describe('It is kept.'),
      },
    }),
    async (request, reply) => {
      const ticket = request.body as Record<string, unknown> & { ticketId: string };
      const { ticketId } = ticket;
      request.ticketId = ticketId;
      refuseMisspelt(ticket);
      const warning = await receiving.adopt(ticketId, ownFieldsOf(ticket));
      const now = iso(receiving.now());
      const line: TicketLine = {
        type: 'created',
        ticketId,
        eventId: 'created',
        at: now,
        ticket: { createdAt: now, ...rungs(ticket) },
      };
      const accepted = await receiving.accept(line, { until: engineUntil(request, receiving) });
      const outcome = outcomeOf(accepted);
      if (outcome === 'opened') receiving.opened(ticketId);
      const warnings = [
        ...('warnings' in accepted ? (accepted.warnings ?? []) : []),
        ...(warning === undefined ? [] : [warning]),
      ];
      reply.code(outcome === 'opened' ? 201 : outcome === 'exists' ? 200 : 202);
      return { ticketId, outcome, ...(warnings.length > 0 && { warnings }) };
    },
  );

  app.get(
    '/v1/tickets',
    described({
      summary: 'List open tickets',
      description: 'Highest tier first, then next deadline first. It may lag a second behind.',
      tag: 'tickets',
      needs: 'read',
      querystring: listQuery,
      answers: { 200: z.object({ total: z.int().describe('How many there are.'), tickets: z.array(row) }) },
    }),
    async (request) => {
      const { limit, ...filter } = request.query as z.output<typeof listQuery>;
      const tickets = await inTime(request, rung.list(filter));
      return { total: tickets.length, tickets: tickets.slice(0, limit) };
    },
  );

  app.get(
    '/v1/tickets/:id',
    described({
      summary: 'The state of a ticket',
      tag: 'tickets',
      needs: 'read',
      params: ticketParams,
      answers: { 200: ticketState },
      problems: [404],
    }),
    async (request) => inTime(request, stateOf(deps, ticketOf(request))),
  );

  app.get(
    '/v1/tickets/:id/history',
    described({
      summary: 'The log of a ticket',
      description: 'Every decision about it, oldest first.',
      tag: 'tickets',
      needs: 'read',
      params: ticketParams,
      querystring: historyQuery,
      answers: { 200: entries },
      problems: [404],
    }),
    async (request) => {
      const ticketId = ticketOf(request);
      const { after, limit } = request.query as z.output<typeof historyQuery>;
      const found = await inTime(request, store.archive.log(ticketId, { after, limit }));
      if (found.length === 0 && !(await inTime(request, store.archive.read(ticketId))))
        throw new TicketNotFoundError(ticketId);
      const numbers = found.map(({ number }) => number as number);
      return {
        ticketId,
        entries: found.map(({ _id: _, ...entry }) => entry),
        next: found.length < limit ? null : numbers.at(-1)!,
      };
    },
  );
}

function outcomeOf(accepted: Accepted): 'opened' | 'exists' | 'kept' {
  if ('kept' in accepted) return 'kept';
  return accepted.told === 'opened' ? 'opened' : 'exists';
}

/** What the help desk keeps for itself enters no history. */
function rungs(ticket: Record<string, unknown>): Record<string, unknown> {
  const own = ownFieldsOf(ticket);
  return Object.fromEntries(Object.entries(ticket).filter(([key]) => !Object.hasOwn(own, key)));
}
