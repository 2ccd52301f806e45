/** Delivering one alert: at most one message more than asked for, and none lost, whatever fails on the way. */
import { activityInfo, cancellationSignal, heartbeat, log } from '@temporalio/activity';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import type { Alert } from '../domain/decision.js';
import type { Addressed, Delivery, DeliveryOutcome } from '../domain/delivery.js';
import type { Channel, Instant } from '../domain/policy.js';
import type { AlertLedger, Claim, LedgerEntry, Setback } from '../store/port.js';
import { LEAST_ATTEMPTS, type DeliveryBounds } from './bounds.js';
import { placesOf, type LinkSettings } from './links.js';
import { claimName, pastOf, settledOutcome, type Memory, type Past } from './memory.js';
import { compose, type Content } from './message.js';
import {
  COLLECTING_MS,
  DeliveryError,
  type AlertChannel,
  type Message,
  type Reaction,
  type Receipt,
  type Turn,
} from './ports.js';
import { within } from './within.js';

/** How many sends may be in doubt before an alert is left as `unconfirmed`. */
const DOUBTS = 2;

export interface DeliveryDeps {
  ledger: AlertLedger;
  channels: Record<Channel, AlertChannel>;
  links: LinkSettings;
  bounds: DeliveryBounds;
  /** Default: the system's clock. */
  now: () => Instant;
}

type Unrecorded = DeliveryOutcome extends infer O ? (O extends unknown ? Omit<O, 'recorded'> : never) : never;

/** One attempt. It returns an outcome, or fails retryably when the alert has to be tried again later. */
export function deliver(deps: DeliveryDeps, { alert, thread, slowly }: Delivery): Promise<DeliveryOutcome> {
  return deliverMessage(deps, alert, contentOf(deps, alert), { thread, slowly });
}

/** The same for any message, by its key. */
export function deliverMessage(
  deps: DeliveryDeps,
  addressed: Addressed,
  content: Content,
  how: Pick<Delivery, 'thread' | 'slowly'> = {},
): Promise<DeliveryOutcome> {
  return new Attempt(deps, addressed, content, how).inTurn();
}

function contentOf({ links, now }: DeliveryDeps, alert: Alert): Content {
  const info = activityInfo();
  const workflow = info.workflowExecution && { namespace: info.namespace, ...info.workflowExecution };
  return compose(alert, placesOf(links, alert.transition.ticketId, workflow), now());
}

class Attempt {
  private readonly channel: AlertChannel;
  private readonly message: Message<Content>;
  private readonly execution: string;
  private readonly attempt: number;
  private readonly since: Instant;
  private readonly slowly: boolean;
  private readonly memory: Memory | undefined;
  private ledgerAnswers = true;
  private turn: Turn | undefined;

  constructor(
    private readonly deps: DeliveryDeps,
    private readonly alert: Addressed,
    content: Content,
    { thread, slowly }: Pick<Delivery, 'thread' | 'slowly'>,
  ) {
    const info = activityInfo();
    const { ticketId, seq } = alert.transition;
    this.channel = deps.channels[alert.channel];
    this.execution = `${info.workflowExecution?.runId ?? ''}/${info.activityId}`;
    this.attempt = info.attempt;
    this.since = info.scheduledTimestampMs;
    this.slowly = slowly ?? false;
    this.memory = memoryFrom(info.heartbeatDetails, this.execution);
    this.message = { key: alert.key, ticketId, seq, address: alert.address, content, ...(thread ? { thread } : {}) };
  }

  /** Nothing is claimed before the target's turn: whoever is cut off while it waits leaves no doubt behind. */
  async inTurn(): Promise<DeliveryOutcome> {
    const signal = cancellationSignal();
    try {
      if (isAlert(this.message)) this.turn = await this.channel.turn?.(this.message, signal);
    } catch (error) {
      if (signal.aborted) throw new CancelledFailure(`${this.alert.key} was not sent: the activity is cancelled`);
      if (!(error instanceof DeliveryError)) throw error;
      throw this.failure(error.reaction, `${this.alert.key} waits: ${error.message}`);
    }
    try {
      return await this.run();
    } finally {
      this.turn?.end();
    }
  }

  private async run(): Promise<DeliveryOutcome> {
    const entry = await this.claim();
    const settled = entry && settledOutcome(entry);
    if (settled && !(this.slowly && settled.state === 'undeliverable')) return settled;

    let past = pastOf(entry, this.memory, this.deps.bounds.attemptMs);
    this.waitUntil(past.busyUntil, 'an earlier attempt may still be under way');

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
    const doubts = (this.memory?.doubts ?? 0) + 1;
    return (await this.ask((ledger) => ledger.claim(this.alert, this.newClaim(doubts)))) ?? null;
  }

  private async reclaim(entry: LedgerEntry, { doubts }: Past): Promise<boolean> {
    return (await this.ask((ledger) => ledger.reclaim(entry, this.newClaim(doubts + 1)))) ?? true;
  }

  private newClaim(doubts: number): Claim {
    return { by: claimName(this.execution, this.attempt), at: this.deps.now(), doubts };
  }

  private waitUntil(at: Instant, why: string): void {
    const wait = at - this.deps.now();
    if (wait > 0) throw tryAgain(why, wait);
  }

  private async lookUp(past: Past): Promise<Receipt | 'not there' | 'unknown'> {
    if (!this.channel.find) return 'unknown';
    try {
      const found = await within(this.deps.bounds.findMs, 'look-up', this.channel.find(this.message, past.sentAt));
      return found === 'cannot' ? 'unknown' : (found ?? 'not there');
    } catch (error) {
      if (past.doubts < DOUBTS && this.deps.now() - past.sentAt > this.deps.bounds.lookUpMs) return 'unknown';
      const reaction: Reaction = error instanceof DeliveryError ? error.reaction : { kind: 'retry' };
      await this.setBack(past, `cannot be looked up now: ${(error as Error).message}`, reaction);
      throw this.failure(
        reaction,
        `whether ${this.alert.key} was sent cannot be looked up: ${(error as Error).message}`,
      );
    }
  }

  private async send(past: Past): Promise<DeliveryOutcome> {
    if (cancellationSignal().aborted) {
      await this.setBack(past, 'cancelled before it was sent');
      throw new CancelledFailure(`${this.alert.key} was not sent: the activity is cancelled`);
    }
    this.remember({ ...past, doubts: past.doubts + 1 }, false);
    try {
      const { turn, channel, message } = this;
      const limit = this.deps.bounds.sendMs + 500 + (turn ? COLLECTING_MS : 0);
      const sending = turn && isAlert(message) ? turn.send(message) : channel.send(message);
      const receipt = await within(limit, 'send', sending);
      return await this.settle({ state: 'sent', ...receipt, at: this.deps.now() });
    } catch (error) {
      return this.failed(error, past);
    }
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
    if (after.doubts >= DOUBTS && !this.channel.find) return this.settle(this.unconfirmed(message));
    if (reaction.kind !== 'park' && this.triedForLong) return this.giveUp(message);
    await this.setBack(after, message, reaction);
    throw this.failure(reaction, `${this.alert.key} was not delivered: ${message}`);
  }

  private get triedForLong(): boolean {
    const { attempt, since, deps, slowly } = this;
    return !slowly && attempt >= LEAST_ATTEMPTS && deps.now() - since >= deps.bounds.giveUpMs;
  }

  private giveUp(error: string): Promise<DeliveryOutcome> {
    return this.settle({ state: 'undeliverable', error, at: this.deps.now() });
  }

  private unconfirmed(error: string | null | undefined): Unrecorded {
    return {
      state: 'unconfirmed',
      error: error ?? 'sent twice, and each time the answer was lost',
      at: this.deps.now(),
    };
  }

  private async settle(outcome: Unrecorded): Promise<DeliveryOutcome> {
    this.ledgerAnswers = true; // it may be back by now, and this is the entry that matters
    const record = { alert: this.alert, outcome: { ...outcome, recorded: true } as DeliveryOutcome };
    const done = await this.ask(async (ledger) => {
      await ledger.settle(record);
      return true;
    });
    return { ...record.outcome, recorded: done ?? false };
  }

  private async setBack({ doubts, suspect }: Past, error: string, reaction?: Reaction): Promise<void> {
    const state = this.slowly ? 'undeliverable' : doubts > 0 ? 'sending' : 'pending';
    const parked = reaction?.kind === 'park';
    const setback: Setback = { state, doubts, suspect, error, parked, at: this.deps.now() };
    await this.ask((ledger) => ledger.setBack(this.alert.key, claimName(this.execution, this.attempt), setback));
  }

  private remember({ doubts, suspect }: Past, ended: boolean): void {
    const { execution, attempt } = this;
    heartbeat({ execution, attempt, at: this.deps.now(), ended, doubts, suspect } satisfies Memory);
  }

  /** Asks the ledger unless it has just failed to answer. Undefined: no answer; the page does not wait for it. */
  private async ask<T>(question: (ledger: AlertLedger) => Promise<T>): Promise<T | undefined> {
    if (!this.ledgerAnswers) return undefined;
    try {
      return await within(this.deps.bounds.ledgerMs, 'alert ledger', question(this.deps.ledger));
    } catch (error) {
      this.ledgerAnswers = false;
      log.warn('The alert ledger does not answer; going on without it', {
        alert: this.alert.key,
        error: (error as Error).message,
      });
      return undefined;
    }
  }

  private failure(reaction: Reaction, message: string): ApplicationFailure {
    if (this.slowly) return tryAgain(message, this.deps.bounds.parkMs, 'Undelivered');
    switch (reaction.kind) {
      case 'park':
        log.error('An alert waits until credentials or settings are mended', { alert: this.alert.key, error: message });
        return tryAgain(message, this.deps.bounds.parkMs, 'Parked');
      case 'retry-at':
        return tryAgain(message, reaction.afterMs);
      default:
        return tryAgain(message);
    }
  }
}

/** Only alerts wait for a turn and go into digests. */
function isAlert(message: Message<Content>): message is Message {
  return 'brief' in message.content;
}

/** @param afterMs default: as the workflow's retry policy says. */
function tryAgain(message: string, afterMs?: number, type = 'NotDelivered'): ApplicationFailure {
  return ApplicationFailure.create({
    message,
    type,
    ...(afterMs === undefined ? {} : { nextRetryDelay: Math.ceil(afterMs) }),
  });
}

/** The heartbeat of an earlier attempt of this execution. */
function memoryFrom(details: unknown, execution: string): Memory | undefined {
  const memory = details as Memory | undefined;
  return memory?.execution === execution ? memory : undefined;
}
