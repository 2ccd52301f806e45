/** Deliveries of help desks: raw bytes in, an answer within three seconds. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { MOST_BYTES } from '../body.js';
import { described } from '../http/answers.js';
import { HttpProblem, type ProblemKind } from '../http/problem.js';
import type { IntakeDeps } from '../ports.js';
import type { Receiving } from '../receiving.js';
import { acceptDelivery, type AcceptedDelivery, type Incoming } from '../webhooks/accept-delivery.js';
import { Replays } from '../webhooks/replays.js';
import type { Webhook } from '../webhooks/webhook.js';
import { arrivedAt, engineUntil } from './deadline.js';

const delivered = z.object({
  accepted: z.int().describe('Facts that are safe.'),
  kept: z.int().describe('Those of them that wait for Temporal, or for their ticket.'),
  refused: z.int().describe('Facts that the engine cannot use.'),
  ignored: z.string().optional().describe('Why it became nothing.'),
  warnings: z.array(z.string()).optional(),
});

const { config, schema } = described({
  summary: 'A delivery of a help desk',
  description:
    'What it becomes is said by a mapping; who sent it is told by its signature. More steps may follow the name in the address: they are for the mapping.',
  tag: 'webhooks',
  needs: 'public',
  params: z.looseObject({ name: z.string().max(100).describe('The name of a mapping.') }),
  answers: { 200: delivered.describe('It becomes nothing.'), 202: delivered.describe('Its facts are safe.') },
  problems: [401, 404, 408, 413, 503],
});

/** What somebody has to mend, in the help desk, in the mapping or in the settings. Their words hold nothing of a delivery. */
const REFUSED: readonly ProblemKind[] = ['not-authenticated', 'invalid-request', 'invalid-content'];

export async function webhookRoutes(app: FastifyInstance, deps: IntakeDeps, receiving: Receiving): Promise<void> {
  const replays = new Replays(deps.store.deliveries, () => app.log.warn('deliveries could not be remembered'));
  app.addHook('onClose', () => replays.write());
  const webhooks = new Map(deps.webhooks.map((webhook) => [webhook.mapping.name, webhook]));

  const receive = async (request: FastifyRequest, reply: FastifyReply) => {
    const { name } = request.params as { name: string };
    const webhook = webhooks.get(name);
    if (!webhook) throw new HttpProblem('not-found', 'there is no webhook of that name');
    const outcome = await genuine(webhook, request);
    const { ticketId, opened, ...answer } = outcome;
    request.ticketId = ticketId ?? null;
    if (opened && ticketId !== undefined) receiving.opened(ticketId);
    note(request.log, name, outcome);
    return reply.code(answer.accepted > 0 ? 202 : 200).send(answer);
  };
  const genuine = async (webhook: Webhook, request: FastifyRequest): Promise<AcceptedDelivery> => {
    try {
      return await acceptDelivery(webhook, incoming(request, receiving), { receiving, replays });
    } catch (error) {
      if (!(error instanceof HttpProblem)) throw error;
      if (REFUSED.includes(error.kind)) {
        const about = { webhook: webhook.mapping.name, status: error.status, why: error.message };
        request.log.warn(about, 'a delivery was refused');
      }
      if (error.kind === 'not-authenticated') await receiving.failed(request.ip);
      throw error;
    }
  };

  await app.register(async (raw) => {
    raw.removeAllContentTypeParsers();
    raw.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: MOST_BYTES }, (_request, body, done) =>
      done(null, body),
    );
    raw.post('/webhooks/:name', { config, schema, bodyLimit: MOST_BYTES }, receive);
    // OpenAPI has no word for the rest of an address.
    raw.post('/webhooks/:name/*', { config, schema: { ...schema, hide: true }, bodyLimit: MOST_BYTES }, receive);
  });
}

function incoming(request: FastifyRequest, receiving: Receiving): Incoming {
  const { '*': rest = '' } = request.params as { '*'?: string };
  return {
    rawHeaders: request.raw.rawHeaders,
    body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
    path: rest.split('/').filter((step) => step !== ''),
    query: request.url.split('?').slice(1).join('?'),
    receivedAt: arrivedAt(request, receiving),
    until: engineUntil(request, receiving),
  };
}

function note(logger: FastifyInstance['log'], webhook: string, delivered: AcceptedDelivery): void {
  const { accepted, kept, refused, ignored, warnings } = delivered;
  logger.debug({ webhook, accepted, kept, refused, ignored }, 'delivery');
  // The places alone: a warning may quote a word of the help desk.
  const places = warnings?.map((one) => one.split(' ', 1)[0]);
  if (places) logger.info({ webhook, places }, 'values of a delivery were left out; `rung intake try` says why');
  if (refused > 0) logger.warn({ webhook, refused }, 'facts of a delivery cannot be used');
}
