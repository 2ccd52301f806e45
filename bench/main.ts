/** `npm run bench`: Rung beside what else one could do, in one run. */
import { writeFile } from 'node:fs/promises';
import { readOptions, USAGE, UsageError } from './options.js';
import { htmlReport } from './report/html.js';
import { textReport } from './report/text.js';
import { runBench } from './run.js';

const stop = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.once(name, () => stop.abort(new Error('interrupted')));
}

try {
  const options = readOptions(process.argv.slice(2));
  if (options) {
    const results = await runBench(options, { env: process.env, terminal: process.stderr, signal: stop.signal });
    if (options.html !== undefined) await writeFile(options.html, htmlReport(results));
    process.stdout.write(options.json ? `${JSON.stringify(results, null, 2)}\n` : textReport(results));
  } else {
    process.stdout.write(`${USAGE}\n`);
  }
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
  // What was under way when it was interrupted would go on for a while; workers end with this process.
  if (stop.signal.aborted) process.exit(130);
}
