/** A wake's errand through the real channels and a real database. */
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { DeliveryBounds } from '../../src/delivery/bounds.js';
import { OPEN_MS } from '../../src/delivery/breaker.js';
import { oneByOne } from '../../src/channels/port.js';
import { createActivities, type Activities, type ActivityDeps } from '../../src/activities/index.js';
import { paced } from '../../src/delivery/pacing.js';
import { addressedOf, type Attempted, type Delivery } from '../../src/domain/alerts/delivery.js';
import type { Errand, ErrandResult } from '../../src/domain/alerts/errand.js';
import { connectStore } from '../../src/store/mongo.js';
import { Execution } from '../support/activity.js';
import { NINE, writeOf } from '../support/writes.js';
import { Delivering } from './delivering.js';

const world = new Delivering(import.meta.url);
const messages = world.asked;
afterEach(() => void vi.useRealTimers());

function worker(bounds: Partial<DeliveryBounds> = {}, deps: Partial<ActivityDeps> = {}): Activities {
  const { store, ledger } = world.db;
  const channels = { slack: world.slackPosts(), email: world.mails() };
  return createActivities({ store, ledger, channels, bounds, now: () => world.clock, ...deps });
}

/** The errand of a new ticket that climbs to L2: a page and a mail. */
function climb() {
  const climbed = world.climb();
  const errand: Errand = { write: writeOf(climbed.ticket), deliveries: [climbed.page, climbed.mail] };
  return { ...climbed, errand };
}
const carryOut = (errand: Errand, activities = worker()) => new Execution(activities, world.clock).carryOut(errand);
const statesOf = async (ticketId: string) =>
  Object.fromEntries((await world.db.archive.alerts(ticketId)).map(({ channel, state }) => [channel, state]));
function leftBy(part: ErrandResult['delivered'][number] | undefined): Attempted {
  if (part?.state !== 'later' || !part.attempted) throw new Error(`nothing was attempted: ${JSON.stringify(part)}`);
  return part.attempted;
}
const untouched = () => expect([world.slack.calls, world.smtp.mails]).toEqual([[], []]);

describe('an errand', () => {
  test('writes the ticket and sends its alerts: four messages to the database, no heartbeat, and a result to read', async () => {
    // The first write of a process keeps the policy too, once for all tickets that have it.
    await carryOut({ ...climb().errand, deliveries: [] });
    messages.splice(0);
    const { errand, ticketId } = climb();
    const run = new Execution(worker(), world.clock);
    world.slack.willFail('chat.postMessage', { slowly: 150 });
    // However long the machine takes.
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });

    const { saved, delivered } = await run.carryOut(errand);

    expect(messages).toEqual(['update tickets', 'insert escalation_log', 'insert alerts', 'update alerts']);
    const { ts } = world.slack.messages[0]!;
    const { messageId } = world.smtp.mails[0]!.parsed;
    expect(saved).toEqual({ outcome: 'saved' });
    expect(delivered).toEqual([
      { target: 'slack:#tier2-queue', state: 'sent', providerId: ts, thread: ts, at: NINE, recorded: true },
      ...[messageId].map((mailId) => ({
        ...{ target: 'email:tier2@example.com', state: 'sent', providerId: mailId, thread: mailId },
        ...{ at: NINE, recorded: true },
      })),
    ]);
    expect(run.heartbeats).toBe(0);
    expect(await world.db.archive.read(ticketId)).toMatchObject({ tier: 'L2', rev: 1 });
    expect(await world.db.archive.log(ticketId)).toHaveLength(1);
    expect(await statesOf(ticketId)).toEqual({ slack: 'sent', email: 'sent' });
  });

  test('claims its alerts in one message where their targets are free, though they take messages at paces of their own', async () => {
    const { errand, page, ticketId } = climb();
    const hooked: Delivery = {
      alert: { ...page.alert, key: `${ticketId}:1:webhook:desk`, channel: 'webhook', address: 'desk' },
    };
    // The paces of the settings.
    const channels = {
      slack: paced(world.slackPosts(), 1),
      email: paced(world.mails(), 1),
      webhook: paced(
        oneByOne(({ key }) => Promise.resolve({ providerId: key })),
        10,
      ),
    };
    const all = { ...errand, deliveries: [...errand.deliveries, hooked] };
    const { delivered } = await carryOut(all, worker({}, { channels }));
    expect(delivered.map(({ state }) => state)).toEqual(['sent', 'sent', 'sent']);
    expect(messages.filter((message) => message.endsWith(' alerts'))).toEqual(['insert alerts', 'update alerts']);
  });

  test('without alerts is a write', async () => {
    const { errand } = climb();
    expect(await carryOut({ ...errand, deliveries: [] })).toEqual({ saved: { outcome: 'saved' }, delivered: [] });
    untouched();
  });

  test('whose alerts were sent before sends nothing again', async () => {
    const { errand } = climb();
    const first = await carryOut(errand);
    world.clock += 1_000;
    expect(await carryOut(errand)).toEqual(first);
    expect([world.slack.messages.length, world.smtp.mails.length]).toEqual([1, 1]);
  });

  test('that finds an earlier chain sends nothing, and hands it back', async () => {
    const { errand, ticket, ticketId } = climb();
    await world.db.store.save(writeOf({ ...ticket, log: [] }, { chain: 'earlier', rev: 1 }));
    const result = await carryOut(errand);
    expect(result).toMatchObject({ saved: { outcome: 'earlier-chain', engine: { chain: 'earlier', rev: 1 } } });
    expect(result.delivered).toEqual([]);
    untouched();
    expect(await world.db.archive.alerts(ticketId)).toEqual([]);
  });

  test.each(['outdated', 'policy-missing'] as const)(
    'whose write is %s sends its alerts all the same',
    async (outcome) => {
      const { errand, ticket, ticketId } = climb();
      if (outcome === 'outdated')
        await world.db.store.save(writeOf({ ...ticket, log: [] }, { rev: 9, withPolicy: true }));
      const result = await carryOut({ ...errand, write: writeOf(ticket, { rev: 5 }) });
      expect(result).toMatchObject({ saved: { outcome }, delivered: [{ state: 'sent' }, { state: 'sent' }] });
      expect(await statesOf(ticketId)).toEqual({ slack: 'sent', email: 'sent' });
    },
  );
});

describe('while the database does not answer', () => {
  /** Answers nothing, ever. */
  const frozen = { save: () => new Promise<never>(() => undefined), load: () => Promise.reject(new Error('frozen')) };
  const refusing = { ...frozen, save: () => Promise.reject(new Error('MongoDB does not answer')) };

  test.each([
    ['is frozen', frozen, 'no answer within 100 ms'],
    ['refuses', refusing, 'MongoDB does not answer'],
  ])(
    'and %s, the pages go out; the ledger is not asked, and gets the outcomes with the next write, once',
    async (_, store, why) => {
      const { errand, page, ticketId } = climb();
      const { saved, delivered } = await carryOut(errand, worker({ saveMs: 100 }, { store }));

      expect(saved).toEqual({ outcome: 'later', why });
      expect(delivered).toMatchObject([
        { state: 'sent', recorded: false },
        { state: 'sent', recorded: false },
      ]);
      expect(messages).toEqual([]);

      const alerts = errand.deliveries.map(({ alert }, i) => {
        const { target: _target, ...outcome } = delivered[i]!;
        if (outcome.state === 'later') throw new Error(outcome.why);
        return { alert: addressedOf(alert), outcome };
      });
      await world.db.store.save({ ...errand.write, alerts });
      expect(messages).toEqual(['update tickets', 'insert escalation_log', 'update alerts']);
      expect(await statesOf(ticketId)).toEqual({ slack: 'sent', email: 'sent' });
      expect(await new Execution(worker(), world.clock).deliver(page)).toMatchObject({ state: 'sent' });
      expect(world.slack.messages).toHaveLength(1);
    },
  );

  test('a worker that is killed in mid-send leaves what it knew, though nobody else knows', async () => {
    const { errand, page } = climb();
    const run = new Execution(worker({ sendMs: 300 }, { store: refusing }), world.clock);
    world.slack.willFail('chat.postMessage', { hang: true, taken: true });
    const result = run.carryOut(errand);
    while (world.slack.messages.length === 0) await new Promise((resolve) => setImmediate(resolve));

    const earlier = (run.memory as Record<string, Attempted>)[page.alert.key]!;
    expect(earlier).toMatchObject({ execution: `${run.runId}/1`, attempt: 1, ended: false, doubts: 1 });
    const next = new Execution(worker(), world.clock);
    expect((await next.fails({ ...page, earlier })).message).toContain('may still be under way');
    world.clock += 60_000;
    expect(await next.deliver({ ...page, earlier })).toMatchObject({ state: 'sent' });
    expect(world.slack.messages).toHaveLength(1);
    await result;
  });
});

describe('one alert', () => {
  test('that fails is tried later, by what is known of it; the other is sent', async () => {
    const { errand, page, ticketId } = climb();
    world.slack.willFail('chat.postMessage', { status: 503 });
    const { delivered } = await carryOut(errand);
    expect(delivered).toEqual([
      {
        target: 'slack:#tier2-queue',
        state: 'later',
        why: `${page.alert.key} was not delivered: Slack: HTTP 503`,
        attempted: expect.objectContaining({ ended: true, doubts: 0, suspect: false }) as unknown,
      },
      expect.objectContaining({ state: 'sent', recorded: true }),
    ]);
    expect(await statesOf(ticketId)).toEqual({ slack: 'pending', email: 'sent' });
    const earlier = leftBy(delivered[0]);
    expect(await new Execution(worker(), world.clock).deliver({ ...page, earlier })).toMatchObject({ state: 'sent' });
    expect(world.slack.callsOf('conversations.history')).toEqual([]);
  });

  test('whose answer was lost is looked up before it is sent again, also without the ledger', async () => {
    const { errand, page } = climb();
    world.slack.willFail('chat.postMessage', { reset: true, taken: true });
    const { delivered } = await carryOut(errand);
    const earlier = leftBy(delivered[0]);
    expect(earlier).toMatchObject({ ended: true, doubts: 1 });
    const gone = () => Promise.reject(new Error('the ledger is gone'));
    const ledger = { claim: gone, reclaim: gone, setBack: gone, complete: gone };
    const alone = new Execution(worker({}, { ledger }), world.clock);
    expect(await alone.deliver({ ...page, earlier })).toMatchObject({ state: 'sent', recorded: false });
    expect(world.slack.messages).toHaveLength(1);
  });

  test('whose target is not there is undeliverable', async () => {
    const { errand, ticketId } = climb();
    world.slack.noChannels.add('#tier2-queue');
    const { delivered } = await carryOut(errand);
    expect(delivered).toMatchObject([{ state: 'undeliverable', error: 'Slack: channel_not_found' }, { state: 'sent' }]);
    expect(await statesOf(ticketId)).toEqual({ slack: 'undeliverable', email: 'sent' });
  });

  test('that an attempt elsewhere may be sending is left alone', async () => {
    const { errand, page } = climb();
    await world.db.ledger.claim(page.alert, { by: 'another/1#1', at: world.clock, doubts: 1 });
    const { delivered } = await carryOut(errand);
    expect(delivered).toMatchObject([
      { state: 'later', why: 'an earlier attempt may still be under way' },
      { state: 'sent' },
    ]);
    expect(delivered[0]).not.toHaveProperty('attempted');
    expect(world.slack.calls).toEqual([]);
  });

  test('that meets a defect of ours spoils nothing', async () => {
    const { errand } = climb();
    const broken = {
      send: () => {
        throw new TypeError('not a function');
      },
    };
    const { saved, delivered } = await carryOut(
      errand,
      worker({}, { channels: { slack: broken, email: world.mails() } }),
    );
    expect(saved).toEqual({ outcome: 'saved' });
    expect(delivered).toMatchObject([{ state: 'later' }, { state: 'sent', recorded: true }]);
  });
});

describe('a channel', () => {
  test('that keeps failing holds nothing and leaves no trace, until a trial gets through', async () => {
    const activities = worker();
    world.slack.willFail('chat.postMessage', { status: 503 }, { status: 503 }, { status: 503 });
    for (let n = 0; n < 3; n++) await carryOut(climb().errand, activities);
    const calls = world.slack.calls.length;
    const { errand, ticketId } = climb();

    const { delivered } = await carryOut(errand, activities);
    expect(delivered).toMatchObject([{ state: 'later', why: 'the channel waits: Slack: HTTP 503' }, { state: 'sent' }]);
    expect(delivered[0]).not.toHaveProperty('attempted');
    expect(world.slack.calls).toHaveLength(calls);
    expect(await statesOf(ticketId)).toEqual({ email: 'sent' });

    world.clock += OPEN_MS;
    for (let n = 0; n < 2; n++) {
      expect(await carryOut(climb().errand, activities)).toMatchObject({ delivered: [{ state: 'sent' }, {}] });
    }
  });

  test('that keeps failing is tried by alerts on their own, which close the breaker', async () => {
    const activities = worker();
    world.slack.willFail('chat.postMessage', { status: 503 }, { status: 503 }, { status: 503 });
    for (let n = 0; n < 3; n++) await carryOut(climb().errand, activities);
    expect(await new Execution(activities, world.clock).deliver(climb().page)).toMatchObject({ state: 'sent' });
    expect(await carryOut(climb().errand, activities)).toMatchObject({ delivered: [{ state: 'sent' }, {}] });
  });

  test('that asks for a pause gets it, from errands and from alerts on their own', async () => {
    const activities = worker();
    world.slack.willFail('chat.postMessage', { status: 429, retryAfter: '7' });
    expect(await carryOut(climb().errand, activities)).toMatchObject({ delivered: [{ state: 'later' }, {}] });
    const { page, ticketId } = climb();
    const alone = new Execution(activities, world.clock);
    world.clock += 2_000;
    expect(await carryOut(climb().errand, activities)).toMatchObject({
      delivered: [{ state: 'later', why: 'the channel waits: Slack: rate limited' }, { state: 'sent' }],
    });
    expect(await alone.fails(page)).toMatchObject({ nextRetryDelay: 5_000 });
    expect(world.slack.callsOf('chat.postMessage')).toHaveLength(1);
    expect(await world.db.archive.alerts(ticketId)).toEqual([]);
    world.clock += 5_000;
    expect(await alone.deliver(page)).toMatchObject({ state: 'sent' });
  });

  test('that refuses our credentials is let alone at once', async () => {
    const activities = worker();
    world.slack.tokens.clear();
    await carryOut(climb().errand, activities);
    world.slack.tokens.add('xoxb-good');
    expect(await carryOut(climb().errand, activities)).toMatchObject({
      delivered: [{ state: 'later', why: 'the channel waits: Slack: invalid_auth' }, { state: 'sent' }],
    });
    expect(world.slack.callsOf('chat.postMessage')).toHaveLength(1);
  });

  test('that hangs takes a few errands at once and no more', async () => {
    const activities = worker({ inChannel: 2, sendMs: 2_000 });
    world.slack.willFail('chat.postMessage', { hang: true }, { hang: true });
    const first = [climb(), climb()];
    const hanging = first.map(({ errand }) => carryOut(errand, activities));
    for (const { ticketId } of first) {
      await vi.waitFor(
        async () => expect(await statesOf(ticketId)).toEqual({ slack: 'sending', email: 'sent' }),
        2_000,
      );
    }

    const { errand, ticketId } = climb();
    expect(await carryOut(errand, activities)).toMatchObject({
      delivered: [{ state: 'later', why: '2 are before it in the channel' }, { state: 'sent' }],
    });
    expect(await statesOf(ticketId)).toEqual({ email: 'sent' });
    for (const { delivered } of await Promise.all(hanging)) expect(delivered[0]).toMatchObject({ state: 'later' });
    expect(await carryOut(climb().errand, activities)).toMatchObject({ delivered: [{ state: 'sent' }, {}] });
  });

  test('in which others are first is not waited for for long, and nothing is claimed', async () => {
    const channels = { slack: paced(world.slackPosts(), 0.5), email: world.mails() };
    const activities = worker({ turnMs: 100 }, { channels });
    const { errand, ticketId, page } = climb();
    const { delivered } = await carryOut(errand, activities);
    expect(delivered).toMatchObject([{ state: 'later', why: `${page.alert.key} waits: others are before it` }, {}]);
    expect(await statesOf(ticketId)).toEqual({ email: 'sent' });
  });

  test('does not wait for the entry of another’s outcome for long', async () => {
    const { errand, page } = climb();
    world.slack.willFail('chat.postMessage', { slowly: 2_500 });
    const result = carryOut(errand);
    await vi.waitFor(
      async () => expect(await statesOf(page.alert.transition.ticketId)).toMatchObject({ email: 'sent' }),
      2_000,
    );
    expect(world.slack.messages).toEqual([]);
    expect(await result).toMatchObject({ delivered: [{ state: 'sent' }, { state: 'sent' }] });
  });
});

describe('an errand that lasts', () => {
  test('heartbeats once a second, with what a killed worker would leave', async () => {
    const { errand, page, mail } = climb();
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const posts = world.slackPosts();
    const send: typeof posts.send = async (message) => {
      await expect.poll(() => world.smtp.mails).toHaveLength(1);
      vi.advanceTimersByTime(1_000);
      return posts.send(message);
    };
    const run = new Execution(
      worker({}, { channels: { slack: { ...posts, send }, email: world.mails() } }),
      world.clock,
    );
    const { delivered } = await run.carryOut(errand);
    expect(run.heartbeats).toBe(1);
    expect(run.memory).toMatchObject({ [page.alert.key]: { ended: false, doubts: 1 } });
    expect(Object.keys(run.memory as object)).toEqual([page.alert.key, mail.alert.key]);
    expect(delivered).toMatchObject([{ state: 'sent' }, { state: 'sent' }]);
  });

  test('and is cancelled before it sends, does not', async () => {
    const { errand, ticketId } = climb();
    const { save, load } = world.db.store;
    const slow = async (write: Errand['write']) => {
      await new Promise((resolve) => setTimeout(resolve, 1_100));
      return save(write);
    };
    const run = new Execution(worker({}, { store: { save: slow, load } }), world.clock);
    run.onHeartbeat = () => run.cancel();
    const { saved, delivered } = await run.carryOut(errand);
    expect(saved).toEqual({ outcome: 'saved' });
    expect(delivered.map(({ state }) => state)).toEqual(['later', 'later']);
    untouched();
    expect(await world.db.archive.alerts(ticketId)).toEqual([]);
  });

  test('and is cancelled while it waits for a turn, does not send', async () => {
    const { errand, ticketId } = climb();
    const channels = { slack: paced(world.slackPosts(), 0.5), email: world.mails() };
    await carryOut(climb().errand, worker({}, { channels })); // the next one has to wait for two seconds
    const calls = world.slack.calls.length;
    const run = new Execution(worker({}, { channels }), world.clock);
    run.onHeartbeat = () => run.cancel();
    const { delivered } = await run.carryOut(errand);
    expect(delivered).toMatchObject([{ state: 'later' }, { state: 'sent' }]);
    expect(world.slack.calls).toHaveLength(calls);
    expect(await statesOf(ticketId)).toEqual({ email: 'sent' });
  });
});

test('a database that is gone altogether holds up no page', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  const away = connectStore(`mongodb://127.0.0.1:${port}/desk`, { callMs: 400 });
  const { errand } = climb();
  const { saved, delivered } = await carryOut(errand, worker({}, { store: away.store, ledger: away.ledger }));
  await away.close();
  expect(saved).toMatchObject({ outcome: 'later', why: expect.stringContaining('does not answer') as unknown });
  expect(delivered).toMatchObject([
    { state: 'sent', recorded: false },
    { state: 'sent', recorded: false },
  ]);
});
