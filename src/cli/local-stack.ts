/** What `rung dev` and `npm start` run: the servers, a worker, the story. */
import { startStack, resetStack, type Stack, type StackRecord } from '../../local-stack/stack.js';
import { connectClient } from '../client/connect.js';
import { Rung } from '../client/rung.js';
import { loadPolicy } from '../policy/load.js';
import { OWN_POLICY_FILE } from '../policy/own-file.js';
import { hashPolicy } from '../policy/hash.js';
import type { Listening } from '../intake/listen.js';
import { connectStore } from '../store/mongo.js';
import { startWorkers } from '../worker/run.js';
import { installRuntime } from '../worker/runtime.js';
import { Failure } from './failure.js';
import { startIntake } from './intake.js';
import { settingsOf, type CliSettings } from './settings.js';
import { closeEarlierRuns } from '../../demo/earlier.js';
import { printEnd } from '../../demo/end.js';
import { tellStory, type Told } from '../../demo/index.js';
import { quickenedPolicy, STORY_HOUR } from '../../demo/pace.js';
import { readScript } from '../../demo/script.js';
import { SlackLog } from './slack-log.js';
import { print, type Terminal } from './terminal.js';
import { ticketsPage } from './web-ui.js';
import { firstCall, intakePlaces } from './words/intake.js';

export interface DevOptions {
  story?: true;
  once?: true;
  reset?: true;
}

/** Runs until Ctrl-C, with `once` until the story is told. @throws Failure 1 when it went otherwise than simulated */
export async function runLocally({ story, once, reset }: DevOptions, terminal: Terminal): Promise<void> {
  const say = (line: string) => print(terminal.stderr, line);
  if (reset) await resetStack();
  const stopped = new AbortController();
  const forget = terminal.onStop(() => stopped.abort());
  const stack = await started(Boolean(once), say, terminal, stopped.signal);
  try {
    const settings = quietly(settingsOf(whereIs(stack), terminal.env), terminal);
    const slack = new SlackLog(stack.dataDir, terminal);
    // Before there are workers, so that nothing is decided for what an interrupted story left.
    if (story || once) await closeEarlierStories(settings, terminal);
    // What a worker has to say every day would only get in the way of the story.
    const metrics = await installRuntime(
      { ...settings.config, ...(!terminal.env['LOG_LEVEL'] && { logLevel: 'warn' }) },
      say,
    );
    const workers = await startWorkers({ ...settings, metrics, say, print: (line) => slack.print(line) });
    // Without its workers nothing goes on; why they ended is thrown at the end.
    void workers.done.catch(() => undefined).then(() => stopped.abort());
    let intake: Listening | undefined;
    try {
      if (!once) intake = await startIntake(settings, terminal, { anyPort: true, quiet: true });
      const told =
        story || once ? await slack.aside(() => demonstrate(stack, settings, terminal, stopped.signal)) : undefined;
      if (once) judge(told);
      else await stayUp(stack, intake, told, terminal, stopped.signal);
    } finally {
      await intake?.close();
      workers.shutdown();
      await workers.done;
    }
  } finally {
    say('Stopping');
    await stack.stop();
    forget();
  }
}

/** What a worker and an intake have to say every day would only get in the way of the story. */
function quietly(settings: CliSettings, { env }: Terminal): CliSettings {
  return env['LOG_LEVEL'] ? settings : { ...settings, config: { ...settings.config, logLevel: 'warn' } };
}

/** The first start on a machine may take minutes: Ctrl-C gives it up. */
async function started(
  ephemeral: boolean,
  log: (line: string) => void,
  { env }: Terminal,
  signal: AbortSignal,
): Promise<Stack> {
  try {
    return await startStack({ ephemeral, ui: true, log, env: { ...env }, signal });
  } catch (error) {
    if (!signal.aborted) throw error;
    throw new Failure(1, 'stopped before everything was running', { cause: error });
  }
}

function whereIs({ temporal, mongo, mail }: Stack): Partial<StackRecord> {
  return {
    temporalAddress: temporal.address,
    temporalNamespace: temporal.namespace,
    temporalUiUrl: temporal.uiUrl,
    mongodbUri: mongo.uri,
    smtpUrl: mail.smtpUrl,
  };
}

async function closeEarlierStories(settings: CliSettings, terminal: Terminal): Promise<void> {
  const { policy, hash } = await loadPolicy(OWN_POLICY_FILE);
  const { ticketIds } = await readScript(policy, hash, terminal);
  const rung = new Rung({ client: await clientFor(settings) });
  try {
    await closeEarlierRuns(rung, ticketIds);
  } finally {
    await rung.close();
  }
}

function clientFor({ address, namespace }: CliSettings) {
  return connectClient({
    ...(address !== undefined && { address }),
    ...(namespace !== undefined && { namespace }),
  });
}

/** @returns undefined when it was stopped */
async function demonstrate(
  stack: Stack,
  settings: CliSettings,
  terminal: Terminal,
  stopped: AbortSignal,
): Promise<Told | undefined> {
  // Its tickets are made for these rules, whichever policy others use.
  const { policy } = await loadPolicy(OWN_POLICY_FILE);
  const quick = quickenedPolicy(policy);
  const { config } = settings;
  const client = await clientFor(settings);
  const rung = new Rung({ client, taskQueue: config.taskQueue, policy: { policy: quick, hash: hashPolicy(quick) } });
  const store = connectStore(config.mongodbUri);
  try {
    print(terminal.stdout, `\nA story from a help desk; an hour takes ${STORY_HOUR / 1000} s.\n`);
    const told = await tellStory({ rung, archive: store.archive, policy, terminal, stopped });
    await printEnd(told, store, stack, terminal);
    return told;
  } catch (error) {
    if (stopped.aborted) return undefined;
    throw error;
  } finally {
    await Promise.all([rung.close(), store.close()]);
  }
}

/** @throws Failure 1 unless the story was told and went as simulated */
function judge(told: Told | undefined): void {
  if (!told) throw new Failure(1, 'the story was stopped before its end');
  if (told.differences.length > 0) throw new Failure(1, otherwise(told));
}

function otherwise({ differences }: Told): string {
  return `The story went otherwise than simulated:\n${differences.join('\n')}`;
}

/** Until Ctrl-C, or until the workers end. */
async function stayUp(
  { temporal, mail }: Stack,
  intake: Listening | undefined,
  told: Told | undefined,
  { stdout, stderr }: Terminal,
  stopped: AbortSignal,
): Promise<void> {
  if (stopped.aborted) return;
  if (told && told.differences.length > 0) print(stderr, otherwise(told));
  const running = intake && { ...intake, needsKey: await intake.needsKey() };
  const example = told?.open[0] ?? told?.ticketIds[0] ?? '<ticketId>';
  const lines = [
    '',
    'All of it is running. In another terminal:',
    '  npx rung list',
    `  npx rung show ${example} --watch`,
    '  npx rung open - < ticket.json',
    ...(running ? firstCall(running).map((line) => `  ${line}`) : []),
    `  TEMPORAL_ADDRESS=${temporal.address} node dist/examples/help-desk.js`,
    ...(running ? intakePlaces(running) : []),
    ...(temporal.uiUrl === undefined ? [] : [`Temporal's Web UI  ${ticketsPage(temporal.uiUrl, temporal.namespace)}`]),
    ...(mail.webUrl === undefined ? [] : [`Mail inbox         ${mail.webUrl}`]),
    'Ctrl-C ends it.',
  ];
  for (const line of lines) print(stdout, line);
  await new Promise((resolve) => stopped.addEventListener('abort', resolve));
}
