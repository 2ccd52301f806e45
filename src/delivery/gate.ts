/** The gate of a channel in this process: what is slow, refused or crowded holds nothing else up. */
import type { ApplicationFailure } from '@temporalio/common';
import type { Instant } from '../domain/rules/policy.js';
import { afterSend, CLOSED, isAsked, letThrough, openFor, type Breaker, type SendEnd } from './breaker.js';
import { DeliveryError } from '../channels/port.js';
import { tryAgain } from './retry.js';

/** A send that takes longer counts as a failed one. */
export const SLOW_MS = 3_000;

export class Gate {
  private breaker: Breaker = CLOSED;
  private inside = 0;
  private readonly watched = new WeakSet<Promise<unknown>>();

  /** @param most how many errands may wait or send in the channel at once */
  constructor(
    private readonly most: number,
    private readonly now: () => Instant,
  ) {}

  /**
   * Lets an errand's alert in. Returns what it calls when it is through.
   * @throws ApplicationFailure when the channel is slow, refused or full
   */
  enter(): () => void {
    const { breaker } = this;
    if (breaker.state === 'open' && openFor(breaker, this.now()) > 0)
      throw tryAgain(`the channel waits: ${breaker.why}`);
    if (this.inside >= this.most) throw tryAgain(`${this.inside} are before it in the channel`);
    this.breaker = letThrough(breaker, this.now());
    this.inside++;
    let left = false;
    return () => {
      if (!left) this.inside--;
      left = true;
    };
  }

  /** Why nobody at all may send now: the provider has asked for a pause. Undefined: it has not. Other trouble is what trials are for. */
  get pause(): ApplicationFailure | undefined {
    const { breaker } = this;
    if (!isAsked(breaker, this.now())) return undefined;
    return tryAgain(`the channel waits: ${breaker.why}`, openFor(breaker, this.now()));
  }

  /**
   * Remembers how the channel does with a message. Alerts in one digest bring the same promise: it counts as the one message that it is.
   * @param slowMs default: {@link SLOW_MS}
   */
  watch<T>(sending: Promise<T>, slowMs = SLOW_MS): Promise<T> {
    if (this.watched.has(sending)) return sending;
    this.watched.add(sending);
    return this.observed(sending, slowMs);
  }

  private async observed<T>(sending: Promise<T>, slowMs: number): Promise<T> {
    let slow = false;
    const timer = setTimeout(() => {
      slow = true;
      this.note({ kind: 'bad', why: `no answer within ${slowMs} ms` });
    }, slowMs);
    try {
      const receipt = await sending;
      if (!slow) this.note({ kind: 'good' });
      return receipt;
    } catch (error) {
      const end = endOf(error);
      if (!slow || end.kind === 'asked' || end.kind === 'refused') this.note(end);
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  private note(end: SendEnd): void {
    this.breaker = afterSend(this.breaker, end, this.now());
  }
}

function endOf(error: unknown): SendEnd {
  const why = (error as Error).message;
  if (!(error instanceof DeliveryError)) return { kind: 'bad', why };
  const { reaction } = error;
  switch (reaction.kind) {
    case 'retry-at':
      return { kind: 'asked', why, afterMs: reaction.afterMs };
    case 'suspend':
      return { kind: 'refused', why };
    case 'give-up': // an answer, and about this target alone
      return { kind: 'good' };
    case 'retry':
      return { kind: 'bad', why };
  }
}
