/** Alerts beside a ledger that takes its time, and activities that are told to stop. */
import { CancelledFailure } from '@temporalio/common';
import { beforeEach, describe, expect, test } from 'vitest';
import { createActivities, type Activities } from '../../src/activities/index.js';
import type { DeliveryBounds } from '../../src/delivery/bounds.js';
import { paced } from '../../src/delivery/pacing.js';
import type { AlertChannel, DigestChannel, Message, Receipt } from '../../src/channels/port.js';
import { memoryStore, type MemoryStore } from '../../src/store/memory.js';
import type { AlertLedger, TicketStore } from '../../src/store/port.js';
import { Execution } from '../support/activity.js';
import { escalated, writeOf } from '../support/writes.js';

/** Messages that were taken and answers of the ledger, in order. */
let happened: string[];

/** Takes everything, and keeps the keys. */
class Taker implements DigestChannel {
  readonly keys: string[] = [];
  send = ({ key }: Pick<Message, 'key'>): Promise<Receipt> => {
    this.keys.push(key);
    happened.push('sent');
    return Promise.resolve({ providerId: `m${this.keys.length}` });
  };
  room = () => 1;
  sendDigest = () => Promise.reject(new Error('no digests here'));
}

let memory: MemoryStore;
let taker: Taker;
let id = 0;
beforeEach(() => {
  memory = memoryStore();
  taker = new Taker();
  happened = [];
});

const STORE: TicketStore = {
  save: () => Promise.resolve({ outcome: 'saved' }),
  load: () => Promise.reject(new Error('no ticket is loaded here')),
};

function worker(given: AlertLedger, channel: AlertChannel = taker, bounds: Partial<DeliveryBounds> = {}): Activities {
  return createActivities({ store: STORE, ledger: given, channels: { slack: channel, email: channel }, bounds });
}

/** The same ledger, each of whose answers takes that long. */
function slowly(ms: number): AlertLedger {
  const late = <A extends unknown[], R>(name: string, call: (...args: A) => Promise<R>) => {
    return async (...args: A): Promise<R> => {
      await new Promise((resolve) => setTimeout(resolve, ms));
      happened.push(name);
      return call(...args);
    };
  };
  const { claim, reclaim, setBack, complete } = memory.ledger;
  return {
    claim: late('claim', claim),
    reclaim: late('reclaim', reclaim),
    setBack: late('setBack', setBack),
    complete: late('complete', complete),
  };
}

describe('a ledger that answers after a second and a half', () => {
  test('is waited for by the outcome, not by the page, and told of it once', async () => {
    const { slack: alert } = escalated(`W-${++id}`);
    const outcome = await new Execution(worker(slowly(1_500))).deliver({ alert });
    expect(outcome).toMatchObject({ state: 'sent', recorded: true });
    expect(happened).toEqual(['sent', 'claim', 'complete']);
    expect(memory.alerts.get(alert.key)).toMatchObject({ state: 'sent' });
  });

  test('the same in an errand', async () => {
    const ticket = escalated(`W-${++id}`);
    const deliveries = ticket.alerts.map((alert) => ({ alert }));
    const { delivered } = await new Execution(worker(slowly(1_500))).carryOut({ write: writeOf(ticket), deliveries });
    expect(delivered).toMatchObject([
      { state: 'sent', recorded: true },
      { state: 'sent', recorded: true },
    ]);
    expect(happened).toEqual(['sent', 'sent', 'claim', 'claim', 'complete', 'complete']);
  });
});

describe('an alert that was being delivered when its run continued as new', () => {
  const handedOver = (ago: number) => ({ alert: escalated(`W-${++id}`).slack, handedOverAt: Date.now() - ago });

  test('is looked up once it cannot be under way any more, if the ledger does not answer', async () => {
    const finding = Object.assign(taker, { find: () => Promise.resolve({ providerId: 'm0' }) });
    const activities = worker(slowly(100), finding, { ledgerMs: 20 });
    const { message } = await new Execution(activities).fails(handedOver(1_000));
    expect(message).toContain('may still be under way');
    expect(await new Execution(activities).deliver(handedOver(60_000))).toMatchObject({
      state: 'sent',
      providerId: 'm0',
    });
    expect(taker.keys).toEqual([]);
  });

  test('is sent at once if the ledger, which answers, has no claim of it', async () => {
    const delivery = handedOver(1_000);
    expect(await new Execution(worker(memory.ledger)).deliver(delivery)).toMatchObject({ state: 'sent' });
    expect(taker.keys).toEqual([delivery.alert.key]);
  });
});

describe('an alert on its way', () => {
  test('hears that it is cancelled while it waits for its turn', async () => {
    const activities = worker(memory.ledger, paced(taker, 0.4)); // the next one has to wait for two seconds and a half
    const [first, second] = [escalated(`W-${++id}`).slack, escalated(`W-${++id}`).slack];
    await new Execution(activities).deliver({ alert: first });
    const waiting = new Execution(activities);
    waiting.onHeartbeat = () => waiting.cancel();
    await expect(waiting.deliver({ alert: second })).rejects.toThrow(CancelledFailure);
    expect(taker.keys).toEqual([first.key]);
  });

  test('hears that it is cancelled while it waits for the ledger', async () => {
    const run = new Execution(
      createActivities({
        store: STORE,
        ledger: slowly(1_200),
        channels: { slack: taker, email: taker },
        bounds: { ledgerMs: 2_000 },
      }),
    );
    run.onHeartbeat = () => run.cancel();
    await expect(run.deliver({ alert: escalated(`W-${++id}`).slack })).rejects.toThrow(CancelledFailure);
    expect(taker.keys).toEqual([]);
  });

  test('keeps what is known of the attempt before it, however often it heartbeats', async () => {
    const { slack: alert } = escalated(`W-${++id}`);
    const run = new Execution(worker(slowly(1_500)));
    const earlier = {
      execution: `${run.runId}/1`,
      attempt: 1,
      at: Date.now(),
      ended: false,
      doubts: 1,
      suspect: false,
    };
    Object.assign(run, { attempt: 1, memory: earlier });
    expect((await run.fails({ alert })).message).toContain('may still be under way');
    expect(run.heartbeats).toBeGreaterThan(0);
    expect(run.memory).toEqual(earlier);
  });
});
