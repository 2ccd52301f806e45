/** One attempt at an alert: waits for its turn, then does what `next-step.ts` says until that is to complete or to wait. */
import { cancellationSignal, log } from '@temporalio/activity';
import { CancelledFailure, type ApplicationFailure } from '@temporalio/common';
import type { Addressed, Attempted, Delivery, DeliveryOutcome } from '../domain/alerts/delivery.js';
import type { Channel, Instant } from '../domain/rules/policy.js';
import type { Claim, LedgerEntry, Setback } from '../store/port.js';
import { within } from '../store/within.js';
import { SEND_MARGIN_MS, type DeliveryBounds } from './bounds.js';
import { SLOW_MS } from './gate.js';
import type { Gates } from './gates.js';
import { claimName, type Execution, type Sends } from './known.js';
import type { LedgerAccess } from './ledger-access.js';
import { isAlertContent, type Content } from '../channels/message.js';
import {
  COLLECTING_MS,
  DeliveryError,
  type AlertChannel,
  type Message,
  type Receipt,
  type Turn,
} from '../channels/port.js';
import { afterFailure, nextStep, setback, waitAs, type Known, type LookUp, type Sent, type Wait } from './next-step.js';
import { tryAgain } from './retry.js';

export interface AttemptDeps {
  /** By their names. */
  channels: Readonly<Record<Channel, AlertChannel>>;
  gates: Gates;
  bounds: DeliveryBounds;
  now: () => Instant;
}

export interface Circumstances extends Execution {
  /** What an attempt before this one has left. */
  earlier: Attempted | undefined;
  ledger: LedgerAccess;
  /** For how long it may wait for its turn. Default: as long as the channel lets it. */
  turnMs?: number;
  /** Called before a send, and after one that failed: what the next attempt has to know. */
  remember(attempted: Attempted): void;
}

export class Attempt {
  private readonly channel: AlertChannel;
  private readonly message: Message<Content>;
  private readonly slowly: boolean;
  private readonly handedOverAt: Instant | undefined;
  private turn: Turn | undefined;

  constructor(
    private readonly deps: AttemptDeps,
    private readonly alert: Addressed,
    content: Content,
    { thread, slowly, handedOverAt }: Pick<Delivery, 'thread' | 'slowly' | 'handedOverAt'>,
    private readonly of: Circumstances,
  ) {
    this.handedOverAt = handedOverAt;
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
      if (signal.aborted) throw this.cancelled();
      if (!(error instanceof DeliveryError)) throw error;
      const { key } = this.alert;
      throw this.failure(waitAs(error.reaction, `${key} waits: ${error.message}`, this.slowly, this.deps.bounds));
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
    const { deps, of, slowly } = this;
    const entry = await this.claim();
    const { find, dropsRepeats = false } = this.channel;
    const canLookUp = find !== undefined;
    // A ledger that answers knows what came of it.
    const handedOver = of.ledger.isSilent && this.handedOverAt !== undefined && { handedOverAt: this.handedOverAt };
    const sources = { entry, earlier: of.earlier, ...handedOver };
    let known: Known = { key: this.alert.key, ...sources, of, slowly, canLookUp, dropsRepeats };
    for (;;) {
      const step = nextStep(known, deps.now(), deps.bounds);
      switch (step.kind) {
        case 'look up':
          known = { ...known, lookUp: await this.lookUp(step.sentAt) };
          break;
        case 'send':
          known = { ...known, send: { before: step.before, result: await this.send(entry, step.before) } };
          break;
        case 'wait':
          if (step.setback) await this.enter(step.setback);
          throw this.failure(step);
        case 'complete': {
          const outcome: DeliveryOutcome = { ...step.outcome, recorded: true };
          return step.isEntered ? outcome : this.record(outcome);
        }
      }
    }
  }

  /** Null: the alert is ours to send, or the ledger does not answer. Else what is there already. */
  private async claim(): Promise<LedgerEntry | null> {
    const unconfirmed = (this.of.earlier?.doubts ?? 0) + 1;
    return (await this.of.ledger.ask((ledger) => ledger.claim(this.alert, this.newClaim(unconfirmed)))) ?? null;
  }

  private async reclaim(entry: LedgerEntry, { unconfirmed }: Sends): Promise<boolean> {
    return (await this.of.ledger.ask((ledger) => ledger.reclaim(entry, this.newClaim(unconfirmed + 1)))) ?? true;
  }

  private newClaim(unconfirmed: number): Claim {
    return { by: this.claimedBy, at: this.deps.now(), doubts: unconfirmed };
  }

  private get claimedBy(): string {
    return claimName(this.of.execution, this.of.attempt);
  }

  private async lookUp(sentAt: Instant): Promise<LookUp> {
    try {
      const found = await within(this.deps.bounds.findMs, this.channel.find!(this.message, sentAt));
      return found === 'cannot' ? found : found === null ? 'not there' : { found };
    } catch (error) {
      return { failed: failureOf(error, 'no') };
    }
  }

  private async send(entry: LedgerEntry | null, before: Sends): Promise<Sent['result']> {
    if (entry && !(await this.reclaim(entry, before))) return 'taken over';
    if (cancellationSignal().aborted) {
      await this.enter(setback(before, 'cancelled before it was sent', this.slowly, this.deps.now()));
      throw this.cancelled();
    }
    this.remember({ ...before, unconfirmed: before.unconfirmed + 1 }, false);
    try {
      return { receipt: await this.sent() };
    } catch (error) {
      const failed = failureOf(error, 'maybe');
      this.remember(afterFailure(before, failed), true);
      return { failed };
    }
  }

  private sent(): Promise<Receipt> {
    const { turn, channel, message, deps } = this;
    const collecting = turn ? COLLECTING_MS : 0;
    const sending = turn && isAlert(message) ? turn.send(message) : channel.send(message);
    const watched = deps.gates.of(this.alert).watch(sending, SLOW_MS + collecting);
    return within(deps.bounds.sendMs + SEND_MARGIN_MS + collecting, watched);
  }

  private async record(outcome: DeliveryOutcome): Promise<DeliveryOutcome> {
    return { ...outcome, recorded: await this.of.ledger.enter({ alert: this.alert, outcome }) };
  }

  private async enter(setback: Setback): Promise<void> {
    await this.of.ledger.ask((ledger) => ledger.setBack(this.alert.key, this.claimedBy, setback));
  }

  private remember({ unconfirmed, unlikely }: Sends, ended: boolean): void {
    const { execution, attempt, remember } = this.of;
    remember({ execution, attempt, at: this.deps.now(), ended, doubts: unconfirmed, suspect: unlikely });
  }

  private failure({ why, afterMs, as }: Wait): ApplicationFailure {
    if (as !== 'suspended') return tryAgain(why, afterMs, as === 'undelivered' ? 'Undelivered' : undefined);
    log.error('An alert waits until credentials or settings are mended', { alert: this.alert.key, error: why });
    return tryAgain(why, afterMs, 'Suspended');
  }

  private cancelled(): CancelledFailure {
    return new CancelledFailure(`${this.alert.key} was not sent: the activity is cancelled`);
  }
}

/** @param taken whether the message may have been taken, if the error does not say */
function failureOf(error: unknown, taken: DeliveryError['taken']): DeliveryError {
  return error instanceof DeliveryError ? error : new DeliveryError((error as Error).message, { kind: 'retry' }, taken);
}

/** Only alerts wait for a turn and go into digests. */
function isAlert(message: Message<Content>): message is Message {
  return isAlertContent(message.content);
}
