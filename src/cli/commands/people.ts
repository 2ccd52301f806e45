/** What people ask of the engine, `rung ack` and the like, and its answer: a command for each of `COMMANDS`. */
import { Option, type Command } from 'commander';
import { readAs, readId, readName, readTicketId } from '../../client/form.js';
import type { Argument } from '../../domain/ticket/commands/definition.js';
import { COMMANDS, type AnyCommand, type CommandName } from '../../domain/ticket/commands.js';
import { choiceOf } from '../choice.js';
import { Failure } from '../failure.js';
import { print, type Terminal } from '../terminal.js';
import { instantAhead } from '../words/instant-ahead.js';

type Options = Record<string, string | undefined> & { json?: true };

/** All of them, in the order of help. */
export const PEOPLES_COMMANDS = Object.entries(COMMANDS).map(
  ([name, definition]) =>
    (program: Command, terminal: Terminal) =>
      personal(program, terminal, name as CommandName, definition),
);

function personal(program: Command, terminal: Terminal, name: CommandName, definition: AnyCommand): void {
  const { shell, summary, description, examples } = definition;
  const lines = examples.map((example) => `  $ rung ${shell} T-1 ${example}`.trimEnd()).join('\n');
  const command = program.command(shell).summary(summary).description(description).argument('<ticketId>', 'the ticket');
  const known = Object.entries(definition.arguments);
  for (const [argument, about] of known) command.addOption(optionOf(argument, about));
  // One that has a single argument takes it behind the ticket too: `rung snooze T-1 2h`.
  const [only] = known.length === 1 ? known : [];
  if (only) command.argument(`[${only[1].placeholder}]`, `as ${flagOf(only[0])}`);
  command
    .option('--by <who>', 'who asks (default: the user of this machine)')
    .option(
      '--command-id <id>',
      'the same command under the same id is done once, and answered again (default: a random id)',
    )
    .option('--json', 'print the answer as one JSON object')
    .addHelpText('after', `\nExample${examples.length === 1 ? '' : 's'}:\n${lines}`)
    .action((ticketId: string, ...rest: unknown[]) => {
      const [operand, options] = (only ? rest : [undefined, ...rest]) as [string | undefined, Options];
      const given = only ? withOperand(shell, only, operand, options) : options;
      return ask(ticketId, given, terminal, name, definition);
    });
}

/** @throws Failure 2 when the argument is there twice, or missing */
function withOperand(
  shell: string,
  [argument, { field, optional, placeholder, example }]: [string, Argument],
  operand: string | undefined,
  options: Options,
): Options {
  const flag = flagOf(argument);
  if (operand === undefined) {
    if (optional || options[argument] !== undefined) return options;
    const such = field.kind === 'instant' ? '2h' : example;
    throw new Failure(2, `rung ${shell}: say <${placeholder}> behind the ticket, such as ${such}, or with ${flag}`);
  }
  if (options[argument] !== undefined)
    throw new Failure(2, `rung ${shell}: ${operand} and ${flag} are both there; one of them`);
  const value = field.kind === 'choice' ? choiceOf(flag, field.of)(operand) : operand;
  return { ...options, [argument]: value };
}

function flagOf(argument: string): string {
  return `--${argument.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

function optionOf(argument: string, { field, placeholder, words }: Argument): Option {
  const flag = flagOf(argument);
  const said = field.kind === 'instant' ? `${words}, or how long from now, such as 2h` : words;
  const option = new Option(`${flag} <${placeholder}>`, said);
  return field.kind === 'choice' ? option.choices(field.of).argParser(choiceOf(flag, field.of)) : option;
}

async function ask(
  ticketId: string,
  { by, commandId, json, ...given }: Options,
  terminal: Terminal,
  name: CommandName,
  { arguments: known, done }: AnyCommand,
): Promise<void> {
  const { env, stdout } = terminal;
  readTicketId(ticketId);
  if (by !== undefined) readName(by, '--by');
  if (commandId !== undefined) readId(commandId, '--command-id');
  const read = Object.entries(known).flatMap(([argument, { field }]) => {
    const text = given[argument];
    if (text === undefined) return [];
    if (field.kind === 'instant') return [[argument, instantAhead(text, flagOf(argument), Date.now())] as const];
    return [[argument, readAs(field, flagOf(argument), text)] as const];
  });
  const request = Object.fromEntries(read) as Record<string, never>;
  const { withEngine } = await import('../engine.js');
  const who = { by: by ?? (env['USER'] || env['USERNAME'] || 'rung'), ...(commandId !== undefined && { commandId }) };
  const answer = await withEngine(terminal, ({ rung }) => rung.command(name, ticketId, { ...request, ...who }));
  if (json) print(stdout, JSON.stringify({ ticketId, ...answer }));
  if (!answer.accepted) throw new Failure(1, answer.reason);
  if (!json) print(stdout, `${ticketId}: ${answer.repeated ? 'done already' : done(answer, request)}`);
}
