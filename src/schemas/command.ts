/** What people ask of the engine, as messages to the intake and as options of `rung`. */
import { z } from 'zod';
import { ASKED } from '../domain/forms/messages.js';
import { COMMANDS, type AnyCommand, type CommandArguments, type CommandName } from '../domain/ticket/commands.js';
import { capitalized } from '../reading/words.js';
import { fieldSchema, optionalField } from './fields.js';
import { noOtherKeys } from './problems.js';
import { optionalScalar, scalar } from './scalar.js';

export interface AskedFor {
  by: string;
  commandId?: string | undefined;
}

/** The schema of a command, by its name. */
export function commandSchema<N extends CommandName>(name: N): z.ZodType<AskedFor & CommandArguments[N]> {
  return SCHEMAS[name] as unknown as z.ZodType<AskedFor & CommandArguments[N]>;
}

const SCHEMAS = Object.fromEntries(
  Object.entries(COMMANDS).map(([name, definition]) => [name, schemaOf(definition as unknown as AnyCommand)]),
);

function schemaOf({ shell, summary, description, arguments: given }: AnyCommand) {
  const arguments_ = Object.entries(given).map(([name, { field, optional, words, example }]) => {
    const about = { description: `${capitalized(words)}.`, examples: [example] };
    return [name, optional ? optionalScalar(field, about) : scalar(field, about)] as const;
  });
  const shape: z.ZodRawShape = {
    by: fieldSchema('by', ASKED.by.field),
    commandId: optionalField('commandId', ASKED.commandId.field),
    ...Object.fromEntries(arguments_),
  };
  const required = Object.fromEntries(
    Object.entries(given).flatMap(([name, { optional, example }]) => (optional ? [] : [[name, example]])),
  ) as Record<string, unknown>;
  return z.strictObject(shape, noOtherKeys(`the command ${shell}`, Object.keys(shape))).meta({
    title: capitalized(summary),
    description,
    examples: [{ by: 'anna', ...required }],
  });
}
