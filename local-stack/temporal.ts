/** Temporal's development server, with its Web UI. */
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import { buildTemporal, BUILDS, BUILT_PROGRAMS } from './builds.js';
import { findIn, findOnPath, type Workshop } from './cache.js';
import { downloadTemporal, DOWNLOADS } from './downloads.js';
import type { Program } from './supervisor.js';
import type { TemporalPlace } from './places.js';
import { choosePort, LOOPBACK, portAnswers } from './ports.js';
import { startUntilReady, type Started } from './ready.js';
import { firstThatWorks, WayFailedError } from './ways.js';

/** A custom search attribute; the type as in `Keyword` or `KEYWORD`. */
export interface SearchAttribute {
  name: string;
  type: string;
}

export interface TemporalOptions {
  /** Folder of the database. Undefined: the data is in memory. */
  data?: string;
  /** Folder of the server's log. */
  logs: string;
  namespace: string;
  searchAttributes: readonly SearchAttribute[];
  /** More of the dynamic configuration: `key=value`. */
  dynamicConfig?: readonly string[];
  ui: boolean;
  /** Undefined: any. */
  ports?: { temporal: number; ui: number };
}

const REMEDY =
  'Install the Temporal CLI (https://docs.temporal.io/cli) so that `temporal` is on PATH, or Go 1.25 or later, or set ' +
  'TEMPORAL_ADDRESS to a server that runs.';

/** Starts the server, or uses the one of the environment. @throws NoWayError */
export async function temporalServer(
  workshop: Workshop,
  options: TemporalOptions,
): Promise<Started<TemporalPlace> & { from: string }> {
  const { env, cache } = workshop;
  if (env.TEMPORAL_ADDRESS) {
    const uiUrl = env.TEMPORAL_UI_URL?.replace(/\/+$/, '');
    const place = { address: env.TEMPORAL_ADDRESS, namespace: options.namespace, ...(uiUrl && { uiUrl }) };
    return { place, from: 'TEMPORAL_ADDRESS' };
  }
  const start = (find: () => string | undefined | Promise<string>) => async () => {
    const program = await find();
    if (program === undefined) throw new WayFailedError('there is no `temporal`');
    return startProgram(workshop, program, options);
  };
  return firstThatWorks(
    'Temporal',
    [
      { from: 'PATH', take: start(() => findOnPath('temporal', env)) },
      { from: 'the cache', take: start(() => cachedTemporal(cache)) },
      { from: 'a download', take: start(() => downloadTemporal(workshop)) },
      { from: 'go install', take: start(() => buildTemporal(workshop)) },
    ],
    REMEDY,
  );
}

/** The program that an earlier start left in the cache. */
export function cachedTemporal(cache: string): string | undefined {
  return (
    findIn(join(cache, DOWNLOADS.temporal), 'temporal-') ??
    findIn(join(cache, BUILDS.temporal), BUILT_PROGRAMS.temporal)
  );
}

interface Plan extends Program {
  port: number;
  place: TemporalPlace;
}

function startProgram(workshop: Workshop, command: string, options: TemporalOptions): Promise<Started<TemporalPlace>> {
  const { supervisor, env } = workshop;
  const { namespace, ui, ports, logs } = options;
  const plan = async (): Promise<Plan> => {
    const port = await choosePort(supervisor, ports?.temporal);
    const uiPort = ui ? await choosePort(supervisor, ports?.ui) : undefined;
    return {
      command,
      args: [
        ...['server', 'start-dev', '--ip', LOOPBACK, '--port', `${port}`, '--namespace', namespace],
        ...(uiPort === undefined ? ['--headless'] : ['--ui-port', `${uiPort}`]),
        ...['--log-level', 'warn'],
        ...[EAGER_ACTIVITIES, ...(options.dynamicConfig ?? [])].flatMap((value) => ['--dynamic-config-value', value]),
        ...(options.data === undefined ? [] : databaseArguments(options.data)),
        ...options.searchAttributes.flatMap(({ name, type }) => ['--search-attribute', `${name}=${typeName(type)}`]),
      ],
      // Settings of the command line's other commands, which are not meant for this one.
      env: Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('TEMPORAL_'))),
      log: join(logs, 'temporal.log'),
      port,
      place: {
        address: `${LOOPBACK}:${port}`,
        namespace,
        ...(uiPort !== undefined && { uiUrl: `http://${LOOPBACK}:${uiPort}` }),
      },
    };
  };
  return startUntilReady(supervisor, plan, async ({ place, port }) => {
    await portAnswers(port);
    const product = `Temporal ${await temporalAnswers(place)}`;
    if (place.uiUrl !== undefined) await fetch(place.uiUrl);
    return { place, product };
  });
}

/** A worker that has asked for an activity of its own task queue gets it with the answer, and need not poll for it. */
export const EAGER_ACTIVITIES = 'system.enableActivityEagerExecution=true';

/** These two settings make it 2 to 7 times as fast, and what it has acknowledged still survives a killed process. */
function databaseArguments(folder: string): string[] {
  const pragmas = ['journal_mode=wal', 'synchronous=normal'].flatMap((pragma) => ['--sqlite-pragma', pragma]);
  return ['--db-filename', join(folder, 'temporal.db'), ...pragmas];
}

/** Rejects unless the namespace can be used. Resolves with the server's version. */
export async function temporalAnswers({ address, namespace }: TemporalPlace): Promise<string> {
  const connection = await Connection.connect({ address, connectTimeout: '2s' });
  try {
    const { serverVersion } = await connection.workflowService.getSystemInfo({});
    await connection.workflowService.describeNamespace({ namespace });
    return serverVersion ?? 'of unknown version';
  } finally {
    await connection.close();
  }
}

/** `KEYWORD_LIST` as the command line spells it: `KeywordList`. */
function typeName(type: string): string {
  if (type !== type.toUpperCase()) return type;
  return type.toLowerCase().replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
