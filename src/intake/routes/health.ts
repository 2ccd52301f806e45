/** Whether the intake lives, and whether it can take anything. */
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Instant } from '../../domain/rules/policy.js';
import { described } from '../http/answers.js';
import { unavailable } from '../http/errors.js';
import type { IntakeDeps } from '../ports.js';

/** So long an answer stands: whoever asks more often makes no work. */
const STANDS_MS = 2_000;

const isThere = z.enum(['ok', 'unavailable']);
const ready = z.object({
  temporal: isThere,
  database: isThere,
  waiting: z
    .int()
    .nullable()
    .describe('Facts that wait for Temporal, or for their ticket; null: the database does not answer.'),
  policy: z
    .enum(['ok', 'outdated'])
    .describe('`outdated`: its file has mistakes, and new tickets get the policy that it had before.'),
});
type Ready = z.output<typeof ready>;

export function healthRoutes(app: FastifyInstance, deps: IntakeDeps): void {
  let latest: { at: Instant; answer: Promise<Omit<Ready, 'policy'>> } | undefined;

  app.get(
    '/healthz',
    described({
      summary: 'Whether it lives',
      tag: 'other',
      needs: 'public',
      answers: { 200: z.object({ status: z.literal('ok') }) },
    }),
    () => ({ status: 'ok' }),
  );

  app.get(
    '/readyz',
    described({
      summary: 'Whether it can take facts',
      description: 'It can as long as Temporal or the database answers.',
      tag: 'other',
      needs: 'public',
      answers: { 200: ready },
      problems: [503],
    }),
    async () => {
      if (!latest || Date.now() - latest.at > STANDS_MS) latest = { at: Date.now(), answer: look(deps) };
      const answer = { ...(await latest.answer), policy: deps.policy.wrong ? ('outdated' as const) : ('ok' as const) };
      if (answer.temporal === 'ok' || answer.database === 'ok') return answer;
      throw unavailable('neither Temporal nor the database answers');
    },
  );
}

async function look({ rung, store }: IntakeDeps): Promise<Omit<Ready, 'policy'>> {
  const [temporal, waiting] = await Promise.all([
    rung.answers().then(
      () => 'ok' as const,
      () => 'unavailable' as const,
    ),
    store.spill.count().then(
      ({ count }) => count,
      () => null,
    ),
  ]);
  return { temporal, database: waiting === null ? 'unavailable' : 'ok', waiting };
}
