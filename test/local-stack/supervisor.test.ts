/** The supervisor: programs that it starts end with it, and so do its locks. */
import { EventEmitter } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { exitsOf, startSupervisor } from '../../local-stack/supervisor.js';
import { folderLock, lockAddress, lockHolder } from '../../local-stack/lock.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { isAlive } from './support/processes.js';

const SOON = { timeout: 5_000, interval: 25 };
const folder = temporaryFolder();

const node = (script: string) => ({ command: process.execPath, args: ['-e', script], log: join(folder, 'log') });

it('runs a program to its end', async () => {
  const supervisor = startSupervisor();
  await supervisor.run(node('console.log("here")'));
  expect(await readFile(join(folder, 'log'), 'utf8')).toBe('here\n');
  await supervisor.close();
});

it('tells how a program failed, with its last lines', async () => {
  const supervisor = startSupervisor();
  await expect(supervisor.run(node('console.error("no such thing"); process.exit(3)'))).rejects.toThrow(
    'ended with status 3: no such thing',
  );
  await expect(supervisor.run({ ...node(''), command: 'no-such-program' })).rejects.toThrow('ENOENT');
  await supervisor.close();
});

it('knows a program by its number: the system gives process ids again', async () => {
  const supervisor = new EventEmitter();
  const exits = exitsOf(supervisor, new Promise(() => undefined));
  const [first, second] = [exits(1), exits(2)];
  supervisor.emit('message', { exited: { number: 1, code: 0, signal: null } });
  expect(await first).toEqual({ code: 0, signal: null });
  expect(await Promise.race([second, Promise.resolve('it runs')])).toBe('it runs');
});

it('ends programs that do not want to end, and what they have started', async () => {
  const supervisor = startSupervisor();
  const stubborn = 'process.on("SIGTERM", () => {}); setInterval(() => {}, 1000);';
  const script = `const { spawn } = require("child_process");
    console.log("%s", spawn(process.execPath, ["-e", ${JSON.stringify(stubborn)}]).pid); ${stubborn}`;
  const { pid } = await supervisor.start(node(script));
  const grandchild = Number(
    await vi.waitFor(async () => {
      const text = await readFile(join(folder, 'log'), 'utf8');
      expect(text).toMatch(/^\d+\n$/);
      return text;
    }, SOON),
  );
  expect([pid, grandchild].every(isAlive)).toBe(true);
  await supervisor.close();
  await vi.waitFor(() => expect([pid, grandchild].filter(isAlive)).toEqual([]), SOON);
});

it('gives a lock to one, and to the next when the first has ended', async () => {
  const [one, other] = [startSupervisor(), startSupervisor()];
  const lock = lockAddress(`a test ${folder}`);
  expect(await lockHolder(lock)).toBeUndefined();
  expect(await one.lock(lock)).toBe(true);
  expect(await other.lock(lock)).toBe(false);
  expect(await lockHolder(lock)).toEqual({ pid: process.pid, ending: false });
  await one.close();
  expect(await other.lock(lock)).toBe(true);
  await other.unlock(lock);
  expect(await lockHolder(lock)).toBeUndefined();
  await other.close();
});

it('has one lock for one folder, whatever it is called', async () => {
  expect(await folderLock(folder)).toBe(await folderLock(join(folder, '..', folder.split('/').at(-1)!)));
});
