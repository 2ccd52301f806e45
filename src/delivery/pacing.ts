/**
 * Paces a channel inside this process. Each target takes a message at a time (limiter.ts); when its turn comes and many alerts wait for
 * it, one digest takes them together (batcher.ts). Every alert keeps its own claim and outcome: only the message is shared.
 */
import { SHORTEST_WAIT_MS } from '../channels/failures.js';
import {
  DeliveryError,
  LONGEST_WAIT_FOR_TURN_MS,
  type AlertChannel,
  type DigestChannel,
  type Message,
  type Turn,
} from '../channels/port.js';
import { Batcher } from './batcher.js';
import { Limiter } from './limiter.js';

/** So many go out one by one, where that takes {@link ONE_BY_ONE_MS} at most; more of them make a digest. */
const HANDFUL = 4;
const ONE_BY_ONE_MS = 3_000;
/** The part of the time between two messages for which a target that is free waits for more to come. */
const GATHERING = 0.1;
/** The same for all targets that take a message a second or more: the alerts of one errand get their turns, and are claimed, together. */
const SHORTEST_GATHERING_MS = 100;
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
  private isAdmitting = false;
  private readonly limiter: Limiter;
  private readonly batcher: Batcher;
  private readonly gatheringMs: number;

  constructor(channel: DigestChannel, intervalMs: number) {
    this.limiter = new Limiter(intervalMs);
    this.batcher = new Batcher(channel, Math.min(HANDFUL, ONE_BY_ONE_MS / intervalMs));
    this.gatheringMs = Math.min(Math.max(intervalMs * GATHERING, SHORTEST_GATHERING_MS), LONGEST_GATHERING_MS);
  }

  async turn(message: Message, signal: AbortSignal): Promise<Turn> {
    if (this.comeBackMs > LONGEST_WAIT_FOR_TURN_MS) throw this.busy();
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
      this.admitSoon(this.gatheringMs);
    });
  }

  /** @param afterMs as soon as the target is free, but not before others had that time to come. Default: 0, those that wait have waited */
  private admitSoon(afterMs = 0): void {
    if (this.isAdmitting || this.waiting.length === 0) return;
    this.isAdmitting = true;
    setTimeout(() => this.admit(), Math.max(this.limiter.restMs, afterMs));
  }

  private admit(): void {
    this.isAdmitting = false;
    if (this.waiting.length === 0) return;
    this.limiter.take();
    const admitted = this.waiting.slice(0, this.batcher.fitting(this.waiting.map(({ message }) => message)));
    const batch = this.batcher.begin(admitted.length);
    for (const one of admitted) one.admit(batch.turn());
    this.admitSoon();
  }

  /** When somebody who comes back meets a target that is free. */
  private get comeBackMs(): number {
    return Math.max(this.limiter.restMs - this.gatheringMs, 0);
  }

  private busy(): DeliveryError {
    const afterMs = Math.max(this.comeBackMs, SHORTEST_WAIT_MS);
    return new DeliveryError('others are before it', { kind: 'retry-at', afterMs }, 'no');
  }
}
