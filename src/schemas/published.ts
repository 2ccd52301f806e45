/** The schemas as JSON Schema, for those who check what they send, and for OpenAPI. */
import { z } from 'zod';
import { COMMANDS, type CommandName } from '../domain/ticket/commands.js';
import { commandSchema } from './command.js';
import { decisionSchema } from './decision.js';
import { factSchema, timelineLineSchema } from './fact.js';
import { ticketSchema } from './ticket.js';

/** The input side of a schema: what may be sent. */
export function jsonSchemaOf(schema: z.ZodType): z.core.JSONSchema.BaseSchema {
  return z.toJSONSchema(schema, {
    io: 'input',
    target: 'draft-2020-12',
    // Of what is transformed as it is read, zod leaves them out: they might be of what comes out.
    override({ zodSchema, jsonSchema }) {
      const examples = z.globalRegistry.get(zodSchema)?.examples;
      if (Array.isArray(examples) && examples.length > 0) jsonSchema.examples = examples;
    },
  });
}

/** All that is published, by the name of the file without its ending. */
export function publishedSchemas(): Record<string, z.core.JSONSchema.BaseSchema> {
  const commands = Object.entries(COMMANDS).map(([name, { shell }]) => [
    `command-${shell}`,
    jsonSchemaOf(commandSchema(name as CommandName)),
  ]);
  return {
    ticket: jsonSchemaOf(ticketSchema()),
    fact: jsonSchemaOf(factSchema()),
    'timeline-line': jsonSchemaOf(timelineLineSchema()),
    decision: jsonSchemaOf(decisionSchema),
    ...(Object.fromEntries(commands) as Record<string, z.core.JSONSchema.BaseSchema>),
  };
}
