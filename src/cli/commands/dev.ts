/** `rung dev`: the local stack, a worker and, if wanted, the demonstration. */
import type { Command } from 'commander';
import type { DevOptions } from '../local-stack.js';
import { Failure } from '../failure.js';
import { IS_CHECKOUT } from '../package.js';
import type { Terminal } from '../terminal.js';

const NO_CHECKOUT =
  'the local stack needs a checkout of the repository: clone it and run `npm start` there, or set TEMPORAL_ADDRESS and ' +
  'MONGODB_URI to servers of yours and run `rung worker`';

export function devCommand(program: Command, terminal: Terminal): void {
  program
    .command('dev')
    .summary('run the local stack, a worker and an intake')
    .description(
      'Starts Temporal with its Web UI, MongoDB, a mail catcher, a worker and an intake on this machine, and stays until Ctrl-C. ' +
        'The data are in .rung and survive a restart. The other commands find the stack by themselves. It needs a checkout ' +
        'of the repository.',
    )
    .option('--story', 'tell the demonstration story, examples/story.jsonl')
    .option('--once', 'tell the story, then end everything; status 1 if it went otherwise than simulated')
    .option('--reset', 'clear the data first')
    .addHelpText('after', '\nExamples:\n  $ rung dev\n  $ rung dev --story\n  $ rung dev --reset')
    .action(async (options: DevOptions) => {
      if (!IS_CHECKOUT) throw new Failure(1, NO_CHECKOUT);
      const { runLocally } = await import('../local-stack.js');
      await runLocally(options, terminal);
    });
}
