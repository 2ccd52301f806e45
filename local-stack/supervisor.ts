/** This side of the supervisor: the process whose children the servers are, and which stops them when this process exits, however it exits. */
import { fork, type ChildProcess } from 'node:child_process';
import type { EventEmitter } from 'node:events';
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

/** How a program exited: with a status, or by a signal. */
export interface Exit {
  code: number | null;
  signal: string | null;
}

/** A program that runs. */
export interface Supervised {
  pid: number;
  log: string;
  /** Resolves when it has exited, whoever stopped it. */
  exited: Promise<Exit>;
  /** SIGTERM, and SIGKILL 3 s later, to the program and what it has started. */
  stop(): Promise<void>;
}

/** Everything that a supervisor starts stops with it; it exits with the process that made it. */
export interface Supervisor {
  start(program: Program): Promise<Supervised>;
  /** Runs a program to its end. @throws ProgramFailedError when its status is not 0. */
  run(program: Program): Promise<void>;
  /** Takes the lock at this address, until `unlock` or the supervisor's exit; false when somebody else has it. */
  lock(address: string): Promise<boolean>;
  unlock(address: string): Promise<void>;
  /** Removes the folder when all programs have exited. */
  removeAtExit(folder: string): Promise<void>;
  /** Stops all programs, then the supervisor. */
  close(): Promise<void>;
}

/** A program exited with a status other than 0, or earlier than it should. */
export class ProgramFailedError extends Error {
  override readonly name = 'ProgramFailedError';

  constructor(
    readonly command: string,
    readonly exit: Exit,
    /** The last lines that it wrote. */
    readonly lastLines: string,
  ) {
    const how = exit.signal === null ? `ended with status ${exit.code}` : `was ended by ${exit.signal}`;
    super(`${command} ${how}${lastLines && `: ${lastLines}`}`);
  }
}

/** The supervisor has exited, as it was told to or by itself; nothing can be started any more. */
export class SupervisorGoneError extends Error {
  override readonly name = 'SupervisorGoneError';

  constructor() {
    super('the supervisor of the servers has exited');
  }
}

/** Starts a supervisor, which takes about 50 ms. */
export function startSupervisor(): Supervisor {
  const supervisor = fork(programPath('supervisor.mjs'), [], {
    detached: true,
    execArgv: [],
    // A debugger's options are for this process.
    env: { ...process.env, NODE_OPTIONS: '' },
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const gone = new Promise<void>((resolve) => {
    supervisor.once('exit', () => resolve());
    supervisor.once('error', () => resolve());
  });
  const ask = asking(supervisor, gone);
  const exits = exitsOf(supervisor, gone);

  async function start(program: Program): Promise<Supervised> {
    const answer = await ask('start', { ...program, env: program.env ?? process.env });
    const { pid, number } = answer as { pid: number; number: number };
    return { pid, log: program.log, exited: exits(number), stop: () => ask('stop', { number }) as Promise<void> };
  }

  return {
    start,
    async run(program) {
      const exit = await (await start(program)).exited;
      if (exit.code !== 0) throw await programFailed(program.command, program.log, exit);
    },
    lock: (address) => ask('lock', { address }) as Promise<boolean>,
    unlock: (address) => ask('unlock', { address }) as Promise<void>,
    removeAtExit: (folder) => ask('removeAtExit', { folder }) as Promise<void>,
    async close() {
      if (supervisor.connected) supervisor.disconnect();
      await gone;
    },
  };
}

/** The error with the end of the program's log. */
export async function programFailed(command: string, log: string, exit: Exit): Promise<ProgramFailedError> {
  const text = await readFile(log, 'utf8').catch(() => '');
  return new ProgramFailedError(command, exit, text.trim().split('\n').slice(-3).join(' | ').slice(-600));
}

interface Answer {
  id?: number;
  result?: unknown;
  error?: string;
  exited?: Exit & { number: number };
}

function asking(supervisor: ChildProcess, gone: Promise<void>): (verb: string, what: object) => Promise<unknown> {
  const open = new Map<number, { resolve: (result: unknown) => void; reject: (error: Error) => void }>();
  let last = 0;
  supervisor.on('message', ({ id, result, error }: Answer) => {
    const question = id === undefined ? undefined : open.get(id);
    if (!question) return;
    open.delete(id!);
    if (error === undefined) question.resolve(result);
    else question.reject(new Error(error));
  });
  void gone.then(() => {
    for (const { reject } of open.values()) reject(new SupervisorGoneError());
  });
  return (verb, what) =>
    new Promise((resolve, reject) => {
      const id = ++last;
      open.set(id, { resolve, reject });
      supervisor.send({ id, verb, ...what }, (error) => error && reject(new SupervisorGoneError()));
    });
}

/** By the program's number. Programs may exit before anybody asks how. */
export function exitsOf(supervisor: Pick<EventEmitter, 'on'>, gone: Promise<void>): (number: number) => Promise<Exit> {
  const resolvers = new Map<number, (exit: Exit) => void>();
  const exits = new Map<number, Promise<Exit>>();
  const exitOf = (number: number): Promise<Exit> => {
    if (!exits.has(number)) exits.set(number, new Promise((resolve) => resolvers.set(number, resolve)));
    return exits.get(number)!;
  };
  supervisor.on('message', ({ exited }: Answer) => {
    if (!exited) return;
    void exitOf(exited.number);
    resolvers.get(exited.number)!({ code: exited.code, signal: exited.signal });
  });
  void gone.then(() => {
    for (const resolve of resolvers.values()) resolve({ code: null, signal: 'SIGTERM' });
  });
  return exitOf;
}
