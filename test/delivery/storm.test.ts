/** Hundreds of alerts at once, through the real channels: a few messages that hold every alert exactly once. */
import { beforeEach, describe, expect, test } from 'vitest';
import type { ApplicationFailure } from '@temporalio/common';
import { createActivities, type Activities } from '../../src/activities/index.js';
import { paced } from '../../src/delivery/pacing.js';
import type { Delivery, DeliveryOutcome } from '../../src/domain/alerts/delivery.js';
import { memoryStore, type MemoryStore } from '../../src/store/memory.js';
import type { AlertLedger, TicketStore } from '../../src/store/port.js';
import { Execution } from '../support/activity.js';
import { Outlets } from '../support/outlets.js';
import { escalated, writeOf } from '../support/writes.js';

/** Messages a second to one target: what takes a second in production takes 50 ms here. */
const RATE = 20;
let memory: MemoryStore;
const outlets = new Outlets();
let id = 0;

beforeEach(() => void (memory = memoryStore()));

const NO_STORE: TicketStore = {
  save: () => Promise.reject(new Error('no ticket is saved here')),
  load: () => Promise.reject(new Error('no ticket is loaded here')),
};

function worker(given: AlertLedger = memory.ledger): Activities {
  return createActivities({
    store: NO_STORE,
    ledger: given,
    channels: { slack: paced(outlets.slackPosts(), RATE), email: paced(outlets.mails(), RATE) },
    links: { ticketUrl: 'https://desk.example.com/t/{ticketId}' },
  });
}

/** The alerts of that many tickets, to one target. */
function breaches(count: number, channel: 'slack' | 'email'): Delivery[] {
  return Array.from({ length: count }, () => ({ alert: escalated(`S-${++id}`, 25)[channel] }));
}

/** Every alert is tried until it has its outcome, as the server does it, without the pauses. */
async function deliverAll(activities: Activities, deliveries: Delivery[]): Promise<DeliveryOutcome[]> {
  return Promise.all(
    deliveries.map(async (delivery) => {
      const run = new Execution(activities);
      for (;;) {
        const ended = await run.deliver(delivery).catch((error: ApplicationFailure) => error);
        if (!(ended instanceof Error)) return ended;
        if (ended.nonRetryable) throw ended;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }),
  );
}

const keysOf = (deliveries: Delivery[]) => deliveries.map(({ alert }) => alert.key).toSorted();
const posted = () =>
  outlets.slack.messages.flatMap(({ metadata }) => {
    const { key, alerts } = metadata!.event_payload as { key?: string; alerts?: { key: string }[] };
    return alerts?.map((alert) => alert.key) ?? [key!];
  });
const mailed = () =>
  outlets.smtp.mails.flatMap(({ parsed }) =>
    parsed.headerLines.filter(({ key }) => key === 'x-rung-alert').map(({ line }) => line.replace(/^[^:]*: /, '')),
  );
const statesOf = (deliveries: Delivery[]) => deliveries.map(({ alert }) => memory.alerts.get(alert.key)?.state);

describe('300 alerts at once', () => {
  test('to a Slack channel are a few messages, with every alert in exactly one', async () => {
    const deliveries = breaches(300, 'slack');
    const outcomes = await deliverAll(worker(), deliveries);
    expect(posted().toSorted()).toEqual(keysOf(deliveries));
    expect(outlets.slack.callsOf('chat.postMessage').length).toBeLessThanOrEqual(20);
    expect(new Set(outcomes.map(({ state }) => state))).toEqual(new Set(['sent']));
    expect(new Set(statesOf(deliveries))).toEqual(new Set(['sent']));
    for (const { blocks } of outlets.slack.messages) {
      expect(JSON.stringify(blocks)).toContain('https://desk.example.com/t/S-');
    }
  });

  test('to a mail address are a few mails, with every alert in exactly one', async () => {
    const deliveries = breaches(300, 'email');
    await deliverAll(worker(), deliveries);
    expect(mailed().toSorted()).toEqual(keysOf(deliveries));
    expect(outlets.smtp.mails.length).toBeLessThanOrEqual(20);
    expect(new Set(statesOf(deliveries))).toEqual(new Set(['sent']));
  });

  test('that were sent before are not sent again', async () => {
    const deliveries = breaches(30, 'slack');
    await deliverAll(worker(), deliveries);
    const outcomes = await deliverAll(worker(), deliveries);
    expect(outcomes.every(({ state }) => state === 'sent')).toBe(true);
    expect(posted().toSorted()).toEqual(keysOf(deliveries));
  });
});

describe('a digest', () => {
  test('whose answer was lost is found for each of its alerts: nothing twice', async () => {
    const deliveries = breaches(60, 'slack');
    outlets.slack.willFail('chat.postMessage', { reset: true, taken: true }, { taken: true, status: 500 });
    await deliverAll(worker(), deliveries);
    expect(posted().toSorted()).toEqual(keysOf(deliveries));
    expect(new Set(statesOf(deliveries))).toEqual(new Set(['sent']));
  });

  test('by mail whose answer was lost is sent once more, and is the same mail', async () => {
    const deliveries = breaches(20, 'email');
    outlets.smtp.willFail('DATA', 'drop', true);
    await deliverAll(worker(), deliveries);
    const times = new Map<string, number>();
    for (const key of mailed()) times.set(key, (times.get(key) ?? 0) + 1);
    expect([...times.keys()].toSorted()).toEqual(keysOf(deliveries));
    expect(Math.max(...times.values())).toBe(2);
    expect(new Set(outlets.smtp.mails.map(({ parsed }) => parsed.messageId)).size).toBe(1);
  });

  test('that is rate limited leaves each of its alerts pending, under its own key', async () => {
    const deliveries = breaches(20, 'slack');
    const activities = worker();
    outlets.slack.willFail('chat.postMessage', { status: 429, retryAfter: '1' });
    const failures = await Promise.all(deliveries.map((delivery) => new Execution(activities).fails(delivery)));
    expect(new Set(failures.map(({ nextRetryDelay }) => nextRetryDelay))).toEqual(new Set([1_000]));
    expect(new Set(statesOf(deliveries))).toEqual(new Set(['pending']));
    await deliverAll(activities, deliveries);
    expect(posted().toSorted()).toEqual(keysOf(deliveries));
  });

  test('that fails is one failure, however many alerts are in it: the channel is not let alone', async () => {
    const activities = worker();
    outlets.slack.willFail('chat.postMessage', { status: 503 });
    await Promise.all(breaches(40, 'slack').map((delivery) => new Execution(activities).fails(delivery)));
    expect(outlets.slack.callsOf('chat.postMessage')).toHaveLength(1);
    const ticket = escalated(`S-${++id}`);
    const errand = { write: writeOf(ticket), deliveries: [{ alert: ticket.slack }] };
    expect(await new Execution(activities).carryOut(errand)).toMatchObject({ delivered: [{ state: 'sent' }] });
  });

  test('is no thread: the next alert of a ticket begins one of its own', async () => {
    const deliveries = breaches(10, 'slack');
    const [outcome] = await deliverAll(worker(), deliveries);
    expect(outcome).toMatchObject({ state: 'sent', providerId: outlets.slack.messages[0]!.ts });
    expect(outcome).not.toHaveProperty('thread');
    const again = await deliverAll(worker(), deliveries);
    expect(again[0]).not.toHaveProperty('thread');
  });

  test('goes out while the ledger does not answer', async () => {
    const frozen = () => new Promise<never>(() => undefined);
    const deliveries = breaches(20, 'slack');
    const outcomes = await deliverAll(
      worker({ claim: frozen, reclaim: frozen, setBack: frozen, complete: frozen }),
      deliveries,
    );
    expect(posted().toSorted()).toEqual(keysOf(deliveries));
    expect(outlets.slack.messages).toHaveLength(1);
    expect(outcomes.every((outcome) => outcome.state === 'sent' && !outcome.recorded)).toBe(true);
  });
});

test('an alert that is cancelled while it waits is not sent and leaves no trace', async () => {
  const activities = worker();
  const [cancelled, other] = breaches(2, 'slack') as [Delivery, Delivery];
  const run = new Execution(activities);
  const gone = run.deliver(cancelled);
  const kept = new Execution(activities).deliver(other);
  run.cancel();
  await expect(gone).rejects.toThrow(/the activity is cancelled/);
  expect(await kept).toMatchObject({ state: 'sent' });
  expect(posted()).toEqual([other.alert.key]);
  expect(statesOf([cancelled])).toEqual([undefined]);
});
