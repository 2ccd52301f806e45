/** One call of `rung`: from arguments to an exit status. */
import { Command, CommanderError } from 'commander';
import pc from 'picocolors';
import { COMMANDS } from './commands/index.js';
import { statusOf, told } from './failure.js';
import { usageSentence } from './operands.js';
import { packageVersion } from './package.js';
import { print, type Terminal } from './terminal.js';

/** Runs one command and says how it went: 0 done, 1 refused or not there, 2 wrong use or invalid input. */
export async function run(args: readonly string[], terminal: Terminal): Promise<0 | 1 | 2> {
  const program = programFor({ ...terminal });
  try {
    await program.parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    // Commander has said what there is to say.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    print(terminal.stderr, told(error, Boolean(program.opts<{ debug?: boolean }>().debug)));
    return statusOf(error);
  }
}

function programFor(terminal: Terminal): Command {
  const program = new Command('rung')
    .description('Escalates support tickets at the moment a rule comes true, and brings them down again.')
    .version(packageVersion(), '-V, --version', 'print the version')
    .option('--debug', 'print the stack of an error')
    .option('--no-color', 'print without colours, as NO_COLOR in the environment does; FORCE_COLOR: with colours')
    .on('option:no-color', () => (terminal.colours = pc.createColors(false)))
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.stdout.write(text),
      writeErr: (text) => terminal.stderr.write(text),
      outputError: (text, write) => write(usageSentence(text)),
    })
    .addHelpText('after', HELP);
  for (const command of COMMANDS) command(program, terminal);
  return program;
}

const HELP = `
Exit status: 0 done, 1 the engine refused or the thing does not exist, 2 wrong use or invalid input.
Settings come from the environment (docs/configuration.md), else from the local stack that is running (\`rung dev\`).

Examples:
  $ rung dev                                                     the local stack and a worker
  $ rung simulate --timeline examples/story.jsonl                what would happen, without any server
  $ rung show T-1 --watch                                        a ticket, live`;
