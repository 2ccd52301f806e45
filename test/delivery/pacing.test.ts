/** When an alert's turn comes, and with whom: in virtual time. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { alertContent } from '../../src/channels/message.js';
import { DIGEST_SIZE } from '../../src/channels/digest.js';
import { paced } from '../../src/delivery/pacing.js';
import {
  COLLECTING_MS,
  DeliveryError,
  LONGEST_WAIT_FOR_TURN_MS,
  type AlertChannel,
  type DigestChannel,
  type Message,
  type Receipt,
} from '../../src/channels/port.js';
import { escalated, NINE } from '../support/writes.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Takes whatever comes and keeps what it was: the keys of each message, and when. */
class Recorder implements DigestChannel {
  readonly sent: string[][] = [];
  readonly times: number[] = [];
  room = (messages: readonly Message[]) => messages.length;
  trouble: (keys: string[]) => DeliveryError | undefined = () => undefined;
  private readonly start = Date.now();

  send = (message: Message) => this.take([message]);
  sendDigest = (messages: readonly Message[]) => this.take(messages);

  get all(): string[] {
    return this.sent.flat();
  }

  private take(messages: readonly Message[]): Promise<Receipt> {
    const keys = messages.map(({ key }) => key);
    const trouble = this.trouble(keys);
    if (trouble) return Promise.reject(trouble);
    this.sent.push(keys);
    this.times.push(Date.now() - this.start);
    return Promise.resolve({ providerId: `m${this.sent.length}` });
  }
}

const numbered = (count: number, first = 1) => Array.from({ length: count }, (_, i) => `k${first + i}`);

function message(key: string, address = '#a'): Message {
  const { slack } = escalated();
  return { key, ticketId: 'T-1', seq: 1, address, content: alertContent(slack, {}, NINE + Number(key.slice(1))) };
}

/** Each at a time of its own, in the order of the keys. */
function at(key: string): Message {
  const told = message(key);
  return { ...told, content: { ...told.content, brief: { ...told.content.brief, at: Number(key.slice(1)) } } };
}

const never = () => new AbortController().signal;

/** Waits for its turn and sends; like the activity, but without a ledger. */
async function deliver(channel: AlertChannel, told: Message, signal = never()): Promise<Receipt> {
  const turn = await channel.turn!(told, signal);
  try {
    return await turn.send(told);
  } finally {
    turn.end();
  }
}

const outcome = (call: Promise<Receipt>) =>
  call.then(
    ({ providerId }) => providerId,
    (error: DeliveryError) => error.reaction,
  );

/** As the server does it: what was told to come back comes back then. */
async function persistently(channel: AlertChannel, told: Message): Promise<void> {
  for (;;) {
    try {
      return void (await deliver(channel, told));
    } catch (error) {
      const { reaction } = error as DeliveryError;
      const pause = reaction.kind === 'retry-at' ? reaction.afterMs : 2_000;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}

describe('few alerts', () => {
  test('go out one by one, each in its turn', async () => {
    const recorder = new Recorder();
    const channel = paced(recorder, 1);
    const calls = numbered(3).map((key) => outcome(deliver(channel, at(key))));
    await vi.runAllTimersAsync();
    expect(recorder.sent).toEqual([['k1'], ['k2'], ['k3']]);
    expect(recorder.times).toEqual([100, 1_100, 2_100]);
    expect(await Promise.all(calls)).toEqual(['m1', 'm2', 'm3']);
  });

  test('do not wait for those to another target', async () => {
    const recorder = new Recorder();
    const channel = paced(recorder, 1);
    const calls = ['#a', '#b', '#c'].map((address, i) => deliver(channel, message(`k${i}`, address)));
    await vi.advanceTimersByTimeAsync(100);
    await Promise.all(calls);
    expect(recorder.times).toEqual([100, 100, 100]);
  });

  test('of a target that has rested go out after the time in which more might come', async () => {
    const recorder = new Recorder();
    const channel = paced(recorder, 10);
    for (const key of numbered(2)) {
      const call = deliver(channel, at(key));
      await vi.advanceTimersByTimeAsync(100);
      await call;
      await vi.advanceTimersByTimeAsync(500);
    }
    expect(recorder.times).toEqual([100, 700]);
  });

  test('of a target that takes many a second go out at its pace once they wait', async () => {
    const recorder = new Recorder();
    const channel = paced(recorder, 50);
    const calls = Promise.all(numbered(3).map((key) => deliver(channel, at(key))));
    await vi.runAllTimersAsync();
    await calls;
    expect(recorder.times).toEqual([100, 120, 140]);
  });
});

describe('many alerts', () => {
  test('go out as one digest, oldest first, each with its receipt', async () => {
    const recorder = new Recorder();
    const channel = paced(recorder, 1);
    const keys = ['k3', 'k1', 'k5', 'k2', 'k4'];
    const calls = keys.map((key) => outcome(deliver(channel, at(key))));
    await vi.runAllTimersAsync();
    expect(recorder.sent).toEqual([['k1', 'k2', 'k3', 'k4', 'k5']]);
    expect(await Promise.all(calls)).toEqual(Array<string>(5).fill('m1'));
  });

  test('are a digest as soon as they cannot go one by one in time', async () => {
    for (const [perSecond, few] of [
      [1, 3],
      [10, 4],
      [0.5, 1],
    ] as const) {
      for (const [count, messages] of [
        [few, few],
        [few + 1, 1],
      ] as const) {
        const recorder = new Recorder();
        const channel = paced(recorder, perSecond);
        const calls = Promise.all(numbered(count).map((key) => deliver(channel, at(key))));
        await vi.runAllTimersAsync();
        await calls;
        expect([perSecond, count, recorder.sent.length]).toEqual([perSecond, count, messages]);
      }
    }
  });

  test('of a storm are out in half a minute, nobody missing, nobody twice, one message a second', async () => {
    const recorder = new Recorder();
    const channel = paced(recorder, 1);
    const keys = numbered(1_000);
    // The worker takes on 120 at once; the server holds the rest back.
    const [waiting, workers] = [[...keys], 120];
    const done = Array.from({ length: workers }, async () => {
      for (let key = waiting.shift(); key; key = waiting.shift()) await persistently(channel, at(key));
    });
    await vi.advanceTimersByTimeAsync(30_000);
    await Promise.all(done);
    expect(recorder.all.toSorted()).toEqual(keys.toSorted());
    expect(recorder.sent.length).toBeLessThanOrEqual(30);
    for (const [i, time] of recorder.times.entries()) if (i > 0) expect(time - recorder.times[i - 1]!).toBe(1_000);
  });

  test('of a storm get through to a target that takes a message every 20 s', async () => {
    const recorder = new Recorder();
    const channel = paced(recorder, 0.05);
    const done = Promise.all(numbered(100).map((key) => persistently(channel, at(key))));
    await vi.advanceTimersByTimeAsync(61_000);
    await done;
    expect(recorder.sent.map(({ length }) => length)).toEqual([DIGEST_SIZE, DIGEST_SIZE, 20]);
  });

  test('are no more than the channel has room for', async () => {
    const recorder = new Recorder();
    recorder.room = () => 7;
    const channel = paced(recorder, 1);
    const done = Promise.all(numbered(21).map((key) => deliver(channel, at(key))));
    await vi.runAllTimersAsync();
    await done;
    expect(recorder.sent.map(({ length }) => length)).toEqual([7, 7, 7]);
  });
});

describe('a digest that fails', () => {
  test('fails for each of its alerts in the same way', async () => {
    const recorder = new Recorder();
    recorder.trouble = () => new DeliveryError('Slack: rate limited', { kind: 'retry-at', afterMs: 7_000 }, 'no');
    const channel = paced(recorder, 1);
    const calls = numbered(6).map((key) => outcome(deliver(channel, at(key))));
    await vi.runAllTimersAsync();
    expect(await Promise.all(calls)).toEqual(Array(6).fill({ kind: 'retry-at', afterMs: 7_000 }));
  });

  test('for good is the end of its alerts when the target is to blame', async () => {
    const recorder = new Recorder();
    recorder.trouble = () => new DeliveryError('Slack: is_archived', { kind: 'give-up' }, 'no');
    const channel = paced(recorder, 1);
    const calls = numbered(6).map((key) => outcome(deliver(channel, at(key))));
    await vi.runAllTimersAsync();
    expect(await Promise.all(calls)).toEqual(Array(6).fill({ kind: 'give-up' }));
  });

  test('because of what it says is tried again in halves, until only the culprit is left', async () => {
    const recorder = new Recorder();
    const refusal = new DeliveryError('Slack: invalid_blocks', { kind: 'give-up', of: 'message' }, 'no');
    recorder.trouble = (keys) => (keys.includes('k9') ? refusal : undefined);
    const channel = paced(recorder, 1);
    const lost: string[] = [];
    const done = numbered(16).map(async (key) => {
      for (let tries = 0; tries < 20; tries++) {
        const result = await outcome(deliver(channel, at(key)));
        if (typeof result === 'string') return;
        if (result.kind === 'give-up') return void lost.push(key);
      }
    });
    await vi.runAllTimersAsync();
    await Promise.all(done);
    expect(lost).toEqual(['k9']);
    expect(recorder.all.toSorted()).toEqual(
      numbered(16)
        .filter((key) => key !== 'k9')
        .toSorted(),
    );
  });
});

describe('a digest', () => {
  const turns = (channel: AlertChannel, count: number) =>
    Promise.all(numbered(count).map((key) => channel.turn!(at(key), never())));

  test('goes out as soon as nobody is missing: who has nothing to send says so', async () => {
    const recorder = new Recorder();
    const pending = turns(paced(recorder, 1), 6);
    await vi.advanceTimersByTimeAsync(100);
    const [first, second, ...others] = await pending;
    const sends = [first!.send(at('k1')), second!.send(at('k2'))];
    await vi.advanceTimersByTimeAsync(50);
    expect(recorder.sent).toEqual([]);
    for (const turn of others) turn.end();
    await Promise.all(sends);
    expect(recorder.sent).toEqual([['k1', 'k2']]);
    expect(recorder.times).toEqual([150]);
  });

  test('does not wait for ever: who comes later goes out alone', async () => {
    const recorder = new Recorder();
    const pending = turns(paced(recorder, 1), 6);
    await vi.advanceTimersByTimeAsync(100);
    const [late, ...others] = await pending;
    const sends = others.map((turn, i) => turn.send(at(`k${i + 2}`)));
    await vi.advanceTimersByTimeAsync(COLLECTING_MS);
    await Promise.all(sends);
    await late!.send(at('k1'));
    expect(recorder.sent).toEqual([['k2', 'k3', 'k4', 'k5', 'k6'], ['k1']]);
  });

  test('of which one alert is left is an ordinary message', async () => {
    const recorder = new Recorder();
    recorder.sendDigest = () => Promise.reject(new Error('a digest of one'));
    const pending = turns(paced(recorder, 1), 6);
    await vi.advanceTimersByTimeAsync(100);
    const [only, ...others] = await pending;
    for (const turn of others) turn.end();
    expect(await only!.send(at('k1'))).toEqual({ providerId: 'm1' });
  });

  test('of which nothing is left is none', async () => {
    const recorder = new Recorder();
    const pending = turns(paced(recorder, 1), 6);
    await vi.advanceTimersByTimeAsync(100);
    for (const turn of await pending) turn.end();
    await vi.runAllTimersAsync();
    expect(recorder.sent).toEqual([]);
  });
});

describe('a wait for a turn', () => {
  test('is bounded: who did not get it comes back when the target is free', async () => {
    const recorder = new Recorder();
    recorder.room = () => 1; // so that they do not go together
    const channel = paced(recorder, 0.4);
    const calls = numbered(3).map((key) => outcome(deliver(channel, at(key))));
    await vi.advanceTimersByTimeAsync(LONGEST_WAIT_FOR_TURN_MS);
    expect(await Promise.all(calls)).toEqual(['m1', 'm2', { kind: 'retry-at', afterMs: expect.closeTo(1_600, -1) }]);
  });

  test('is not begun when it would be too long', async () => {
    const recorder = new Recorder();
    const channel = paced(recorder, 0.1);
    const first = deliver(channel, at('k1'));
    await vi.advanceTimersByTimeAsync(1_000);
    await first;
    expect(await outcome(deliver(channel, at('k2')))).toEqual({ kind: 'retry-at', afterMs: 9_000 });
  });

  test('ends when the activity is cancelled, and nothing is sent', async () => {
    const recorder = new Recorder();
    const channel = paced(recorder, 1);
    const cancelled = new AbortController();
    const gone = outcome(deliver(channel, at('k1'), cancelled.signal));
    const other = deliver(channel, at('k2'));
    cancelled.abort();
    expect(await gone).toMatchObject({ kind: 'retry-at' });
    const late = outcome(deliver(channel, at('k3'), cancelled.signal));
    await vi.runAllTimersAsync();
    expect(await late).toMatchObject({ kind: 'retry-at' });
    await other;
    expect(recorder.sent).toEqual([['k2']]);
  });
});
