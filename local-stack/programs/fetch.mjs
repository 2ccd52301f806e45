/**
 * Downloads a server with a well-kept downloader, and ends.
 * Arguments: `dev-server`, `time-skipping` or `mongod`, and the folder that gets the program.
 */
import { symlinkSync } from 'node:fs';
import { join, relative } from 'node:path';

const [what, folder] = process.argv.slice(2);

try {
  await (what === 'mongod' ? fetchMongod() : fetchTemporal());
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}

/** The SDK's downloader also starts the server. */
async function fetchTemporal() {
  const { TestWorkflowEnvironment } = await import('@temporalio/testing');
  const { DefaultLogger, Runtime } = await import('@temporalio/worker');
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const server = { executable: { type: 'cached-download', downloadDir: folder } };
  const environment = await (what === 'time-skipping'
    ? TestWorkflowEnvironment.createTimeSkipping({ server })
    : TestWorkflowEnvironment.createLocal({ server }));
  await environment.teardown();
}

/** It has settings of its own in the environment and in package.json, which may lead to another folder. */
async function fetchMongod() {
  const { MongoBinary } = await import('mongodb-memory-server-core');
  const program = await MongoBinary.getPath({ downloadDir: folder });
  if (relative(folder, program).startsWith('..')) symlinkSync(program, join(folder, 'mongod'));
}
