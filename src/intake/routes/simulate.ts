/** What a policy would do with a timeline, without any server. */
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Decision } from '../../domain/ladder/decision.js';
import { Simulation, type TimelineEvent } from '../../domain/simulation/simulation.js';
import { decisionLine } from '../../domain/ticket/view.js';
import { parsePolicy, type LoadedPolicy } from '../../policy/load.js';
import { PolicyError } from '../../reading/problems.js';
import { decisionSchema } from '../../schemas/decision.js';
import { timelineLineSchema } from '../../schemas/fact.js';
import { namesOf } from '../../schemas/known-names.js';
import { eventOf } from '../../schemas/timeline-event.js';
import { described } from '../http/answers.js';
import { HttpProblem } from '../http/problem.js';
import { documentedAs, fieldProblems } from '../http/validation.js';
import type { IntakeDeps } from '../ports.js';

const MOST_LINES = 1_000;
const MOST_POLICY_CHARACTERS = 65_536;
/** A simulation has the whole process to itself. */
const MOST_DECISIONS = 5_000;
const LONGEST_MS = 500;

const policyText = z
  .string()
  .max(MOST_POLICY_CHARACTERS)
  .optional()
  .describe('A policy, as the text of its file. Default: the policy for new tickets.');
const lenient = z.strictObject({ timeline: z.array(z.unknown()).min(1).max(MOST_LINES), policy: policyText });

export function simulateRoute(app: FastifyInstance, { policy: usual }: IntakeDeps): void {
  const documented = z.strictObject({
    timeline: z.array(timelineLineSchema()).min(1).max(MOST_LINES),
    policy: policyText,
  });
  app.post(
    '/v1/simulate',
    described({
      summary: 'Run a policy over a timeline',
      description: 'In virtual time, with the very rules that decide of tickets. Nothing is opened, told or sent.',
      tag: 'other',
      needs: 'read',
      body: documentedAs(documented, () => lenient),
      answers: {
        200: z.object({
          policyHash: z.string(),
          decisions: z.array(decisionSchema).describe('In time order, then by ticket.'),
          refused: z.array(z.int()).describe('Places of facts whose ticket was never created.'),
        }),
      },
    }),
    (request) => {
      const { timeline, policy } = request.body as z.output<typeof lenient>;
      return simulated(timeline, policy === undefined ? usual.current : readPolicy(policy));
    },
  );
}

function readPolicy(text: string): LoadedPolicy {
  try {
    return parsePolicy(text, 'policy');
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    const errors = error.problems.slice(0, 100).map(({ line, column, path, expected }) => ({
      pointer: '/policy',
      detail: `${path === '' ? 'the policy' : path} at ${line}:${column} cannot be used${expected === '' ? '' : `; ${expected}`}`,
    }));
    throw new HttpProblem('invalid-content', 'the policy has mistakes', { errors });
  }
}

function simulated(timeline: unknown[], { policy, hash }: LoadedPolicy) {
  const events = eventsOf(timeline, policy);
  const decisions: Decision[] = [];
  const refused: number[] = [];
  const until = performance.now() + LONGEST_MS;
  const simulation = new Simulation(policy, hash, {
    over: () => undefined,
    decided(decision) {
      if (decisions.push(decision) > MOST_DECISIONS || performance.now() > until)
        throw new HttpProblem(
          'invalid-content',
          'the simulation takes too long; end it earlier with a line of type "end"',
        );
    },
  });
  for (const { event, place } of events.sort((a, b) => a.event.at - b.event.at)) {
    if (!simulation.add(event) && 'ticketId' in event) refused.push(place);
  }
  simulation.finish();
  return { policyHash: hash, decisions: decisions.map(decisionLine), refused: refused.sort((a, b) => a - b) };
}

function eventsOf(timeline: unknown[], policy: LoadedPolicy['policy']): { event: TimelineEvent; place: number }[] {
  const schema = timelineLineSchema(namesOf(policy));
  const errors: { pointer: string; detail: string }[] = [];
  const events = timeline.flatMap((line, place) => {
    const read = schema.safeParse(line);
    if (read.success) return [{ event: eventOf(read.data, place), place }];
    for (const { pointer, detail } of fieldProblems(read.error))
      errors.push({ pointer: `/timeline/${place}${pointer}`, detail });
    return [];
  });
  if (errors.length === 0) return events;
  throw new HttpProblem('invalid-content', 'the timeline has mistakes; "errors" has all of them', {
    errors: errors.slice(0, 100),
  });
}
