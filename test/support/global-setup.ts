/** Brings up the servers once for the whole run, and has the workflows bundled beside it. */
import type { TestProject } from 'vitest/node';
import { withDatabase } from '../../bench/uri.js';
import { startStack } from '../../local-stack/stack.js';
import { keptBundle } from './workflow-bundle.js';

declare module 'vitest' {
  interface ProvidedContext {
    temporalAddress: string;
    mongoUri: string;
    bundlePath: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  // Tests never touch servers that somebody uses: the addresses in the environment are not theirs, but for one that is meant for tests.
  const { TEMPORAL_ADDRESS: _temporal, MONGODB_URI: _mongo, TEST_MONGODB_URI: given, ...others } = process.env;
  // Their garbage is collected less often: it is a tenth of what they do.
  const env = { GOGC: '400', ...others, ...(given && { MONGODB_URI: withDatabase(given, 'rung') }) };
  const [bundlePath, stack] = await Promise.all([
    keptBundle(),
    startStack({
      ...{ ephemeral: true, servers: ['temporal', 'mongo'], env, log: (line) => console.error(line) },
      // Most stories have task queues of their own, each with two pollers.
      dynamicConfig: ['Read', 'Write'].map((which) => `matching.numTaskqueue${which}Partitions=1`),
    }),
  ]);
  project.provide('bundlePath', bundlePath);
  project.provide('temporalAddress', stack.temporal.address);
  project.provide('mongoUri', stack.mongo.uri);
  return () => stack.stop();
}
