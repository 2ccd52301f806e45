/** This side of the keeper: the process that owns the servers and ends them when this process ends, however it ends. */
import { fork, type ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { programPath } from './root.js';

/** A program to run. */
export interface Program {
  command: string;
  args: readonly string[];
  cwd?: string;
  /** The whole environment. Default: this process's. */
  env?: NodeJS.ProcessEnv;
  /** Gets what the program writes; it is emptied first. */
  log: string;
}

/** How a program ended: with a status, or by a signal. */
export interface Ending {
  code: number | null;
  signal: string | null;
}

/** A program that runs. */
export interface Kept {
  pid: number;
  log: string;
  /** Resolves when it has ended, whoever ended it. */
  ended: Promise<Ending>;
  /** SIGTERM, and SIGKILL 3 s later, to the program and what it has started. */
  stop(): Promise<void>;
}

/** Everything that a keeper starts ends with it; it ends with the process that made it. */
export interface Keeper {
  start(program: Program): Promise<Kept>;
  /** Runs a program to its end. @throws ProgramFailedError when its status is not 0. */
  run(program: Program): Promise<void>;
  /** Takes the lock at this address, until `release` or the keeper's end; false when somebody else has it. */
  hold(address: string): Promise<boolean>;
  release(address: string): Promise<void>;
  /** Removes the folder when all programs have ended. */
  discard(folder: string): Promise<void>;
  /** Ends all programs, then the keeper. */
  close(): Promise<void>;
}

/** A program ended with a status other than 0, or earlier than it should. */
export class ProgramFailedError extends Error {
  override readonly name = 'ProgramFailedError';

  constructor(
    readonly command: string,
    readonly ending: Ending,
    /** The last lines that it wrote. */
    readonly lastLines: string,
  ) {
    const how = ending.signal === null ? `ended with status ${ending.code}` : `was ended by ${ending.signal}`;
    super(`${command} ${how}${lastLines && `: ${lastLines}`}`);
  }
}

/** The keeper has ended, as it was told to or by itself; nothing can be started any more. */
export class KeeperGoneError extends Error {
  override readonly name = 'KeeperGoneError';

  constructor() {
    super('the process that keeps the servers has ended');
  }
}

/** Starts a keeper, which takes about 50 ms. */
export function startKeeper(): Keeper {
  const keeper = fork(programPath('keeper.mjs'), [], {
    detached: true,
    execArgv: [],
    // A debugger's options are for this process.
    env: { ...process.env, NODE_OPTIONS: '' },
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const gone = new Promise<void>((resolve) => {
    keeper.once('exit', () => resolve());
    keeper.once('error', () => resolve());
  });
  const ask = asking(keeper, gone);
  const endings = endingsOf(keeper, gone);

  async function start(program: Program): Promise<Kept> {
    const { pid } = (await ask('start', { ...program, env: program.env ?? process.env })) as { pid: number };
    return { pid, log: program.log, ended: endings(pid), stop: () => ask('stop', { pid }) as Promise<void> };
  }

  return {
    start,
    async run(program) {
      const ending = await (await start(program)).ended;
      if (ending.code !== 0) throw await programFailed(program.command, program.log, ending);
    },
    hold: (address) => ask('hold', { address }) as Promise<boolean>,
    release: (address) => ask('release', { address }) as Promise<void>,
    discard: (folder) => ask('discard', { folder }) as Promise<void>,
    async close() {
      if (keeper.connected) keeper.disconnect();
      await gone;
    },
  };
}

/** The error with the end of the program's log. */
export async function programFailed(command: string, log: string, ending: Ending): Promise<ProgramFailedError> {
  const text = await readFile(log, 'utf8').catch(() => '');
  return new ProgramFailedError(command, ending, text.trim().split('\n').slice(-3).join(' | ').slice(-600));
}

interface Answer {
  id?: number;
  result?: unknown;
  error?: string;
  ended?: Ending & { pid: number };
}

function asking(keeper: ChildProcess, gone: Promise<void>): (verb: string, what: object) => Promise<unknown> {
  const open = new Map<number, { resolve: (result: unknown) => void; reject: (error: Error) => void }>();
  let last = 0;
  keeper.on('message', ({ id, result, error }: Answer) => {
    const question = id === undefined ? undefined : open.get(id);
    if (!question) return;
    open.delete(id!);
    if (error === undefined) question.resolve(result);
    else question.reject(new Error(error));
  });
  void gone.then(() => {
    for (const { reject } of open.values()) reject(new KeeperGoneError());
  });
  return (verb, what) =>
    new Promise((resolve, reject) => {
      const id = ++last;
      open.set(id, { resolve, reject });
      keeper.send({ id, verb, ...what }, (error) => error && reject(new KeeperGoneError()));
    });
}

/** Programs may end before anybody asks how. */
function endingsOf(keeper: ChildProcess, gone: Promise<void>): (pid: number) => Promise<Ending> {
  const settle = new Map<number, (ending: Ending) => void>();
  const endings = new Map<number, Promise<Ending>>();
  const ending = (pid: number): Promise<Ending> => {
    if (!endings.has(pid)) endings.set(pid, new Promise((resolve) => settle.set(pid, resolve)));
    return endings.get(pid)!;
  };
  keeper.on('message', ({ ended }: Answer) => {
    if (!ended) return;
    void ending(ended.pid);
    settle.get(ended.pid)!({ code: ended.code, signal: ended.signal });
  });
  void gone.then(() => {
    for (const resolve of settle.values()) resolve({ code: null, signal: 'SIGTERM' });
  });
  return ending;
}
