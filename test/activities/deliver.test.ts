import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import { CancelledFailure } from '@temporalio/common';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { boundsFrom } from '../../src/delivery/bounds.js';
import { consoleChannel } from '../../src/channels/console/adapter.js';
import { createActivities, type Activities } from '../../src/activities/index.js';
import { COLLECTING_MS, LONGEST_WAIT_FOR_TURN_MS } from '../../src/channels/port.js';
import { addressedOf, type Delivery } from '../../src/domain/alerts/delivery.js';
import { decisionBehind } from '../../src/domain/ladder/decision.js';
import { connectStore, type Store } from '../../src/store/mongo.js';
import type { AlertLedger } from '../../src/store/port.js';
import { Execution } from '../support/activity.js';
import { NINE, writeOf } from '../support/writes.js';
import { Delivering } from './delivering.js';

const world = new Delivering(import.meta.url);
const BOUNDS = boundsFrom();

function activitiesWith(ledger: AlertLedger = world.db.ledger, bounds = {}, sendMs = 10_000): Activities {
  return createActivities({
    store: world.db.store,
    ledger,
    channels: { slack: world.slackPosts({ sendMs, findMs: 1_500 }), email: world.mails({ sendMs }) },
    links: { ticketUrl: 'https://desk.example.com/t/{ticketId}', temporalUiUrl: 'http://localhost:8233/' },
    bounds,
    now: () => world.clock,
  });
}

const execution = (ledger?: AlertLedger) => new Execution(activitiesWith(ledger), world.clock);
const entryOf = async ({ alert }: Delivery) =>
  (await world.db.archive.alerts(decisionBehind(alert).ticketId)).find(({ _id }) => _id === alert.key);

describe('an alert', () => {
  test('is sent, entered in the ledger, and never sent again under its key', async () => {
    const { page } = world.climb();
    const run = execution();

    const outcome = await run.deliver(page);

    const { ts } = world.slack.messages[0]!;
    expect(outcome).toEqual({ state: 'sent', providerId: ts, thread: ts, at: NINE, recorded: true });
    expect(await entryOf(page)).toMatchObject({
      _id: page.alert.key,
      ticketId: page.alert.transition.ticketId,
      seq: 1,
      channel: 'slack',
      target: '#tier2-queue',
      state: 'sent',
      attempts: 1,
      providerId: ts,
      lastError: null,
      settledAt: new Date(NINE),
    });
    world.clock += 1_000;
    expect(await run.deliver(page)).toEqual(outcome);
    expect(await execution().deliver(page)).toEqual(outcome);
    expect(world.slack.callsOf('chat.postMessage')).toHaveLength(1);
  });

  test('links to the ticket and to the workflow run that sent it', async () => {
    const { page, mail } = world.climb();
    const run = execution();
    await run.deliver(page);
    await execution().deliver(mail);
    const { ticketId } = page.alert.transition;
    const links = JSON.stringify(world.slack.messages[0]!.blocks.at(-1));
    expect(links).toContain(`<https://desk.example.com/t/${ticketId}|`);
    expect(links).toContain(
      `<http://localhost:8233/namespaces/test/workflows/ticket%2F${ticketId}/${run.runId}/history|`,
    );
    expect(world.smtp.mails[0]!.parsed.text).toContain(`https://desk.example.com/t/${ticketId}`);
  });

  test('answers in the thread it is given', async () => {
    const { page } = world.climb();
    const first = await execution().deliver(page);
    const thread = first.state === 'sent' ? first.thread : '';
    const next = { ...page.alert, key: `${page.alert.key}:later` };
    expect(await execution().deliver({ alert: next, thread })).toMatchObject({ state: 'sent', thread });
    expect(world.slack.messages[1]!.thread_ts).toBe(thread);
  });
});

describe('a send that failed and was certainly not taken', () => {
  test('waits as long as the provider asks, known as pending, and goes out then', async () => {
    const { page } = world.climb();
    const run = execution();
    world.slack.willFail('chat.postMessage', { status: 429, retryAfter: '7' });

    expect(await run.fails(page)).toMatchObject({ type: 'NotDelivered', nextRetryDelay: 7_000 });

    expect(await entryOf(page)).toMatchObject({ state: 'pending', attempts: 1, lastError: 'Slack: rate limited' });
    world.clock += 7_000;
    expect(await run.deliver(page)).toMatchObject({ state: 'sent' });
    expect(await entryOf(page)).toMatchObject({ state: 'sent', attempts: 2 });
    expect(world.slack.callsOf('conversations.history')).toEqual([]);
  });

  test('is tried as often as it takes: an outage costs no page and no duplicate', async () => {
    const { page, mail } = world.climb();
    const [paging, mailing] = [execution(), execution()];
    for (const status of [503, 500, 502, 503, 500, 502]) {
      world.slack.willFail('chat.postMessage', { status });
      world.smtp.willFail('CONNECT', 'drop');
      expect((await paging.fails(page)).nextRetryDelay).toBeUndefined();
      await mailing.fails(mail);
    }
    expect(await paging.deliver(page)).toMatchObject({ state: 'sent' });
    expect(await mailing.deliver(mail)).toMatchObject({ state: 'sent' });
    expect([world.slack.messages.length, world.smtp.mails.length]).toEqual([1, 1]);
  });

  test('is suspended while credentials are refused, until somebody mends them', async () => {
    const { page } = world.climb();
    const run = execution();
    world.slack.tokens.clear();
    expect(await run.fails(page)).toMatchObject({ type: 'Suspended', nextRetryDelay: BOUNDS.suspendMs });
    expect(await run.fails(page)).toMatchObject({ type: 'Suspended', nextRetryDelay: BOUNDS.suspendMs });
    world.slack.tokens.add('xoxb-good');
    expect(await run.deliver(page)).toMatchObject({ state: 'sent' });
  });

  test('is given up when the target can never get it, and stays given up', async () => {
    const { page } = world.climb();
    world.slack.noChannels.add('#tier2-queue');
    const outcome = await execution().deliver(page);
    expect(outcome).toEqual({ state: 'undeliverable', error: 'Slack: channel_not_found', at: NINE, recorded: true });
    world.slack.noChannels.clear();
    expect(await execution().deliver(page)).toEqual(outcome);
    expect(world.slack.messages).toEqual([]);
  });

  test('is given up when it could not be sent for too long, but not before it was tried three times', async () => {
    const { page } = world.climb();
    const run = execution();
    world.slack.willFail('chat.postMessage', ...Array.from({ length: 4 }, () => ({ status: 503 })));
    world.clock += BOUNDS.giveUpMs;
    await run.fails(page);
    await run.fails(page);
    const outcome = await run.deliver(page);
    expect(outcome).toMatchObject({ state: 'undeliverable', error: 'Slack: HTTP 503', recorded: true });
    expect(await entryOf(page)).toMatchObject({ state: 'undeliverable', attempts: 3, lastError: 'Slack: HTTP 503' });
  });

  test('is still tried right before that time', async () => {
    const { page } = world.climb();
    const run = execution();
    world.clock += BOUNDS.giveUpMs - 1;
    world.slack.willFail('chat.postMessage', ...Array.from({ length: 5 }, () => ({ status: 503 })));
    for (let n = 0; n < 5; n++) await run.fails(page);
    expect(await run.deliver(page)).toMatchObject({ state: 'sent' });
  });

  test('is suspended for as long as credentials are refused, also beyond that time', async () => {
    const { page } = world.climb();
    const run = execution();
    world.slack.tokens.clear();
    world.clock += 2 * BOUNDS.giveUpMs;
    for (let n = 0; n < 5; n++) expect(await run.fails(page)).toMatchObject({ type: 'Suspended' });
  });

  test('tried slowly: known as undeliverable all the while, and sent as soon as the target takes it', async () => {
    const { page } = world.climb();
    world.slack.noChannels.add('#tier2-queue');
    expect(await execution().deliver(page)).toMatchObject({ state: 'undeliverable' });
    const slow = execution();
    const again = { ...page, slowly: true as const };
    for (const attempts of [2, 3]) {
      expect(await slow.fails(again)).toMatchObject({ type: 'Undelivered', nextRetryDelay: BOUNDS.suspendMs });
      expect(await entryOf(page)).toMatchObject({ state: 'undeliverable', attempts });
    }
    world.slack.noChannels.clear();
    world.slack.willFail('chat.postMessage', { status: 503 });
    expect(await slow.fails(again)).toMatchObject({ type: 'Undelivered', nextRetryDelay: BOUNDS.suspendMs });
    expect(await slow.deliver(again)).toMatchObject({ state: 'sent' });
    expect(await slow.deliver(again)).toMatchObject({ state: 'sent' });
    expect(world.slack.messages).toHaveLength(1);
    expect(await entryOf(page)).toMatchObject({ state: 'sent' });
  });

  test('that is superseded in the ledger is not sent any more', async () => {
    const { page } = world.climb();
    const outcome = { state: 'superseded', error: 'superseded by transition 2', at: NINE, recorded: false } as const;
    await world.db.ledger.complete({ alert: page.alert, outcome });
    expect(await execution().deliver(page)).toEqual({ ...outcome, recorded: true });
    expect(world.slack.messages).toEqual([]);
  });

  test('gives the tier’s other channel a fallback that says so', async () => {
    const { page, mail } = world.climb();
    const insteadOf = { channel: 'slack', address: '#tier2-queue', error: 'Slack: channel_not_found' } as const;
    await execution().deliver({ alert: { ...mail.alert, key: `${page.alert.key}:fallback`, insteadOf } });
    const { text } = world.smtp.mails[0]!.parsed;
    expect(text).toContain('because slack:#tier2-queue cannot be reached (Slack: channel_not_found)');
    expect(await world.db.archive.alerts(page.alert.transition.ticketId)).toMatchObject([
      { _id: `${page.alert.key}:fallback`, channel: 'email', target: 'tier2@example.com', state: 'sent' },
    ]);
  });
});

describe('a send whose answer was lost', () => {
  test('is looked up and found: one message', async () => {
    const { page } = world.climb();
    const run = execution();
    world.slack.willFail('chat.postMessage', { reset: true, taken: true });
    await run.fails(page);
    expect(await entryOf(page)).toMatchObject({ state: 'sending', attempts: 1, doubts: 1 });

    expect(await run.deliver(page)).toMatchObject({
      state: 'sent',
      providerId: world.slack.messages[0]!.ts,
      recorded: true,
    });

    expect(world.slack.callsOf('chat.postMessage')).toHaveLength(1);
    expect(await entryOf(page)).toMatchObject({ state: 'sent', providerId: world.slack.messages[0]!.ts });
  });

  test('is looked up, not found, and sent once more', async () => {
    const { page } = world.climb();
    const run = execution();
    world.slack.willFail('chat.postMessage', { reset: true });
    await run.fails(page);
    expect(await run.deliver(page)).toMatchObject({ state: 'sent' });
    expect(world.slack.messages).toHaveLength(1);
  });

  test('twice, and not there even long after, was not taken: it is sent again', async () => {
    const { page } = world.climb();
    const run = execution();
    world.slack.willFail('chat.postMessage', { reset: true }, { reset: true }, { reset: true });
    await run.fails(page);
    await run.fails(page);
    expect(await run.fails(page)).toMatchObject({ nextRetryDelay: BOUNDS.attemptMs });
    expect(world.slack.callsOf('chat.postMessage')).toHaveLength(2);
    world.clock += BOUNDS.attemptMs;
    await run.fails(page);
    expect(await entryOf(page)).toMatchObject({ state: 'sending', attempts: 3, doubts: 1 });
    expect(await run.deliver(page)).toMatchObject({ state: 'sent' });
    expect(world.slack.messages).toHaveLength(1);
  });

  test('twice, and turning up late, is not sent a third time', async () => {
    const { page } = world.climb();
    const run = execution();
    world.slack.willFail('chat.postMessage', { reset: true }, { reset: true, taken: true });
    await run.fails(page);
    await run.fails(page);
    const [late] = world.slack.messages.splice(0);
    await run.fails(page);
    world.slack.messages.push(late!);
    world.clock += BOUNDS.attemptMs;
    expect(await run.deliver(page)).toMatchObject({ state: 'sent', providerId: late!.ts });
    expect(world.slack.callsOf('chat.postMessage')).toHaveLength(2);
  });

  test('the second time is still found when the look-up says so', async () => {
    const { page } = world.climb();
    const run = execution();
    world.slack.willFail('chat.postMessage', { reset: true }, { reset: true, taken: true });
    await run.fails(page);
    await run.fails(page);
    expect(await run.deliver(page)).toMatchObject({ state: 'sent' });
  });

  test('waits for an answer to the look-up rather than risk a duplicate', async () => {
    const { page } = world.climb();
    const run = execution();
    await execution().deliver(world.climb().page); // the channel's id is known from now on
    world.slack.willFail('chat.postMessage', { reset: true, taken: true });
    await run.fails(page);
    world.slack.willFail('conversations.list', { status: 503 }, { status: 429, retryAfter: '9' }, { hang: true });
    for (const nextRetryDelay of [undefined, 9_000, undefined]) {
      expect((await run.fails(page)).nextRetryDelay).toBe(nextRetryDelay);
    }
    expect(await run.deliver(page)).toMatchObject({ state: 'sent' });
    expect(world.slack.callsOf('chat.postMessage')).toHaveLength(2);
  });

  test('is sent once more when look-ups have not worked for minutes; after that only a look-up can help', async () => {
    const { page } = world.climb();
    const run = execution();
    world.slack.willFail('chat.postMessage', { reset: true }, { reset: true, taken: true });
    await run.fails(page);
    world.slack.willFail('conversations.list', ...Array.from({ length: 4 }, () => ({ status: 503 })));
    await run.fails(page);
    expect(world.slack.callsOf('chat.postMessage')).toHaveLength(1);
    world.clock += BOUNDS.lookUpMs + 1;
    await run.fails(page);
    expect(world.slack.callsOf('chat.postMessage')).toHaveLength(2);
    world.clock += BOUNDS.lookUpMs + 1;
    await run.fails(page);
    await run.fails(page);
    expect(await run.deliver(page)).toMatchObject({ state: 'sent' });
    expect(world.slack.callsOf('chat.postMessage')).toHaveLength(2);
  });

  test('is sent once more where nothing may be looked up, and never a third time', async () => {
    const { page } = world.climb();
    const run = execution();
    world.slack.missingMethods.add('conversations.history').add('conversations.list');
    world.slack.willFail('chat.postMessage', { reset: true, taken: true }, { reset: true, taken: true });
    await run.fails(page);
    await run.fails(page);
    expect(await run.deliver(page)).toMatchObject({ state: 'unconfirmed' });
    expect(world.slack.messages).toHaveLength(2);
  });

  test('an answer of "internal error" is looked up before the next send', async () => {
    const { page } = world.climb();
    const run = execution();
    world.slack.willFail('chat.postMessage', { taken: true, status: 500 });
    await run.fails(page);
    expect(await run.deliver(page)).toMatchObject({ state: 'sent' });
    expect(world.slack.messages).toHaveLength(1);
  });

  test('of a mail: the same Message-ID once more, then unconfirmed', async () => {
    const { mail } = world.climb();
    const run = execution();
    world.smtp.willFail('DATA', 'drop', true).willFail('DATA', 'drop', true);
    await run.fails(mail);
    expect(await run.deliver(mail)).toMatchObject({ state: 'unconfirmed', recorded: true });
    expect(new Set(world.smtp.mails.map(({ parsed }) => parsed.messageId)).size).toBe(1);
    expect(world.smtp.mails).toHaveLength(2);
    expect(await execution().deliver(mail)).toMatchObject({ state: 'unconfirmed' });
  });

  test('of a mail, while failures that prove nothing was sent do not count', async () => {
    const { mail } = world.climb();
    const run = execution();
    world.smtp.willFail('DATA', 'drop');
    await run.fails(mail);
    for (let i = 0; i < 3; i++) {
      world.smtp.willFail('RCPT', 450);
      await run.fails(mail);
    }
    expect(await entryOf(mail)).toMatchObject({ state: 'sending', doubts: 1, attempts: 4 });
    expect(await run.deliver(mail)).toMatchObject({ state: 'sent' });
    expect(world.smtp.mails).toHaveLength(1);
  });
});

describe('an attempt that was never heard of again', () => {
  /** The entry that a worker leaves which dies in the middle of a send. */
  const abandoned = ({ alert }: Delivery) =>
    world.db.ledger.claim(addressedOf(alert), { by: 'another-run/1#1', at: world.clock, doubts: 1 });

  test('may still be under way: nobody sends until its time is over', async () => {
    const { page } = world.climb();
    await abandoned(page);
    world.clock += 4_000;
    const run = execution();
    expect(await run.fails(page)).toMatchObject({ nextRetryDelay: BOUNDS.attemptMs - 4_000 });
    expect(world.slack.calls).toEqual([]);

    world.clock += BOUNDS.attemptMs;
    expect(await run.deliver(page)).toMatchObject({ state: 'sent' });
    expect(world.slack.callsOf('conversations.history')).toHaveLength(1);
    expect(world.slack.messages).toHaveLength(1);
  });

  test('has sent it after all: its late entry stands and nothing is sent', async () => {
    const { page } = world.climb();
    await abandoned(page);
    const outcome = { state: 'sent', providerId: '9.9', thread: '9.9', at: world.clock, recorded: true } as const;
    await world.db.ledger.complete({ alert: page.alert, outcome });
    expect(await execution().deliver(page)).toEqual(outcome);
    expect(world.slack.calls).toEqual([]);
  });

  test('of this same execution is no different', async () => {
    const { page } = world.climb();
    const run = execution();
    const hanging = new Execution(activitiesWith(world.db.ledger, {}, 1_000));
    world.slack.willFail('chat.postMessage', { hang: true, taken: true });
    const lost = hanging.deliver(page).catch(() => undefined);
    while (world.slack.messages.length === 0) await new Promise((resolve) => setImmediate(resolve));
    Object.assign(run, { attempt: 1, memory: hanging.memory, runId: hanging.runId });
    expect((await run.fails(page)).nextRetryDelay).toBeGreaterThan(0);
    await lost;
    world.clock += BOUNDS.attemptMs;
    expect(await run.deliver(page)).toMatchObject({ state: 'sent' });
    expect(world.slack.messages).toHaveLength(1);
  });

  test('is taken over by one successor only', async () => {
    const { page } = world.climb();
    await abandoned(page);
    world.clock += BOUNDS.attemptMs;
    const late = execution({
      ...world.db.ledger,
      reclaim: async (seen, claim) => {
        await world.db.ledger.reclaim(seen, { ...claim, by: 'a-quicker-one/1#1' });
        return world.db.ledger.reclaim(seen, claim);
      },
    });
    expect(await late.fails(page)).toMatchObject({ nextRetryDelay: 1_000 });
    expect(world.slack.messages).toEqual([]);
    expect(await entryOf(page)).toMatchObject({ state: 'sending', attempts: 2, claimedBy: 'a-quicker-one/1#1' });
  });

  test('comes back as a zombie and changes nothing any more', async () => {
    const { page } = world.climb();
    await abandoned(page);
    world.clock += BOUNDS.attemptMs;
    await execution().deliver(page);
    await world.db.ledger.setBack(page.alert.key, 'another-run/1#1', {
      state: 'pending',
      doubts: 0,
      suspect: false,
      error: 'late',
      at: world.clock,
    });
    const outcome = { state: 'undeliverable', error: 'late', at: world.clock, recorded: false } as const;
    await world.db.ledger.complete({ alert: page.alert, outcome });
    expect(await entryOf(page)).toMatchObject({ state: 'sent', lastError: null });
  });

  test('two at once send one message', async () => {
    const { page } = world.climb();
    const results = await Promise.allSettled([1, 2, 3, 4, 5].map(() => execution().deliver(page)));
    expect(world.slack.messages).toHaveLength(1);
    expect(results.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThanOrEqual(1);
    expect(await entryOf(page)).toMatchObject({ state: 'sent' });
  });
});

describe('without the ledger', () => {
  let frozen: Server;
  let away: Store;
  const sockets: Socket[] = [];

  beforeEach(async () => {
    frozen = createServer((socket) => void sockets.push(socket.on('error', () => undefined)));
    frozen.listen(0, '127.0.0.1');
    await once(frozen, 'listening');
    const { port } = frozen.address() as AddressInfo;
    away = connectStore(`mongodb://rung:s3cret@127.0.0.1:${port}/desk`, { callMs: 500 });
  });
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    frozen.close();
    await away.close();
  });
  const lone = () => new Execution(activitiesWith(away.ledger, { ledgerMs: 60, completeMs: 60 }));

  test('the page goes out, and is entered with the next write of the ticket', async () => {
    const { page, ticket } = world.climb();
    const outcome = await lone().deliver(page);
    expect(outcome).toMatchObject({ state: 'sent', recorded: false });
    expect(world.slack.messages).toHaveLength(1);

    await world.db.store.save({ ...writeOf(ticket), alerts: [{ alert: page.alert, outcome }] });
    expect(await execution().deliver(page)).toMatchObject({ state: 'sent', providerId: world.slack.messages[0]!.ts });
    expect(world.slack.messages).toHaveLength(1);
  });

  test('heartbeats remember a lost answer: looked up, one message', async () => {
    const { page } = world.climb();
    const run = lone();
    world.slack.willFail('chat.postMessage', { reset: true, taken: true });
    await run.fails(page);
    expect(await run.deliver(page)).toMatchObject({ state: 'sent', recorded: false });
    expect(world.slack.messages).toHaveLength(1);
  });

  test('heartbeats speak before the send: whoever is cut off in the middle of it leaves a trace', async () => {
    const { page } = world.climb();
    const cutOff = new Execution(activitiesWith(away.ledger, { ledgerMs: 60, completeMs: 60 }, 1_000));
    world.slack.willFail('chat.postMessage', { hang: true, taken: true });
    const attempt = cutOff.deliver(page).catch(() => undefined);
    while (world.slack.messages.length === 0) await new Promise((resolve) => setImmediate(resolve));
    const next = Object.assign(lone(), { attempt: 1, memory: cutOff.memory, runId: cutOff.runId });
    expect(await next.fails(page)).toMatchObject({ nextRetryDelay: BOUNDS.attemptMs });
    await attempt;
    expect(world.slack.messages).toHaveLength(1);
  });

  test('a ledger that answers again counts the sends it did not see', async () => {
    const { mail } = world.climb();
    const run = lone();
    world.smtp.willFail('DATA', 'drop', true).willFail('DATA', 'drop', true);
    await run.fails(mail);
    const claims: number[] = [];
    const claim: AlertLedger['claim'] = (alert, mine) => {
      claims.push(mine.doubts);
      return world.db.ledger.claim(alert, mine);
    };
    const back = Object.assign(execution({ ...world.db.ledger, claim }), {
      attempt: 1,
      memory: run.memory,
      runId: run.runId,
    });
    expect(await back.deliver(mail)).toMatchObject({ state: 'unconfirmed', recorded: true });
    expect(claims).toEqual([2]);
  });

  test('a ledger that goes away between two questions holds nothing up', async () => {
    const { page } = world.climb();
    world.slack.willFail('chat.postMessage', { status: 503 });
    await execution().fails(page);
    const run = execution({ ...world.db.ledger, reclaim: () => Promise.reject(new Error('the ledger is gone')) });
    expect(await run.deliver(page)).toMatchObject({ state: 'sent', recorded: true });
    expect(world.slack.messages).toHaveLength(1);
  });

  test('an outcome is entered when the ledger has come back by then', async () => {
    const { page } = world.climb();
    const run = execution({ ...world.db.ledger, claim: () => Promise.reject(new Error('the ledger is gone')) });
    expect(await run.deliver(page)).toMatchObject({ state: 'sent', recorded: true });
    expect(await entryOf(page)).toMatchObject({ state: 'sent', attempts: 1 });
  });

  test('heartbeats remember how often: unconfirmed after two', async () => {
    const { mail } = world.climb();
    const run = lone();
    world.smtp.willFail('DATA', 'drop', true).willFail('DATA', 'drop', true);
    await run.fails(mail);
    expect(await run.deliver(mail)).toMatchObject({ state: 'unconfirmed', recorded: false });
    expect(world.smtp.mails).toHaveLength(2);
  });

  test('heartbeats remember an attempt that was cut off', async () => {
    const { page } = world.climb();
    const run = lone();
    run.memory = { execution: `${run.runId}/1`, attempt: 1, at: world.clock, ended: false, doubts: 1, suspect: false };
    run.attempt = 1;
    expect(await run.fails(page)).toMatchObject({ nextRetryDelay: BOUNDS.attemptMs });
    world.clock += BOUNDS.attemptMs;
    world.slack.missingMethods.add('conversations.list').add('conversations.history');
    expect(await run.deliver(page)).toMatchObject({ state: 'sent' });
  });

  test('a memory of another execution is not mine', async () => {
    const { page } = world.climb();
    const run = lone();
    run.memory = { execution: 'other/1', attempt: 1, at: world.clock, ended: false, doubts: 2, suspect: false };
    expect(await run.deliver(page)).toMatchObject({ state: 'sent' });
  });

  test('a ledger that comes back is told what it missed', async () => {
    const { page } = world.climb();
    const run = execution({ ...world.db.ledger, setBack: () => Promise.reject(new Error('the ledger is gone')) });
    world.slack.willFail('chat.postMessage', { status: 429, retryAfter: '1' });
    await run.fails(page);
    expect(await entryOf(page)).toMatchObject({ state: 'sending', doubts: 1, ended: false });

    const later = Object.assign(execution(), { attempt: 1, memory: run.memory, runId: run.runId });
    expect(await later.deliver(page)).toMatchObject({ state: 'sent', recorded: true });
    expect(world.slack.callsOf('conversations.history')).toEqual([]);
  });

  test('an outcome that could not be entered is handed to the workflow', async () => {
    const { page } = world.climb();
    const run = execution({ ...world.db.ledger, complete: () => Promise.reject(new Error('the ledger is gone')) });
    expect(await run.deliver(page)).toMatchObject({ state: 'sent', recorded: false });
    expect(await entryOf(page)).toMatchObject({ state: 'sending' });
  });

  test('the password of the database shows nowhere', async () => {
    const { page } = world.climb();
    const run = lone();
    world.slack.willFail('chat.postMessage', { status: 500 });
    const failure = await run.fails(page);
    expect(JSON.stringify([failure.message, failure.stack, failure.cause, run.memory])).not.toContain('s3cret');
    const silent = consoleChannel('slack', () => undefined);
    const failed = await createActivities({
      store: away.store,
      ledger: away.ledger,
      channels: { slack: silent, email: silent },
    })
      .loadTicket('T-1')
      .catch((error: unknown) => error as Error);
    expect(failed).toMatchObject({ type: 'StoreError', nonRetryable: false });
    expect(JSON.stringify(failed) + String((failed as Error).stack)).not.toContain('s3cret');
  });
});

describe('a cancelled activity', () => {
  test('sends nothing when it has not begun, and leaves the alert pending', async () => {
    const { page } = world.climb();
    await expect(execution().deliver(page, { cancelled: true })).rejects.toThrow(CancelledFailure);
    expect(world.slack.calls).toEqual([]);
    expect(await entryOf(page)).toMatchObject({ state: 'pending', doubts: 0 });
    expect(await execution().deliver(page)).toMatchObject({ state: 'sent' });
  });

  test('finishes a send that is under way', async () => {
    const { page } = world.climb();
    const sending = execution({
      ...world.db.ledger,
      complete: async (record) => {
        sending.cancel();
        return world.db.ledger.complete(record);
      },
    });
    expect(await sending.deliver(page)).toMatchObject({ state: 'sent', recorded: true });
    expect(await entryOf(page)).toMatchObject({ state: 'sent' });
  });
});

test('the limits of one activity fit into its 35 s, with the slowest channel that can be set', () => {
  const { saveMs, turnMs, ledgerMs, findMs, completeMs, attemptMs } = boundsFrom({ sendMs: 12_000 });
  const send = 12_000 + 500 + COLLECTING_MS;
  const [claim, reclaim] = [ledgerMs, ledgerMs];
  expect(saveMs + turnMs + claim + findMs + reclaim + send + completeMs).toBeLessThan(35_000);
  expect(LONGEST_WAIT_FOR_TURN_MS + claim + findMs + reclaim + send + completeMs).toBeLessThan(35_000);
  expect(attemptMs).toBeGreaterThan(claim + send + completeMs);
  expect(COLLECTING_MS).toBeGreaterThan(claim);
});
