/** `rung completion`: what a shell needs to complete the command line. */
import { Argument, type Command } from 'commander';
import type { Shell } from '../completion.js';
import type { Terminal } from '../terminal.js';

export function completionCommand(program: Command, terminal: Terminal): void {
  program
    .command('completion')
    .summary('print the completion for a shell')
    .description('Prints what a shell has to read to complete commands and options.')
    .addArgument(new Argument('<shell>', 'the shell').choices(['bash', 'zsh']))
    .addHelpText('after', '\nExamples:\n  $ eval "$(rung completion bash)"\n  $ eval "$(rung completion zsh)"')
    .action(async (shell: Shell) => {
      const { completionScript } = await import('../completion.js');
      terminal.stdout.write(completionScript(shell, program));
    });
}
