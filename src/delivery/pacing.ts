/**
 * Paces a channel inside this process. Each target takes a message at a time; when its turn comes and many alerts wait
 * for it, one digest takes them together. Every alert keeps its own claim and outcome: only the message is shared.
 */
import { DIGEST_SIZE, inOrder } from '../channels/digest.js';
import { SHORTEST_WAIT_MS } from '../channels/failures.js';
import {
  COLLECTING_MS,
  DeliveryError,
  LONGEST_WAIT_FOR_TURN_MS,
  type AlertChannel,
  type DigestChannel,
  type Message,
  type Receipt,
  type Turn,
} from '../channels/port.js';

/** So many go out one by one, where that takes {@link ONE_BY_ONE_MS} at most; more of them make a digest. */
const HANDFUL = 4;
const ONE_BY_ONE_MS = 3_000;
/** The part of the time between two messages for which a target that is free waits for more to come. */
const GATHERING = 0.1;
const LONGEST_GATHERING_MS = 1_000;

/** @param perSecond how many messages a target takes; may be a fraction. */
export function paced(channel: DigestChannel, perSecond: number): AlertChannel {
  const queues = new Map<string, Queue>();
  return {
    ...channel,
    turn(message, signal) {
      const queue = queues.get(message.address) ?? new Queue(channel, 1_000 / perSecond);
      queues.set(message.address, queue);
      return queue.turn(message, signal);
    },
  };
}

interface Waiting {
  message: Message;
  admit(turn: Turn): void;
}

/** The alerts that wait for one target. */
class Queue {
  private waiting: Waiting[] = [];
  private resting = false;
  private gathering = false;
  private restsUntil = 0;
  /** Smaller once the target has refused a digest that a single message might get through. */
  private largest = DIGEST_SIZE;

  constructor(
    private readonly channel: DigestChannel,
    private readonly interval: number,
  ) {}

  async turn(message: Message, signal: AbortSignal): Promise<Turn> {
    if (this.resting && this.rest > LONGEST_WAIT_FOR_TURN_MS) throw this.busy();
    return new Promise((resolve, reject) => {
      const leave = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', giveUp);
        this.waiting = this.waiting.filter((one) => one !== place);
      };
      const giveUp = () => {
        leave();
        reject(this.busy());
      };
      const place: Waiting = {
        message,
        admit(turn) {
          leave();
          resolve(turn);
        },
      };
      const timer = setTimeout(giveUp, LONGEST_WAIT_FOR_TURN_MS);
      signal.addEventListener('abort', giveUp);
      this.waiting.push(place);
      if (signal.aborted) giveUp();
      this.gather();
    });
  }

  private gather(): void {
    if (this.resting || this.gathering || this.waiting.length === 0) return;
    this.gathering = true;
    setTimeout(() => this.admit(), this.gatheringTime);
  }

  private admit(): void {
    this.gathering = false;
    if (this.waiting.length === 0) return;
    this.restFor(this.interval - this.gatheringTime);
    const admitted = this.next();
    const round = new Round(this.channel, admitted.length, (size) => (this.largest = Math.ceil(size / 2)));
    for (const one of admitted) one.admit(round.turn());
  }

  /** The oldest, or as many of the oldest as fit into a digest. */
  private next(): Waiting[] {
    const few = Math.min(HANDFUL, ONE_BY_ONE_MS / this.interval);
    if (this.waiting.length <= few) return this.waiting.slice(0, 1);
    const oldest = this.waiting.slice(0, this.largest);
    return oldest.slice(0, Math.max(1, this.channel.room(oldest.map(({ message }) => message))));
  }

  private restFor(time: number): void {
    this.resting = true;
    this.restsUntil = performance.now() + time;
    setTimeout(() => {
      this.resting = false;
      this.gather();
    }, time).unref();
  }

  private get gatheringTime(): number {
    return Math.min(this.interval * GATHERING, LONGEST_GATHERING_MS);
  }

  /** What is left of it; a clock that was set does not make it longer than it can be. */
  private get rest(): number {
    return Math.min(Math.max(this.restsUntil - performance.now(), 0), this.interval);
  }

  private busy(): DeliveryError {
    const afterMs = Math.max(this.rest, SHORTEST_WAIT_MS);
    return new DeliveryError('others are before it', { kind: 'retry-at', afterMs }, 'no');
  }
}

interface Call {
  message: Message;
  resolve(receipt: Receipt): void;
  reject(error: unknown): void;
}

/** Those whose turn it is together. It is sent as soon as nobody is missing any more, or after {@link COLLECTING_MS}. */
class Round {
  private readonly calls: Call[] = [];
  private readonly deadline: NodeJS.Timeout;
  private closed = false;

  constructor(
    private readonly channel: DigestChannel,
    private missing: number,
    private readonly refused: (size: number) => void,
  ) {
    this.deadline = setTimeout(() => void this.close(), COLLECTING_MS);
  }

  turn(): Turn {
    let present = false;
    const arrive = () => {
      if (present) return;
      present = true;
      if (--this.missing === 0) void this.close();
    };
    return {
      send: (message) => {
        // One that an answer kept waiting for longer than that goes out by itself.
        if (this.closed) return this.channel.send(message);
        return new Promise((resolve, reject) => {
          this.calls.push({ message, resolve, reject });
          arrive();
        });
      },
      end: arrive,
    };
  }

  private async close(): Promise<void> {
    clearTimeout(this.deadline);
    if (this.closed) return;
    this.closed = true;
    if (this.calls.length === 0) return;
    try {
      const receipt = await this.sendAll(inOrder(this.calls.map(({ message }) => message)));
      for (const { resolve } of this.calls) resolve(receipt);
    } catch (error) {
      for (const { reject } of this.calls) reject(error);
    }
  }

  private async sendAll(messages: Message[]): Promise<Receipt> {
    if (messages.length === 1) return this.channel.send(messages[0]!);
    try {
      return await this.channel.sendDigest(messages);
    } catch (error) {
      if (!(error instanceof DeliveryError) || error.reaction.kind !== 'give-up' || !error.reaction.of) throw error;
      this.refused(messages.length);
      throw new DeliveryError(error.message, { kind: 'retry' }, 'no');
    }
  }
}
