/** Facts: one, or a batch. */
import { createHash, randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { TicketLine } from '../../client/tell-line.js';
import { ID } from '../../domain/forms/messages.js';
import { isPeoples } from '../../domain/ticket/commands.js';
import { iso } from '../../domain/time/instant.js';
import { readField } from '../../reading/field.js';
import { factSchema, timelineLineSchema } from '../../schemas/fact.js';
import { namesOf } from '../../schemas/known-names.js';
import type { Accepted, NotAccepted } from '../../spill/keep.js';
import { described } from '../http/answers.js';
import { toProblem } from '../http/errors.js';
import { HttpProblem } from '../http/problem.js';
import { documentedAs, problemOf } from '../http/validation.js';
import type { IntakeDeps } from '../ports.js';
import type { Receiving } from '../receiving.js';
import { engineUntil } from './deadline.js';
import { ownFieldsOf, refuseMisspelt } from './own-fields.js';
import { ticketOf, ticketParams } from './ticket-id.js';

/** How many facts a batch may have. */
const MOST_FACTS = 500;

const outcome = z
  .enum(['accepted', 'ignored', 'kept', 'opened', 'exists'])
  .describe('`ignored`: the ticket is closed, and it changes nothing. `kept`: it is told as soon as Temporal answers.');
const receipt = z.object({
  ...{ ticketId: z.string(), eventId: z.string(), outcome },
  warnings: z.array(z.string()).optional().describe('What was read otherwise than it is written.'),
});

const answer = z.object({
  status: z.int().describe('As if the fact had been sent alone: 202, 404, 422 or 503.'),
  ...{ ticketId: z.string().optional(), eventId: z.string().optional(), outcome: outcome.optional() },
  warnings: z.array(z.string()).optional(),
  problem: z.looseObject({ detail: z.string() }).optional(),
});

const idempotencyKey = z
  .object({
    'idempotency-key': z.string().min(1).max(200).optional().describe('The `eventId` of a fact that has none.'),
  })
  .meta({ description: 'A request that is sent again under the same key changes nothing.' });

const anyLines = z.strictObject({
  facts: z
    .array(z.record(z.string(), z.unknown()), { error: 'must be a list of facts' })
    .min(1, 'has no fact in it')
    .max(MOST_FACTS, `has more than ${MOST_FACTS} facts`),
});

export function factRoutes(app: FastifyInstance, { policy, policiesInUse }: IntakeDeps, receiving: Receiving): void {
  const names = () => namesOf(policy.current.policy);
  // A ticket that is open may have another policy, and the client judges by that.
  const changeable = () => policiesInUse?.beside(policy.current).names ?? names();
  const one = factSchema(names());
  const line = timelineLineSchema(names());

  app.post(
    '/v1/tickets/:id/facts',
    described({
      summary: 'Tell a fact',
      description: 'What has happened to a ticket. The same `eventId` again changes nothing.',
      tag: 'facts',
      needs: 'write',
      params: ticketParams,
      headers: idempotencyKey,
      // A line of a timeline may be sent as it is, with its ticket in it.
      body: documentedAs(one, () => z.unknown().transform(withoutTicket).pipe(factSchema(changeable()))),
      answers: { 202: receipt.describe('It is safe.') },
      problems: [404],
    }),
    async (request, reply) => {
      const ticketId = ticketOf(request);
      const { ticketId: named = ticketId, ...given } = request.body as Record<string, unknown>;
      if (named !== ticketId) {
        const errors = [{ pointer: '/ticketId', detail: 'is another ticket than that of the address' }];
        throw new HttpProblem('invalid-content', 'the body is about another ticket than the address', { errors });
      }
      const fact = identified({ ...given, ticketId }, request.headers['idempotency-key'], receiving);
      const accepted = await receiving.accept(fact, { until: engineUntil(request, receiving) });
      reply.code(202);
      return receiptOf(fact, accepted);
    },
  );

  app.post(
    '/v1/facts',
    described({
      summary: 'Tell many facts',
      description: `Up to ${MOST_FACTS} lines of a timeline, those of one ticket in their order, each with an answer of its own at the same place.`,
      tag: 'facts',
      needs: 'write',
      headers: idempotencyKey,
      body: documentedAs(z.strictObject({ facts: z.array(line).min(1).max(MOST_FACTS) }), () => anyLines),
      answers: { 200: z.object({ answers: z.array(answer) }) },
      problems: [503],
    }),
    async (request) => {
      const { facts } = request.body as { facts: Record<string, unknown>[] };
      const key = request.headers['idempotency-key'];
      const schemas = { created: timelineLineSchema(names()), other: timelineLineSchema(changeable()) };
      const lines = facts.map((fact, i) =>
        judged(
          fact,
          fact['type'] === 'created' ? schemas.created : schemas.other,
          typeof key === 'string' ? placed(key, i) : undefined,
          receiving,
        ),
      );
      const right = lines.filter((one): one is TicketLine => !(one instanceof HttpProblem));
      const notKept = await receiving.adoptAll(ownOf(right));
      const outcomes = (await receiving.acceptAll(right, { until: engineUntil(request, receiving) })).values();
      const answers = lines.map((one) =>
        one instanceof HttpProblem ? problemAnswer(one) : answerOf(one, outcomes.next().value!, receiving, notKept),
      );
      const failed = answers.filter(({ status }) => status === 503);
      if (failed.length === answers.length)
        throw toProblem(new HttpProblem('unavailable', 'none of the facts can be taken now', { retryAfter: 30 }));
      return { answers };
    },
  );
}

/** The id of a fact of a batch, by the key of the batch; hashed where it would be longer than an id may be. */
function placed(key: string, place: number): string {
  const id = `${key}:${place}`;
  return id.length <= ID.longest ? id : createHash('sha256').update(id).digest('hex');
}

function withoutTicket(given: unknown): unknown {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return given;
  const { ticketId: _, ...rest } = given as Record<string, unknown>;
  return rest;
}

/** As it is told: with an id and an instant, however little was given. @throws HttpProblem */
function identified(given: Record<string, unknown>, key: unknown, receiving: Receiving): TicketLine {
  const { eventId, at, ...rest } = given;
  const id = eventId ?? key ?? randomUUID();
  const read = readField(ID, id);
  if ('objection' in read) {
    const errors = [{ pointer: '/idempotency-key', detail: 'must be a line of 1 to 200 characters' }];
    throw new HttpProblem('invalid-content', 'the header Idempotency-Key cannot be used', { errors });
  }
  return {
    ...(rest as { type: string; ticketId: string }),
    eventId: read.value,
    at: (at as string | null) ?? iso(receiving.now()),
  };
}

function judged(
  fact: Record<string, unknown>,
  schema: ReturnType<typeof timelineLineSchema>,
  key: string | undefined,
  receiving: Receiving,
): TicketLine | HttpProblem {
  const dated = { ...fact, at: fact['at'] ?? iso(receiving.now()) };
  const read = schema.safeParse(dated);
  if (!read.success) return problemOf(read.error, 'this fact');
  if (read.data.type === 'end')
    return new HttpProblem('invalid-content', 'a line "end" ends a simulation; nothing is told by it');
  // Not to be kept either while Temporal is away: it would never take it.
  if (isPeoples(read.data.type))
    return new HttpProblem('invalid-content', `a line "${read.data.type}" is a command, and has an address of its own`);
  try {
    const ticket = fact['ticket'];
    if (read.data.type === 'created') refuseMisspelt(ticket as Record<string, unknown>, '/ticket');
    return identified(dated, read.data.type === 'created' ? 'created' : key, receiving);
  } catch (error) {
    return toProblem(error);
  }
}

/** What the help desk keeps of tickets that are opened by a batch. */
function ownOf(lines: readonly TicketLine[]) {
  const created = lines.filter(({ type }) => type === 'created');
  return created.map(({ ticketId, ticket }) => ({
    ticketId,
    ownFields: ownFieldsOf(ticket as Record<string, unknown>),
  }));
}

/** @param warning one more */
function receiptOf({ ticketId, eventId }: TicketLine, accepted: Accepted, warning?: string) {
  const warnings = [
    ...(('warnings' in accepted && accepted.warnings) || []),
    ...(warning === undefined ? [] : [warning]),
  ];
  const outcome = 'kept' in accepted ? 'kept' : accepted.told;
  return { ticketId, eventId, outcome, ...(warnings.length > 0 && { warnings }) };
}

function answerOf(
  line: TicketLine,
  outcome: Accepted | NotAccepted,
  receiving: Receiving,
  notKept: ReadonlyMap<string, string>,
) {
  if ('refused' in outcome) {
    const { ticketId, eventId } = line;
    return { ...problemAnswer(toProblem(outcome.refused)), ticketId, eventId };
  }
  if ('told' in outcome && outcome.told === 'opened') receiving.opened(line.ticketId);
  return { status: 202, ...receiptOf(line, outcome, line.type === 'created' ? notKept.get(line.ticketId) : undefined) };
}

function problemAnswer(problem: HttpProblem) {
  const { instance: _, status: __, ...body } = problem.body('');
  return { status: problem.status, problem: body as { detail: string } };
}
