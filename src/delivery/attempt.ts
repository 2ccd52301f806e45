/** One attempt at an alert: at most one message more than asked for, and none lost, whatever fails on the way. */
import { cancellationSignal, log } from '@temporalio/activity';
import { CancelledFailure, type ApplicationFailure } from '@temporalio/common';
import type { Addressed, Attempted, Delivery, DeliveryOutcome } from '../domain/alerts/delivery.js';
import type { Channel, Instant } from '../domain/rules/policy.js';
import type { Claim, LedgerEntry, Setback } from '../store/port.js';
import { within } from '../store/within.js';
import { LEAST_ATTEMPTS, type DeliveryBounds } from './bounds.js';
import { SLOW_MS } from './gate.js';
import type { Gates } from './gates.js';
import type { LedgerAccess } from './ledger-access.js';
import { claimName, pastOf, settledOutcome, type Execution, type Past } from './memory.js';
import type { Content } from '../channels/message.js';
import {
  COLLECTING_MS,
  DeliveryError,
  type AlertChannel,
  type Message,
  type Reaction,
  type Receipt,
  type Turn,
} from '../channels/port.js';
import { tryAgain } from './retry.js';

/** How many sends may be in doubt before an alert is left as `unconfirmed`. */
const DOUBTS = 2;

export interface AttemptDeps {
  /** By their names. */
  channels: Readonly<Record<Channel, AlertChannel>>;
  gates: Gates;
  bounds: DeliveryBounds;
  now: () => Instant;
}

export interface Circumstances extends Execution {
  /** What an attempt before this one has left. */
  memory: Attempted | undefined;
  ledger: LedgerAccess;
  /** For how long it may wait for its turn. Default: as long as the channel lets it. */
  turnMs?: number;
  /** Called before a send, and after one that failed: what the next attempt has to know. */
  remember(attempted: Attempted): void;
}

type Unrecorded = DeliveryOutcome extends infer O ? (O extends unknown ? Omit<O, 'recorded'> : never) : never;

export class Attempt {
  private readonly channel: AlertChannel;
  private readonly message: Message<Content>;
  private readonly slowly: boolean;
  private turn: Turn | undefined;

  constructor(
    private readonly deps: AttemptDeps,
    private readonly alert: Addressed,
    content: Content,
    { thread, slowly }: Pick<Delivery, 'thread' | 'slowly'>,
    private readonly of: Circumstances,
  ) {
    const { ticketId, seq } = alert.transition;
    const channel = deps.channels[alert.channel];
    // A policy of a later version of Rung may name one that this worker does not know yet.
    if (!channel) throw tryAgain(`this worker knows no channel ${alert.channel}`);
    this.channel = channel;
    this.slowly = slowly ?? false;
    this.message = { key: alert.key, ticketId, seq, address: alert.address, content, ...(thread ? { thread } : {}) };
  }

  /**
   * Returns an outcome, or fails retryably when the alert has to be tried again later. Nothing is claimed before the target's turn:
   * whoever is cut off while it waits leaves nothing behind.
   */
  async run(): Promise<DeliveryOutcome> {
    const signal = cancellationSignal();
    try {
      if (isAlert(this.message)) this.turn = await this.channel.turn?.(this.message, this.patienceWith(signal));
    } catch (error) {
      if (signal.aborted) throw new CancelledFailure(`${this.alert.key} was not sent: the activity is cancelled`);
      if (!(error instanceof DeliveryError)) throw error;
      throw this.failure(error.reaction, `${this.alert.key} waits: ${error.message}`);
    }
    try {
      return await this.inTurn();
    } finally {
      this.turn?.end();
    }
  }

  private patienceWith(cancelled: AbortSignal): AbortSignal {
    const { turnMs } = this.of;
    return turnMs === undefined ? cancelled : AbortSignal.any([cancelled, AbortSignal.timeout(turnMs)]);
  }

  private async inTurn(): Promise<DeliveryOutcome> {
    const entry = await this.claim();
    const settled = entry && settledOutcome(entry);
    if (settled && !(this.slowly && settled.state === 'undeliverable')) return settled;

    let past = pastOf(entry, this.of.memory, this.deps.bounds.attemptMs);
    this.waitUntil(past.busyUntil, 'an earlier attempt may still be under way');

    if (this.channel.dropsRepeats) past = { ...past, doubts: 0, suspect: false };
    if (past.doubts > 0 || past.suspect) {
      const found = await this.lookUp(past);
      if (typeof found === 'object') return this.settle({ state: 'sent', ...found, at: this.deps.now() });
      if (past.doubts >= DOUBTS) {
        if (found === 'unknown') return this.settle(this.unconfirmed(entry?.lastError));
        // What is not there so long after it was sent was not taken, as often as it was sent.
        this.waitUntil(past.sentAt + this.deps.bounds.attemptMs, 'it may still turn up');
        past = { ...past, doubts: 0, suspect: false };
      }
    }
    if (entry && !(await this.reclaim(entry, past))) throw tryAgain('another attempt has taken over', 1_000);
    return this.send(past);
  }

  /** Null: the alert is ours to send, or the ledger does not answer. Else what is there already. */
  private async claim(): Promise<LedgerEntry | null> {
    const doubts = (this.of.memory?.doubts ?? 0) + 1;
    return (await this.of.ledger.ask((ledger) => ledger.claim(this.alert, this.newClaim(doubts)))) ?? null;
  }

  private async reclaim(entry: LedgerEntry, { doubts }: Past): Promise<boolean> {
    return (await this.of.ledger.ask((ledger) => ledger.reclaim(entry, this.newClaim(doubts + 1)))) ?? true;
  }

  private newClaim(doubts: number): Claim {
    return { by: claimName(this.of.execution, this.of.attempt), at: this.deps.now(), doubts };
  }

  private waitUntil(at: Instant, why: string): void {
    const wait = at - this.deps.now();
    if (wait > 0) throw tryAgain(why, wait);
  }

  private async lookUp(past: Past): Promise<Receipt | 'not there' | 'unknown'> {
    if (!this.channel.find) return 'unknown';
    try {
      const found = await within(this.deps.bounds.findMs, this.channel.find(this.message, past.sentAt));
      return found === 'cannot' ? 'unknown' : (found ?? 'not there');
    } catch (error) {
      if (past.doubts < DOUBTS && this.deps.now() - past.sentAt > this.deps.bounds.lookUpMs) return 'unknown';
      const reaction: Reaction = error instanceof DeliveryError ? error.reaction : { kind: 'retry' };
      const why = (error as Error).message;
      await this.setBack(past, `cannot be looked up now: ${why}`, reaction);
      throw this.failure(reaction, `whether ${this.alert.key} was sent cannot be looked up: ${why}`);
    }
  }

  private async send(past: Past): Promise<DeliveryOutcome> {
    if (cancellationSignal().aborted) {
      await this.setBack(past, 'cancelled before it was sent');
      throw new CancelledFailure(`${this.alert.key} was not sent: the activity is cancelled`);
    }
    this.remember({ ...past, doubts: past.doubts + 1 }, false);
    let receipt: Receipt;
    try {
      const { turn, channel, message, deps } = this;
      const collecting = turn ? COLLECTING_MS : 0;
      const sending = turn && isAlert(message) ? turn.send(message) : channel.send(message);
      const bounded = within(deps.bounds.sendMs + 500 + collecting, sending);
      receipt = await deps.gates.of(this.alert).watch(bounded, SLOW_MS + collecting);
    } catch (error) {
      return this.failed(error, past);
    }
    return this.settle({ state: 'sent', ...receipt, at: this.deps.now() });
  }

  private async failed(error: unknown, past: Past): Promise<DeliveryOutcome> {
    const { message, reaction, taken } =
      error instanceof DeliveryError ? error : new DeliveryError(String(error), { kind: 'retry' }, 'maybe');
    if (reaction.kind === 'give-up' && !this.slowly) return this.giveUp(message);
    const after: Past = {
      ...past,
      doubts: past.doubts + (taken === 'maybe' ? 1 : 0),
      suspect: past.suspect || taken === 'unlikely',
    };
    this.remember(after, true);
    if (after.doubts >= DOUBTS && !this.channel.find && !this.channel.dropsRepeats)
      return this.settle(this.unconfirmed(message));
    if (reaction.kind !== 'park' && this.triedForLong) return this.giveUp(message);
    await this.setBack(after, message, reaction);
    throw this.failure(reaction, `${this.alert.key} was not delivered: ${message}`);
  }

  private get triedForLong(): boolean {
    const { deps, slowly } = this;
    const { attempt, since } = this.of;
    return !slowly && attempt >= LEAST_ATTEMPTS && deps.now() - since >= deps.bounds.giveUpMs;
  }

  private giveUp(error: string): Promise<DeliveryOutcome> {
    return this.settle({ state: 'undeliverable', error, at: this.deps.now() });
  }

  private unconfirmed(error: string | null | undefined): Unrecorded {
    const why = error ?? 'sent twice, and each time the answer was lost';
    return { state: 'unconfirmed', error: why, at: this.deps.now() };
  }

  private async settle(outcome: Unrecorded): Promise<DeliveryOutcome> {
    const recorded: DeliveryOutcome = { ...outcome, recorded: true };
    return { ...recorded, recorded: await this.of.ledger.enter({ alert: this.alert, outcome: recorded }) };
  }

  private async setBack({ doubts, suspect }: Past, error: string, reaction?: Reaction): Promise<void> {
    const state = this.slowly ? 'undeliverable' : doubts > 0 ? 'sending' : 'pending';
    const parked = reaction?.kind === 'park';
    const setback: Setback = { state, doubts, suspect, error, parked, at: this.deps.now() };
    await this.of.ledger.ask((ledger) =>
      ledger.setBack(this.alert.key, claimName(this.of.execution, this.of.attempt), setback),
    );
  }

  private remember({ doubts, suspect }: Past, ended: boolean): void {
    const { execution, attempt, remember } = this.of;
    remember({ execution, attempt, at: this.deps.now(), ended, doubts, suspect });
  }

  private failure(reaction: Reaction, message: string): ApplicationFailure {
    const { parkMs } = this.deps.bounds;
    if (this.slowly) return tryAgain(message, parkMs, 'Undelivered');
    if (reaction.kind === 'retry-at') return tryAgain(message, reaction.afterMs);
    if (reaction.kind !== 'park') return tryAgain(message);
    log.error('An alert waits until credentials or settings are mended', { alert: this.alert.key, error: message });
    return tryAgain(message, parkMs, 'Parked');
  }
}

/** Only alerts wait for a turn and go into digests. */
function isAlert(message: Message<Content>): message is Message {
  return 'brief' in message.content;
}
