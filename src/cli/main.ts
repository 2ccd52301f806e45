/** `rung`: the only place of the command line that touches the process. */
import { run } from './run.js';
import { terminalOf } from './terminal.js';

// Whoever reads us may have read enough: `rung list | head -1` is no failure.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    process.exit(error.code === 'EPIPE' ? 0 : 1);
  });
}

const status = await run(process.argv.slice(2), terminalOf(process));
process.stdout.write('', () => process.exit(status));
