/** Brings up the servers once for the whole run, and bundles the workflows once. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startStack } from '../../dev/stack.js';
import { workflowBundle } from '../../src/worker/bundle.js';

declare module 'vitest' {
  interface ProvidedContext {
    temporalAddress: string;
    mongoUri: string;
    bundlePath: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'rung-test-'));
  const bundlePath = join(folder, 'workflow-bundle.js');
  await writeFile(bundlePath, (await workflowBundle()).code);
  project.provide('bundlePath', bundlePath);
  // Tests never touch servers that somebody uses: the addresses in the environment are not theirs.
  const { TEMPORAL_ADDRESS: _temporal, MONGODB_URI: _mongo, ...env } = process.env;
  const stack = await startStack({
    ephemeral: true,
    servers: ['temporal', 'mongo'],
    env,
    log: (line) => console.error(line),
  });
  project.provide('temporalAddress', stack.temporal.address);
  project.provide('mongoUri', stack.mongo.uri);
  return async () => {
    await stack.stop();
    await rm(folder, { recursive: true, force: true });
  };
}
