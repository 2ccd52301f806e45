/**
 * Supervises the servers of one stack, as a process of its own: the servers are its children, and when the process that
 * forked it is gone, by whatever death, the channel between the two closes and the supervisor stops all of them.
 *
 * Requests come as `{ id, verb, ...what }` and are answered with `{ id, result }` or `{ id, error }`; `{ exited }` tells
 * that a child has exited. A child is known by a number of its own, since the system gives process ids again. The
 * supervisor also holds locks: a lock is a local socket on which only one process can listen, so the system lets go of
 * it when the supervisor dies, and who asks there hears for which process it is held.
 */
import { spawn } from 'node:child_process';
import { closeSync, openSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';

const GRACE_MS = 3_000;

const parent = process.ppid;
/** By their numbers. */
const children = new Map();
let started = 0;
const locks = new Map();
const removedAtExit = [];
let ending = false;

const verbs = { start, stop, lock, unlock, removeAtExit };

process.on('message', ({ id, verb, ...what }) => {
  Promise.resolve()
    .then(() => verbs[verb](what))
    .then(
      (result) => tell({ id, result }),
      (error) => tell({ id, error: error.message }),
    );
});
process.on('disconnect', end);
if (!process.connected) void end();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, end);
process.on('uncaughtException', end);

function tell(message) {
  if (process.connected) process.send(message, () => undefined);
}

/** A group of its own: Ctrl-C in the terminal reaches the parent alone, which then stops things in order. */
function start({ command, args, cwd, env, log }) {
  if (ending) throw new Error('the stack is ending');
  const output = openSync(log, 'w');
  const child = spawn(command, args, { cwd, env, detached: true, stdio: ['ignore', output, output] });
  closeSync(output);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('spawn', () => {
      child.removeAllListeners('error').on('error', () => undefined);
      const { pid } = child;
      const number = ++started;
      const exited = new Promise((done) => {
        child.once('exit', (code, signal) => {
          children.delete(number);
          tell({ exited: { number, code, signal } });
          done();
        });
      });
      children.set(number, { pid, exited });
      resolve({ pid, number });
    });
  });
}

async function stop({ number }) {
  const child = children.get(number);
  if (!child) return;
  const { pid } = child;
  signalGroup(pid, 'SIGTERM');
  const late = setTimeout(() => signalGroup(pid, 'SIGKILL'), GRACE_MS);
  await child.exited;
  clearTimeout(late);
  // What the child itself had started.
  signalGroup(pid, 'SIGKILL');
}

function signalGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH' && error.code !== 'EPERM') throw error;
  }
}

async function lock({ address }) {
  const server = (await listen(address)) ?? ((await isStale(address)) ? await listen(address) : undefined);
  if (!server) return false;
  locks.set(address, server);
  return true;
}

function listen(address) {
  const server = createServer((asker) => {
    asker.on('error', () => undefined);
    asker.end(JSON.stringify({ pid: parent, ending }));
  });
  return new Promise((resolve, reject) => {
    server.once('error', (error) => (error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error)));
    server.listen(address, () => resolve(server));
  });
}

/** Where a lock is a file, that file outlives a holder that was killed. */
function isStale(address) {
  if (!address.startsWith('/')) return false;
  return new Promise((resolve) => {
    const asker = connect(address, () => {
      asker.destroy();
      resolve(false);
    });
    asker.once('error', ({ code }) => {
      if (code === 'ECONNREFUSED') rmSync(address, { force: true });
      resolve(code === 'ECONNREFUSED');
    });
  });
}

function unlock({ address }) {
  const server = locks.get(address);
  locks.delete(address);
  return new Promise((resolve) => (server ? server.close(resolve) : resolve()));
}

/** The folder goes when the supervisor exits. */
function removeAtExit({ folder }) {
  removedAtExit.push(folder);
}

async function end() {
  if (ending) return;
  ending = true;
  await Promise.all([...children.keys()].map((number) => stop({ number })));
  for (const folder of removedAtExit) rmSync(folder, { recursive: true, force: true });
  await Promise.all([...locks.keys()].map((address) => unlock({ address })));
  process.exit();
}
