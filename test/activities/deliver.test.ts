import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import { CancelledFailure } from '@temporalio/common';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { boundsFrom } from '../../src/delivery/bounds.js';
import { consoleChannel } from '../../src/channels/console/adapter.js';
import { emailChannel } from '../../src/channels/email/adapter.js';
import { createActivities, type Activities } from '../../src/activities/index.js';
import { slackChannel } from '../../src/channels/slack/adapter.js';
import { fixedToken } from '../../src/channels/slack/token.js';
import { COLLECTING_MS, LONGEST_WAIT_FOR_TURN_MS } from '../../src/channels/port.js';
import type { Delivery } from '../../src/domain/alerts/delivery.js';
import { connectStore, type Store } from '../../src/store/mongo.js';
import type { AlertLedger } from '../../src/store/port.js';
import { Execution } from '../support/activity.js';
import { SlackStub } from '../support/slack-stub.js';
import { MailCatcher } from '../support/smtp-server.js';
import { databaseOf, escalated, NINE, writeOf } from '../support/writes.js';
import { mongoClient } from '../support/opened.js';

const database = databaseOf(import.meta.url);
const BOUNDS = boundsFrom();
let db: Store;
let slack: SlackStub;
let smtp: MailCatcher;
let clock = NINE;
let id = 0;

beforeAll(async () => {
  db = connectStore(inject('mongoUri'), { database });
  await db.ensureIndexes();
});
afterAll(async () => {
  await db.close();
  const client = mongoClient(inject('mongoUri'));
  await client.db(database).dropDatabase();
  await client.close();
});
beforeEach(async () => {
  clock = NINE;
  slack = await SlackStub.start();
  smtp = await MailCatcher.start();
});
afterEach(async () => {
  await slack.close();
  await smtp.close();
});

function activitiesWith(ledger: AlertLedger = db.ledger, bounds = {}, sendMs = 10_000): Activities {
  return createActivities({
    store: db.store,
    ledger,
    channels: {
      slack: slackChannel({ token: fixedToken('xoxb-good'), apiUrl: slack.url, sendMs, findMs: 1_500 }),
      email: emailChannel({ smtpUrl: smtp.url, from: 'rung@desk.example.com', sendMs }),
    },
    links: { ticketUrl: 'https://desk.example.com/t/{ticketId}', temporalUiUrl: 'http://localhost:8233/' },
    bounds,
    now: () => clock,
  });
}

const execution = (ledger?: AlertLedger) => new Execution(activitiesWith(ledger), clock);
/** Alerts of a ticket of its own. */
function alerts(): { ticket: ReturnType<typeof escalated>; page: Delivery; mail: Delivery } {
  const ticket = escalated(`D-${++id}`);
  return { ticket, page: { alert: ticket.slack }, mail: { alert: ticket.email } };
}
const entryOf = async ({ alert }: Delivery) =>
  (await db.archive.alerts(alert.transition.ticketId)).find(({ _id }) => _id === alert.key);

describe('an alert', () => {
  test('is sent, entered in the ledger, and never sent again under its key', async () => {
    const { page } = alerts();
    const run = execution();

    const outcome = await run.deliver(page);

    const { ts } = slack.messages[0]!;
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
    clock += 1_000;
    expect(await run.deliver(page)).toEqual(outcome);
    expect(await execution().deliver(page)).toEqual(outcome);
    expect(slack.callsOf('chat.postMessage')).toHaveLength(1);
  });

  test('links to the ticket and to the workflow run that sent it', async () => {
    const { page, mail } = alerts();
    const run = execution();
    await run.deliver(page);
    await execution().deliver(mail);
    const { ticketId } = page.alert.transition;
    const links = JSON.stringify(slack.messages[0]!.blocks.at(-1));
    expect(links).toContain(`<https://desk.example.com/t/${ticketId}|`);
    expect(links).toContain(
      `<http://localhost:8233/namespaces/test/workflows/ticket%2F${ticketId}/${run.runId}/history|`,
    );
    expect(smtp.mails[0]!.parsed.text).toContain(`https://desk.example.com/t/${ticketId}`);
  });

  test('answers in the thread it is given', async () => {
    const { page } = alerts();
    const first = await execution().deliver(page);
    const thread = first.state === 'sent' ? first.thread : '';
    const next = { ...page.alert, key: `${page.alert.key}:later` };
    expect(await execution().deliver({ alert: next, thread })).toMatchObject({ state: 'sent', thread });
    expect(slack.messages[1]!.thread_ts).toBe(thread);
  });
});

describe('a send that failed and was certainly not taken', () => {
  test('waits as long as the provider asks, known as pending, and goes out then', async () => {
    const { page } = alerts();
    const run = execution();
    slack.willFail('chat.postMessage', { status: 429, retryAfter: '7' });

    expect(await run.fails(page)).toMatchObject({ type: 'NotDelivered', nextRetryDelay: 7_000 });

    expect(await entryOf(page)).toMatchObject({ state: 'pending', attempts: 1, lastError: 'Slack: rate limited' });
    clock += 7_000;
    expect(await run.deliver(page)).toMatchObject({ state: 'sent' });
    expect(await entryOf(page)).toMatchObject({ state: 'sent', attempts: 2 });
    expect(slack.callsOf('conversations.history')).toEqual([]);
  });

  test('is tried as often as it takes: an outage costs no page and no duplicate', async () => {
    const { page, mail } = alerts();
    const [paging, mailing] = [execution(), execution()];
    for (const status of [503, 500, 502, 503, 500, 502]) {
      slack.willFail('chat.postMessage', { status });
      smtp.willFail('CONNECT', 'drop');
      expect((await paging.fails(page)).nextRetryDelay).toBeUndefined();
      await mailing.fails(mail);
    }
    expect(await paging.deliver(page)).toMatchObject({ state: 'sent' });
    expect(await mailing.deliver(mail)).toMatchObject({ state: 'sent' });
    expect([slack.messages.length, smtp.mails.length]).toEqual([1, 1]);
  });

  test('is parked while credentials are refused, until somebody mends them', async () => {
    const { page } = alerts();
    const run = execution();
    slack.tokens.clear();
    expect(await run.fails(page)).toMatchObject({ type: 'Suspended', nextRetryDelay: BOUNDS.suspendMs });
    expect(await run.fails(page)).toMatchObject({ type: 'Suspended', nextRetryDelay: BOUNDS.suspendMs });
    slack.tokens.add('xoxb-good');
    expect(await run.deliver(page)).toMatchObject({ state: 'sent' });
  });

  test('is given up when the target can never get it, and stays given up', async () => {
    const { page } = alerts();
    slack.noChannels.add('#tier2-queue');
    const outcome = await execution().deliver(page);
    expect(outcome).toEqual({ state: 'undeliverable', error: 'Slack: channel_not_found', at: NINE, recorded: true });
    slack.noChannels.clear();
    expect(await execution().deliver(page)).toEqual(outcome);
    expect(slack.messages).toEqual([]);
  });

  test('is given up when it could not be sent for too long, but not before it was tried three times', async () => {
    const { page } = alerts();
    const run = execution();
    slack.willFail('chat.postMessage', ...Array.from({ length: 4 }, () => ({ status: 503 })));
    clock += BOUNDS.giveUpMs;
    await run.fails(page);
    await run.fails(page);
    const outcome = await run.deliver(page);
    expect(outcome).toMatchObject({ state: 'undeliverable', error: 'Slack: HTTP 503', recorded: true });
    expect(await entryOf(page)).toMatchObject({ state: 'undeliverable', attempts: 3, lastError: 'Slack: HTTP 503' });
  });

  test('is still tried right before that time', async () => {
    const { page } = alerts();
    const run = execution();
    clock += BOUNDS.giveUpMs - 1;
    slack.willFail('chat.postMessage', ...Array.from({ length: 5 }, () => ({ status: 503 })));
    for (let n = 0; n < 5; n++) await run.fails(page);
    expect(await run.deliver(page)).toMatchObject({ state: 'sent' });
  });

  test('is parked for as long as credentials are refused, also beyond that time', async () => {
    const { page } = alerts();
    const run = execution();
    slack.tokens.clear();
    clock += 2 * BOUNDS.giveUpMs;
    for (let n = 0; n < 5; n++) expect(await run.fails(page)).toMatchObject({ type: 'Suspended' });
  });

  test('tried slowly: known as undeliverable all the while, and sent as soon as the target takes it', async () => {
    const { page } = alerts();
    slack.noChannels.add('#tier2-queue');
    expect(await execution().deliver(page)).toMatchObject({ state: 'undeliverable' });
    const slow = execution();
    const again = { ...page, slowly: true as const };
    for (const attempts of [2, 3]) {
      expect(await slow.fails(again)).toMatchObject({ type: 'Undelivered', nextRetryDelay: BOUNDS.suspendMs });
      expect(await entryOf(page)).toMatchObject({ state: 'undeliverable', attempts });
    }
    slack.noChannels.clear();
    slack.willFail('chat.postMessage', { status: 503 });
    expect(await slow.fails(again)).toMatchObject({ type: 'Undelivered', nextRetryDelay: BOUNDS.suspendMs });
    expect(await slow.deliver(again)).toMatchObject({ state: 'sent' });
    expect(await slow.deliver(again)).toMatchObject({ state: 'sent' });
    expect(slack.messages).toHaveLength(1);
    expect(await entryOf(page)).toMatchObject({ state: 'sent' });
  });

  test('that is superseded in the ledger is not sent any more', async () => {
    const { page } = alerts();
    const outcome = { state: 'superseded', error: 'overtaken', at: NINE, recorded: false } as const;
    await db.ledger.settle({ alert: page.alert, outcome });
    expect(await execution().deliver(page)).toEqual({ ...outcome, recorded: true });
    expect(slack.messages).toEqual([]);
  });

  test('gives the tier’s other channel a notice that says so', async () => {
    const { page, mail } = alerts();
    const insteadOf = { channel: 'slack', address: '#tier2-queue', error: 'Slack: channel_not_found' } as const;
    await execution().deliver({ alert: { ...mail.alert, key: `${page.alert.key}:fallback`, insteadOf } });
    const { text } = smtp.mails[0]!.parsed;
    expect(text).toContain('because slack:#tier2-queue cannot be reached (Slack: channel_not_found)');
    expect(await db.archive.alerts(page.alert.transition.ticketId)).toMatchObject([
      { _id: `${page.alert.key}:fallback`, channel: 'email', target: 'tier2@example.com', state: 'sent' },
    ]);
  });
});

describe('a send whose answer was lost', () => {
  test('is looked up and found: one message', async () => {
    const { page } = alerts();
    const run = execution();
    slack.willFail('chat.postMessage', { reset: true, taken: true });
    await run.fails(page);
    expect(await entryOf(page)).toMatchObject({ state: 'sending', attempts: 1, doubts: 1 });

    expect(await run.deliver(page)).toMatchObject({ state: 'sent', providerId: slack.messages[0]!.ts, recorded: true });

    expect(slack.callsOf('chat.postMessage')).toHaveLength(1);
    expect(await entryOf(page)).toMatchObject({ state: 'sent', providerId: slack.messages[0]!.ts });
  });

  test('is looked up, not found, and sent once more', async () => {
    const { page } = alerts();
    const run = execution();
    slack.willFail('chat.postMessage', { reset: true });
    await run.fails(page);
    expect(await run.deliver(page)).toMatchObject({ state: 'sent' });
    expect(slack.messages).toHaveLength(1);
  });

  test('twice, and not there even long after, was not taken: it is sent again', async () => {
    const { page } = alerts();
    const run = execution();
    slack.willFail('chat.postMessage', { reset: true }, { reset: true }, { reset: true });
    await run.fails(page);
    await run.fails(page);
    expect(await run.fails(page)).toMatchObject({ nextRetryDelay: BOUNDS.attemptMs });
    expect(slack.callsOf('chat.postMessage')).toHaveLength(2);
    clock += BOUNDS.attemptMs;
    await run.fails(page);
    expect(await entryOf(page)).toMatchObject({ state: 'sending', attempts: 3, doubts: 1 });
    expect(await run.deliver(page)).toMatchObject({ state: 'sent' });
    expect(slack.messages).toHaveLength(1);
  });

  test('twice, and turning up late, is not sent a third time', async () => {
    const { page } = alerts();
    const run = execution();
    slack.willFail('chat.postMessage', { reset: true }, { reset: true, taken: true });
    await run.fails(page);
    await run.fails(page);
    const [late] = slack.messages.splice(0);
    await run.fails(page);
    slack.messages.push(late!);
    clock += BOUNDS.attemptMs;
    expect(await run.deliver(page)).toMatchObject({ state: 'sent', providerId: late!.ts });
    expect(slack.callsOf('chat.postMessage')).toHaveLength(2);
  });

  test('the second time is still found when the look-up says so', async () => {
    const { page } = alerts();
    const run = execution();
    slack.willFail('chat.postMessage', { reset: true }, { reset: true, taken: true });
    await run.fails(page);
    await run.fails(page);
    expect(await run.deliver(page)).toMatchObject({ state: 'sent' });
  });

  test('waits for an answer to the look-up rather than risk a duplicate', async () => {
    const { page } = alerts();
    const run = execution();
    await execution().deliver(alerts().page); // the channel's id is known from now on
    slack.willFail('chat.postMessage', { reset: true, taken: true });
    await run.fails(page);
    slack.willFail('conversations.list', { status: 503 }, { status: 429, retryAfter: '9' }, { hang: true });
    for (const nextRetryDelay of [undefined, 9_000, undefined]) {
      expect((await run.fails(page)).nextRetryDelay).toBe(nextRetryDelay);
    }
    expect(await run.deliver(page)).toMatchObject({ state: 'sent' });
    expect(slack.callsOf('chat.postMessage')).toHaveLength(2);
  });

  test('is sent once more when look-ups have not worked for minutes; after that only a look-up can help', async () => {
    const { page } = alerts();
    const run = execution();
    slack.willFail('chat.postMessage', { reset: true }, { reset: true, taken: true });
    await run.fails(page);
    slack.willFail('conversations.list', ...Array.from({ length: 4 }, () => ({ status: 503 })));
    await run.fails(page);
    expect(slack.callsOf('chat.postMessage')).toHaveLength(1);
    clock += BOUNDS.lookUpMs + 1;
    await run.fails(page);
    expect(slack.callsOf('chat.postMessage')).toHaveLength(2);
    clock += BOUNDS.lookUpMs + 1;
    await run.fails(page);
    await run.fails(page);
    expect(await run.deliver(page)).toMatchObject({ state: 'sent' });
    expect(slack.callsOf('chat.postMessage')).toHaveLength(2);
  });

  test('is sent once more where nothing may be looked up, and never a third time', async () => {
    const { page } = alerts();
    const run = execution();
    slack.missingMethods.add('conversations.history').add('conversations.list');
    slack.willFail('chat.postMessage', { reset: true, taken: true }, { reset: true, taken: true });
    await run.fails(page);
    await run.fails(page);
    expect(await run.deliver(page)).toMatchObject({ state: 'unconfirmed' });
    expect(slack.messages).toHaveLength(2);
  });

  test('an answer of "internal error" is looked up before the next send', async () => {
    const { page } = alerts();
    const run = execution();
    slack.willFail('chat.postMessage', { taken: true, status: 500 });
    await run.fails(page);
    expect(await run.deliver(page)).toMatchObject({ state: 'sent' });
    expect(slack.messages).toHaveLength(1);
  });

  test('of a mail: the same Message-ID once more, then unconfirmed', async () => {
    const { mail } = alerts();
    const run = execution();
    smtp.willFail('DATA', 'drop', true).willFail('DATA', 'drop', true);
    await run.fails(mail);
    expect(await run.deliver(mail)).toMatchObject({ state: 'unconfirmed', recorded: true });
    expect(new Set(smtp.mails.map(({ parsed }) => parsed.messageId)).size).toBe(1);
    expect(smtp.mails).toHaveLength(2);
    expect(await execution().deliver(mail)).toMatchObject({ state: 'unconfirmed' });
  });

  test('of a mail, while failures that prove nothing was sent do not count', async () => {
    const { mail } = alerts();
    const run = execution();
    smtp.willFail('DATA', 'drop');
    await run.fails(mail);
    for (let i = 0; i < 3; i++) {
      smtp.willFail('RCPT', 450);
      await run.fails(mail);
    }
    expect(await entryOf(mail)).toMatchObject({ state: 'sending', doubts: 1, attempts: 4 });
    expect(await run.deliver(mail)).toMatchObject({ state: 'sent' });
    expect(smtp.mails).toHaveLength(1);
  });
});

describe('an attempt that was never heard of again', () => {
  /** The entry that a worker leaves which dies in the middle of a send. */
  const abandoned = ({ alert }: Delivery) => db.ledger.claim(alert, { by: 'another-run/1#1', at: clock, doubts: 1 });

  test('may still be under way: nobody sends until its time is over', async () => {
    const { page } = alerts();
    await abandoned(page);
    clock += 4_000;
    const run = execution();
    expect(await run.fails(page)).toMatchObject({ nextRetryDelay: BOUNDS.attemptMs - 4_000 });
    expect(slack.calls).toEqual([]);

    clock += BOUNDS.attemptMs;
    expect(await run.deliver(page)).toMatchObject({ state: 'sent' });
    expect(slack.callsOf('conversations.history')).toHaveLength(1);
    expect(slack.messages).toHaveLength(1);
  });

  test('has sent it after all: its late entry stands and nothing is sent', async () => {
    const { page } = alerts();
    await abandoned(page);
    const outcome = { state: 'sent', providerId: '9.9', thread: '9.9', at: clock, recorded: true } as const;
    await db.ledger.settle({ alert: page.alert, outcome });
    expect(await execution().deliver(page)).toEqual(outcome);
    expect(slack.calls).toEqual([]);
  });

  test('of this same execution is no different', async () => {
    const { page } = alerts();
    const run = execution();
    const hanging = new Execution(activitiesWith(db.ledger, {}, 1_000));
    slack.willFail('chat.postMessage', { hang: true, taken: true });
    const lost = hanging.deliver(page).catch(() => undefined);
    while (slack.messages.length === 0) await new Promise((resolve) => setImmediate(resolve));
    Object.assign(run, { attempt: 1, memory: hanging.memory, runId: hanging.runId });
    expect((await run.fails(page)).nextRetryDelay).toBeGreaterThan(0);
    await lost;
    clock += BOUNDS.attemptMs;
    expect(await run.deliver(page)).toMatchObject({ state: 'sent' });
    expect(slack.messages).toHaveLength(1);
  });

  test('is taken over by one successor only', async () => {
    const { page } = alerts();
    await abandoned(page);
    clock += BOUNDS.attemptMs;
    const late = execution({
      ...db.ledger,
      reclaim: async (seen, claim) => {
        await db.ledger.reclaim(seen, { ...claim, by: 'a-quicker-one/1#1' });
        return db.ledger.reclaim(seen, claim);
      },
    });
    expect(await late.fails(page)).toMatchObject({ nextRetryDelay: 1_000 });
    expect(slack.messages).toEqual([]);
    expect(await entryOf(page)).toMatchObject({ state: 'sending', attempts: 2, claimedBy: 'a-quicker-one/1#1' });
  });

  test('comes back as a zombie and changes nothing any more', async () => {
    const { page } = alerts();
    await abandoned(page);
    clock += BOUNDS.attemptMs;
    await execution().deliver(page);
    await db.ledger.setBack(page.alert.key, 'another-run/1#1', {
      state: 'pending',
      doubts: 0,
      suspect: false,
      error: 'late',
      at: clock,
    });
    const outcome = { state: 'undeliverable', error: 'late', at: clock, recorded: false } as const;
    await db.ledger.settle({ alert: page.alert, outcome });
    expect(await entryOf(page)).toMatchObject({ state: 'sent', lastError: null });
  });

  test('two at once send one message', async () => {
    const { page } = alerts();
    const results = await Promise.allSettled([1, 2, 3, 4, 5].map(() => execution().deliver(page)));
    expect(slack.messages).toHaveLength(1);
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
    away = connectStore(`mongodb://rung:s3cret@127.0.0.1:${port}/desk`, { callMs: 5_000 });
  });
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    frozen.close();
    await away.close();
  });
  const lone = () => new Execution(activitiesWith(away.ledger, { ledgerMs: 60, settleMs: 60 }));

  test('the page goes out, and is entered with the next write of the ticket', async () => {
    const { page, ticket } = alerts();
    const outcome = await lone().deliver(page);
    expect(outcome).toMatchObject({ state: 'sent', recorded: false });
    expect(slack.messages).toHaveLength(1);

    await db.store.save({ ...writeOf(ticket), alerts: [{ alert: page.alert, outcome }] });
    expect(await execution().deliver(page)).toMatchObject({ state: 'sent', providerId: slack.messages[0]!.ts });
    expect(slack.messages).toHaveLength(1);
  });

  test('heartbeats remember a lost answer: looked up, one message', async () => {
    const { page } = alerts();
    const run = lone();
    slack.willFail('chat.postMessage', { reset: true, taken: true });
    await run.fails(page);
    expect(await run.deliver(page)).toMatchObject({ state: 'sent', recorded: false });
    expect(slack.messages).toHaveLength(1);
  });

  test('heartbeats speak before the send: whoever is cut off in the middle of it leaves a trace', async () => {
    const { page } = alerts();
    const cutOff = new Execution(activitiesWith(away.ledger, { ledgerMs: 60, settleMs: 60 }, 1_000));
    slack.willFail('chat.postMessage', { hang: true, taken: true });
    const attempt = cutOff.deliver(page).catch(() => undefined);
    while (slack.messages.length === 0) await new Promise((resolve) => setImmediate(resolve));
    const next = Object.assign(lone(), { attempt: 1, memory: cutOff.memory, runId: cutOff.runId });
    expect(await next.fails(page)).toMatchObject({ nextRetryDelay: BOUNDS.attemptMs });
    await attempt;
    expect(slack.messages).toHaveLength(1);
  });

  test('a ledger that answers again counts the sends it did not see', async () => {
    const { mail } = alerts();
    const run = lone();
    smtp.willFail('DATA', 'drop', true).willFail('DATA', 'drop', true);
    await run.fails(mail);
    const claims: number[] = [];
    const claim: AlertLedger['claim'] = (alert, mine) => {
      claims.push(mine.doubts);
      return db.ledger.claim(alert, mine);
    };
    const back = Object.assign(execution({ ...db.ledger, claim }), {
      attempt: 1,
      memory: run.memory,
      runId: run.runId,
    });
    expect(await back.deliver(mail)).toMatchObject({ state: 'unconfirmed', recorded: true });
    expect(claims).toEqual([2]);
  });

  test('a ledger that goes away between two questions holds nothing up', async () => {
    const { page } = alerts();
    slack.willFail('chat.postMessage', { status: 503 });
    await execution().fails(page);
    const run = execution({ ...db.ledger, reclaim: () => Promise.reject(new Error('the ledger is gone')) });
    expect(await run.deliver(page)).toMatchObject({ state: 'sent', recorded: true });
    expect(slack.messages).toHaveLength(1);
  });

  test('an outcome is entered when the ledger has come back by then', async () => {
    const { page } = alerts();
    const run = execution({ ...db.ledger, claim: () => Promise.reject(new Error('the ledger is gone')) });
    expect(await run.deliver(page)).toMatchObject({ state: 'sent', recorded: true });
    expect(await entryOf(page)).toMatchObject({ state: 'sent', attempts: 1 });
  });

  test('heartbeats remember how often: unconfirmed after two', async () => {
    const { mail } = alerts();
    const run = lone();
    smtp.willFail('DATA', 'drop', true).willFail('DATA', 'drop', true);
    await run.fails(mail);
    expect(await run.deliver(mail)).toMatchObject({ state: 'unconfirmed', recorded: false });
    expect(smtp.mails).toHaveLength(2);
  });

  test('heartbeats remember an attempt that was cut off', async () => {
    const { page } = alerts();
    const run = lone();
    run.memory = { execution: `${run.runId}/1`, attempt: 1, at: clock, ended: false, doubts: 1, suspect: false };
    run.attempt = 1;
    expect(await run.fails(page)).toMatchObject({ nextRetryDelay: BOUNDS.attemptMs });
    clock += BOUNDS.attemptMs;
    slack.missingMethods.add('conversations.list').add('conversations.history');
    expect(await run.deliver(page)).toMatchObject({ state: 'sent' });
  });

  test('a memory of another execution is not mine', async () => {
    const { page } = alerts();
    const run = lone();
    run.memory = { execution: 'other/1', attempt: 1, at: clock, ended: false, doubts: 2, suspect: false };
    expect(await run.deliver(page)).toMatchObject({ state: 'sent' });
  });

  test('a ledger that comes back is told what it missed', async () => {
    const { page } = alerts();
    const run = execution({ ...db.ledger, setBack: () => Promise.reject(new Error('the ledger is gone')) });
    slack.willFail('chat.postMessage', { status: 429, retryAfter: '1' });
    await run.fails(page);
    expect(await entryOf(page)).toMatchObject({ state: 'sending', doubts: 1, ended: false });

    const later = Object.assign(execution(), { attempt: 1, memory: run.memory, runId: run.runId });
    expect(await later.deliver(page)).toMatchObject({ state: 'sent', recorded: true });
    expect(slack.callsOf('conversations.history')).toEqual([]);
  });

  test('an outcome that could not be entered is handed to the workflow', async () => {
    const { page } = alerts();
    const run = execution({ ...db.ledger, settle: () => Promise.reject(new Error('the ledger is gone')) });
    expect(await run.deliver(page)).toMatchObject({ state: 'sent', recorded: false });
    expect(await entryOf(page)).toMatchObject({ state: 'sending' });
  });

  test('the password of the database shows nowhere', async () => {
    const { page } = alerts();
    const run = lone();
    slack.willFail('chat.postMessage', { status: 500 });
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
    const { page } = alerts();
    await expect(execution().deliver(page, { cancelled: true })).rejects.toThrow(CancelledFailure);
    expect(slack.calls).toEqual([]);
    expect(await entryOf(page)).toMatchObject({ state: 'pending', doubts: 0 });
    expect(await execution().deliver(page)).toMatchObject({ state: 'sent' });
  });

  test('finishes a send that is under way', async () => {
    const { page } = alerts();
    const sending = execution({
      ...db.ledger,
      settle: async (record) => {
        sending.cancel();
        return db.ledger.settle(record);
      },
    });
    expect(await sending.deliver(page)).toMatchObject({ state: 'sent', recorded: true });
    expect(await entryOf(page)).toMatchObject({ state: 'sent' });
  });
});

test('the limits of one activity fit into its 35 s, with the slowest channel that can be set', () => {
  const { saveMs, turnMs, ledgerMs, findMs, settleMs, attemptMs } = boundsFrom({ sendMs: 12_000 });
  const send = 12_000 + 500 + COLLECTING_MS;
  const [claim, reclaim] = [ledgerMs, ledgerMs];
  expect(saveMs + turnMs + claim + findMs + reclaim + send + settleMs).toBeLessThan(35_000);
  expect(LONGEST_WAIT_FOR_TURN_MS + claim + findMs + reclaim + send + settleMs).toBeLessThan(35_000);
  expect(attemptMs).toBeGreaterThan(claim + send + settleMs);
  expect(COLLECTING_MS).toBeGreaterThan(claim);
});
