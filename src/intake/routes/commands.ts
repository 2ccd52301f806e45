/** Commands of people: an address for each of them, with the engine's answer. */
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { CommandRequest } from '../../client/commands.js';
import { COMMANDS, type CommandName } from '../../domain/ticket/commands.js';
import { capitalized } from '../../reading/words.js';
import { commandSchema } from '../../schemas/command.js';
import { described } from '../http/answers.js';
import { HttpProblem } from '../http/problem.js';
import type { IntakeDeps } from '../ports.js';
import { inTime } from './deadline.js';
import { ticketOf, ticketParams } from './ticket-id.js';

const done = z.object({
  accepted: z.literal(true),
  tier: z.string().describe('The tier it stands at.'),
  seq: z.int().describe('Number of the last transition.'),
  held: z
    .array(z.string())
    .optional()
    .describe('Rules that it holds, or will hold when they come true; absent: none. Clocks still count.'),
  until: z.string().optional().describe('With `held`: when that ends by itself, at the latest; ISO-8601.'),
  repeated: z.literal(true).optional().describe('It had been done before, under the same `commandId`.'),
});

export function commandRoutes(app: FastifyInstance, { rung }: IntakeDeps): void {
  for (const name of Object.keys(COMMANDS) as CommandName[]) {
    const { summary, description } = COMMANDS[name];
    app.post(
      `/v1/tickets/:id/${name.toLowerCase()}`,
      described({
        summary: capitalized(summary),
        description: `${description} The same \`commandId\` again is answered, and not done again.`,
        tag: 'commands',
        needs: 'command',
        params: ticketParams,
        body: commandSchema(name),
        answers: { 200: done.describe('It is done.') },
        problems: [404, 409],
      }),
      async (request) => {
        const answer = await inTime(request, rung.command(name, ticketOf(request), withoutNulls(request.body)));
        if (!answer.accepted) throw new HttpProblem('refused', answer.reason);
        return answer;
      },
    );
  }
}

/** Null is as good as absent. */
function withoutNulls(body: unknown): CommandRequest<CommandName> {
  const given = Object.entries(body as object).filter(([, value]) => value !== null);
  return Object.fromEntries(given) as unknown as CommandRequest<CommandName>;
}
