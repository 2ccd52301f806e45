/** `rung dev`: the local stack, a worker and, if wanted, the demonstration. */
import type { Command } from 'commander';
import type { DevOptions } from '../local-stack.js';
import type { Terminal } from '../terminal.js';

export function devCommand(program: Command, terminal: Terminal): void {
  program
    .command('dev')
    .summary('run the local stack and a worker')
    .description(
      'Starts Temporal with its Web UI, MongoDB, a mail catcher and a worker on this machine, and stays until Ctrl-C. ' +
        'The data are in .rung and survive a restart. The other commands find the stack by themselves.',
    )
    .option('--story', 'tell the demonstration story, examples/story.jsonl')
    .option('--once', 'tell the story, then end everything; status 1 if it went otherwise than simulated')
    .option('--reset', 'clear the data first')
    .addHelpText('after', '\nExamples:\n  $ rung dev\n  $ rung dev --story\n  $ rung dev --reset')
    .action(async (options: DevOptions) => {
      const { runLocally } = await import('../local-stack.js');
      await runLocally(options, terminal);
    });
}
