/** `node dist/src/worker/main.js`: a worker that runs until SIGTERM or SIGINT. */
import { ConfigError, loadConfig } from '../config/index.js';
import { startWorkers } from './run.js';
import { installRuntime } from './runtime.js';

try {
  const config = loadConfig(process.env);
  const metrics = await installRuntime(config);
  const workers = await startWorkers({ config, metrics });
  process.stderr.write(`Rung worker on task queue ${config.taskQueue}\n`);
  await workers.done;
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exit(error instanceof ConfigError ? 2 : 1);
}
