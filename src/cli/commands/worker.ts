/** `rung worker`: runs a worker until it is asked to end. */
import type { Command } from 'commander';
import { print, type Terminal } from '../terminal.js';

export function workerCommand(program: Command, terminal: Terminal): void {
  program
    .command('worker')
    .summary('run a worker')
    .description(
      'Runs a worker that watches tickets and sends alerts, until Ctrl-C or SIGTERM; it finishes what it began. ' +
        'Any number of them may run.',
    )
    .addHelpText('after', '\nExample:\n  $ TEMPORAL_ADDRESS=temporal.example.com:7233 rung worker')
    .action(() => work(terminal));
}

async function work(terminal: Terminal): Promise<void> {
  const { readSettings } = await import('../settings.js');
  const { startWorkers } = await import('../../worker/run.js');
  const { installRuntime } = await import('../../worker/runtime.js');
  const { config, address, namespace } = await readSettings(terminal);
  const metrics = await installRuntime(config, (line) => print(terminal.stderr, line));
  const workers = await startWorkers({
    config,
    metrics,
    say: (line) => print(terminal.stderr, line),
    print: (line) => print(terminal.stdout, line),
    ...(address !== undefined && { address }),
    ...(namespace !== undefined && { namespace }),
  });
  print(terminal.stderr, `A worker runs on task queue ${config.taskQueue}; Ctrl-C ends it`);
  const forget = terminal.onStop(() => workers.shutdown());
  await workers.done.finally(forget);
}
