/** Commands as methods of the client: one for each of `COMMANDS`. */
import type { CommandAnswer, CommandArguments, CommandName } from '../domain/ticket/commands.js';
import { COMMAND_NAMES } from '../workflows/contract.js';

/** Who asks, and for which command. */
export interface CommandOptions {
  /** Who asks. */
  by: string;
  /** Unique for the ticket; the same command under the same id is done once. Default: a random id. */
  commandId?: string;
}

/** What a command is given: who asks, and its arguments. Instants are ISO-8601 with a zone, or a `Date`. */
export type CommandRequest<N extends CommandName> = CommandOptions & CommandArguments<string | Date>[N];

/** A method for each command: `rung.acknowledge('T-1', { by: 'anna' })`. */
export type CommandMethods = {
  [N in keyof CommandArguments]: (ticketId: string, options: CommandRequest<N>) => Promise<CommandAnswer>;
};

interface Commanding {
  command<N extends CommandName>(name: N, ticketId: string, options: CommandRequest<N>): Promise<CommandAnswer>;
}

/** The base of `Rung`: its methods give commands. */
export const WithCommandMethods = class {} as new () => CommandMethods;
for (const name of COMMAND_NAMES) {
  Object.defineProperty(WithCommandMethods.prototype, name, {
    value(this: Commanding, ticketId: string, options: CommandRequest<typeof name>) {
      return this.command(name, ticketId, options);
    },
  });
}
