/**
 * A worker whose ports fail: the database, the ledger and the channels, each at `FAULT_CHANCE`, in the way that `FAULT_KIND` says, for
 * `FAULT_FOR` milliseconds from when it works. Production code knows nothing of this program.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { DeliveryError, type AlertChannel, type Message, type Receipt, type Turn } from '../../../src/channels/port.js';
import { loadConfig } from '../../../src/config/index.js';
import { StoreError } from '../../../src/store/errors.js';
import { startWorkers } from '../../../src/worker/run.js';
import { installRuntime } from '../../../src/worker/runtime.js';
import type { FaultKind } from './fault-kinds.js';

const kind = process.env['FAULT_KIND'] as FaultKind;
const chance = Number(process.env['FAULT_CHANCE']);
let until = 0;

/** Longer than any caller waits. */
const FOR_EVER_MS = 60_000;

/** Calls through this fail by chance. */
async function point<T>(
  call: () => Promise<T>,
  error: (message: string) => Error,
  failing: () => void = () => undefined,
): Promise<T> {
  if (Date.now() > until || Math.random() >= chance) return call();
  failing();
  process.stderr.write(`fault ${kind}\n`);
  if (kind === 'after') await call();
  if (kind === 'timeout') await sleep(FOR_EVER_MS);
  throw error(`fault: ${kind}`);
}

/** The same object with every method behind a fault point. */
function behind<P extends object>(port: P, error: (message: string) => Error): P {
  return new Proxy(port, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return (...args: unknown[]) => point(() => Reflect.apply(member, target, args) as Promise<unknown>, error);
    },
  });
}

const storeError = (message: string) => new StoreError(kind === 'unavailable' ? 'unavailable' : 'failed', message);

function sendError(message: string): DeliveryError {
  if (kind === 'rate-limited') return new DeliveryError(message, { kind: 'retry-at', afterMs: 2_000 }, 'no');
  const taken = { before: 'unlikely', after: 'maybe', timeout: 'maybe', unavailable: 'no' } as const;
  return new DeliveryError(message, { kind: 'retry' }, taken[kind]);
}

/** Alerts whose send has failed: unconfirmed twice is more than the engine promises to bear. */
const failedOnce = new Set<string>();

async function sending({ key }: Pick<Message, 'key'>, send: () => Promise<Receipt>): Promise<Receipt> {
  if (failedOnce.has(key)) return send();
  return point(send, sendError, () => failedOnce.add(key));
}

function channel(port: AlertChannel): AlertChannel {
  const { find, turn } = port;
  return {
    send: (message) => sending(message, () => port.send(message)),
    ...(find && { find: (message, sentAt) => point(() => find(message, sentAt), sendError) }),
    // Nothing is done by waiting for a turn: what is sent in it may fail.
    ...(turn && { turn: async (message, signal) => sendingBehind(await turn(message, signal)) }),
  };
}

function sendingBehind(turn: Turn): Turn {
  return { send: (message) => sending(message, () => turn.send(message)), end: () => turn.end() };
}

const config = loadConfig(process.env);
await installRuntime(config);
const workers = await startWorkers({
  config,
  through: (deps) => ({
    ...deps,
    store: behind(deps.store, storeError),
    ledger: behind(deps.ledger, storeError),
    channels: Object.fromEntries(Object.entries(deps.channels).map(([name, port]) => [name, channel(port)])),
  }),
});
until = Date.now() + Number(process.env['FAULT_FOR']);
process.stderr.write(`Rung worker on task queue ${config.taskQueue}\n`);
await workers.done;
