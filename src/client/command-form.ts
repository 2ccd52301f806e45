/** The form of what a command is given. */
import { COMMANDS, type AnyCommand, type CommandName } from '../domain/ticket/commands.js';
import { ASKED } from '../domain/forms/messages.js';
import { iso } from '../domain/time/instant.js';
import type { CommandRequest } from './commands.js';
import { readAs } from './form.js';

/** Reads who asks and the arguments, as the update carries them: instants as ISO-8601. @throws InvalidRequestError */
export function readRequest<N extends CommandName>(
  name: N,
  options: CommandRequest<N>,
): Record<string, unknown> & { by: string } {
  const { arguments: known } = COMMANDS[name] as unknown as AnyCommand;
  const given = options as unknown as Record<string, unknown>;
  if (given['commandId'] !== undefined) readAs(ASKED.commandId.field, 'commandId', given['commandId']);
  const message: Record<string, unknown> = {};
  for (const [key, { field, optional }] of Object.entries(known)) {
    if (optional && (given[key] === undefined || given[key] === null)) continue;
    const value = readAs(field, key, given[key]);
    message[key] = field.kind === 'instant' ? iso(value as number) : value;
  }
  return { ...message, by: readAs(ASKED.by.field, 'by', given['by']) };
}
