/** Temporal's time-skipping test server, for stories with true durations. */
import { join } from 'node:path';
import { buildTestServer, BUILDS, BUILT_PROGRAMS } from './builds.js';
import { cacheFolder, findIn, findOnPath, type Workshop } from './cache.js';
import { downloadTestServer, DOWNLOADS } from './downloads.js';
import { startSupervisor } from './supervisor.js';
import { firstThatWorks, NoWayError, WayFailedError } from './ways.js';

export interface TestServerOptions {
  /** Gets the lines that say where it comes from, or why it is not there. Default: nobody. */
  log?: (line: string) => void;
  /** Default: this process's environment. */
  env?: NodeJS.ProcessEnv;
}

/** For `TestWorkflowEnvironment.createTimeSkipping({ server })`, which starts and ends the server itself. */
export interface TestServer {
  server: { executable: { type: 'existing-path'; path: string } };
  /** Which way it was had. */
  from: string;
}

const REMEDY = 'Install Java 11 or later and Maven to have the tests that need it.';

/**
 * The time-skipping test server; undefined where it cannot be had (on ARM, or without Java and downloads), which `log` is
 * told. The server's time is one for all its workflows, so its tests run one after the other; search attributes have to be
 * added with `connection.operatorService.addSearchAttributes`.
 */
export async function findTestServer(options: TestServerOptions = {}): Promise<TestServer | undefined> {
  const { env = process.env, log = () => undefined } = options;
  const leftOut = (why: string) => log(`${why}\nThe tests on the time-skipping server are left out.`);
  if (process.arch !== 'x64') {
    leftOut(`There is no time-skipping test server for ${process.arch}.`);
    return undefined;
  }
  const supervisor = startSupervisor();
  try {
    const { path, from } = await search({ supervisor, cache: cacheFolder(env), env, log });
    log(`Time-skipping test server from ${from}`);
    return { server: { executable: { type: 'existing-path', path } }, from };
  } catch (error) {
    if (!(error instanceof NoWayError)) throw error;
    leftOut(error.message);
    return undefined;
  } finally {
    await supervisor.close();
  }
}

function search(workshop: Workshop): Promise<{ path: string; from: string }> {
  const { env, cache } = workshop;
  const way = (from: string, find: () => string | undefined | Promise<string>) => ({
    from,
    take: async () => {
      const path = await find();
      if (path === undefined) throw new WayFailedError(`there is no \`${BUILT_PROGRAMS.testServer}\``);
      return { path };
    },
  });
  return firstThatWorks(
    'The time-skipping test server',
    [
      way('PATH', () => findOnPath(BUILT_PROGRAMS.testServer, env)),
      way('the cache', () => cachedTestServer(cache)),
      way('a download', () => downloadTestServer(workshop)),
      way('Maven', () => buildTestServer(workshop)),
    ],
    REMEDY,
  );
}

/** The program that an earlier search left in the cache. */
export function cachedTestServer(cache: string): string | undefined {
  return (
    findIn(join(cache, DOWNLOADS.testServer), 'temporal-') ??
    findIn(join(cache, BUILDS.testServer), BUILT_PROGRAMS.testServer)
  );
}
