/** `rung`: the only place of the command line that touches the process. */
import { runWithLargerYoungGeneration, wantsLargerYoungGeneration } from './larger-young-generation.js';
import { run } from './run.js';
import { terminalOf } from './terminal.js';

// Whoever reads us may have read enough: `rung list | head -1` is no failure.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    process.exit(error.code === 'EPIPE' ? 0 : 1);
  });
}

const args = process.argv.slice(2);
const status = wantsLargerYoungGeneration(args, process)
  ? await runWithLargerYoungGeneration(process)
  : await run(args, terminalOf(process));
// What was written to a pipe is on its way for as long as nobody reads it.
process.stderr.write('', () => process.stdout.write('', () => process.exit(status)));
