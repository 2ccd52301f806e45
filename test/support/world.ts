/** The world behind the workflow, in memory: a database, a ledger and two channels that can be told to fail. */
import { ApplicationFailure } from '@temporalio/common';
import { activityInfo, heartbeat, sleep } from '@temporalio/activity';
import type { Decision } from '../../src/domain/ladder/decision.js';
import type { Delivery, DeliveryOutcome, Postponed } from '../../src/domain/alerts/delivery.js';
import type { Errand, ErrandResult } from '../../src/domain/alerts/errand.js';
import {
  snapshot,
  type EngineRecord,
  type TicketSnapshot,
  type TicketWrite,
  type WriteResult,
} from '../../src/domain/records/snapshot.js';
import { targetName } from '../../src/domain/rules/policy.js';
import type { Activities } from '../../src/activities/index.js';

export interface SavedTicket extends Pick<TicketWrite, 'first' | 'log' | 'alerts'> {
  engine: EngineRecord;
  snapshot: TicketSnapshot;
}

export class World implements Omit<Activities, 'deliverNotice'> {
  /** Each ticket as it is in the database, and what its newest write brought. */
  readonly tickets = new Map<string, SavedTicket>();
  readonly log = new Map<string, { number: number; decision: Decision; count?: number | undefined }>();
  /** Deliveries that arrived, in order. */
  readonly sent: Delivery[] = [];
  /** When each of them was asked for, by the server's clock. */
  readonly askedAt = new Map<string, number>();
  /** The ledger: a page that was sent is not sent again under its key. */
  private readonly outcomes = new Map<string, DeliveryOutcome>();
  /** Keys that were asked for again all the same. */
  readonly repeats: string[] = [];
  /** Writes that arrived, in order. */
  readonly writes: TicketWrite[] = [];
  databaseDown = false;
  /** Targets (`slack:#x`) that fail for now. */
  readonly down = new Set<string>();
  /** Targets that can never be reached. */
  readonly gone = new Set<string>();
  /** Targets of which nobody knows whether they got it. */
  readonly unconfirmed = new Set<string>();
  /** The ledger does not answer: outcomes come back unrecorded. */
  ledgerDown = false;
  /** Alerts go out in digests: no message is a ticket's own. */
  digests = false;
  /** How long a delivery takes, in milliseconds. One that is under way may be given another time. */
  deliveryTime = 0;
  /** The same for single targets. */
  readonly slow = new Map<string, number>();
  /** Deliveries that were begun, in order: `<alert key>` for each attempt. */
  readonly attempts: string[] = [];
  /** Keys of alerts that came with word of a run that handed them over while they were being delivered. */
  readonly handedOver = new Set<string>();

  /** What went wrong because a story said so: no cause for complaint. */
  readonly mishaps = new Set<string>();

  private fail(message: string, nextRetryDelay?: '1s'): never {
    this.mishaps.add(message);
    const failure = ApplicationFailure.create({ message, ...(nextRetryDelay && { nextRetryDelay }) });
    // Its way through this machine's folders has no place in a history.
    failure.stack = '';
    throw failure;
  }

  /** Something that happens while a write is on its way. */
  whileSaving: ((write: TicketWrite) => Promise<unknown>) | undefined;

  /** Errands that arrived, in order. */
  readonly errands: Errand[] = [];
  /** Errands fail as a whole before anything of them is done. */
  errandsFail = false;
  /** The next errand is never heard of again, as if its worker had died. */
  errandHangs = false;

  carryOut = async (errand: Errand): Promise<ErrandResult> => {
    this.errands.push(errand);
    if (this.errandsFail) this.fail('a defect');
    if (this.errandHangs) await this.hang();
    const saved = await this.saveOnce(errand.write);
    if (saved.outcome === 'earlier-chain') return { saved, delivered: [] };
    const delivered = errand.deliveries.map(async (delivery) => ({
      target: targetName(delivery.alert),
      ...(await this.deliverOnce(delivery)),
    }));
    return { saved, delivered: await Promise.all(delivered) };
  };

  private async hang(): Promise<never> {
    this.errandHangs = false;
    heartbeat({});
    // Longer than the server waits for the next heartbeat.
    await sleep(7_000);
    return this.fail('a worker that was thought dead');
  }

  private async saveOnce(write: TicketWrite): Promise<ErrandResult['saved']> {
    try {
      return await this.saveTicket(write);
    } catch (error) {
      return { outcome: 'later', why: (error as Error).message };
    }
  }

  private async deliverOnce(delivery: Delivery): Promise<DeliveryOutcome | Postponed> {
    try {
      return await this.deliverAlert(delivery);
    } catch (error) {
      return { state: 'later', why: (error as Error).message };
    }
  }

  saveTicket = async (write: TicketWrite): Promise<WriteResult> => {
    await this.whileSaving?.(write);
    if (this.databaseDown) this.fail('the database is down', '1s');
    const { engine, first, nextDeadlineAt, log } = write;
    const { ticketId } = engine.state;
    const before = this.tickets.get(ticketId);
    if (before && first && before.engine.chain !== engine.chain) {
      return { outcome: 'earlier-chain', engine: before.engine };
    }
    this.writes.push(write);
    if (before && before.engine.rev >= engine.rev) return { outcome: 'outdated', rev: before.engine.rev };
    const policy = write.policy ?? before?.engine.state.policy;
    if (!policy) return { outcome: 'policy-missing' };
    for (const { id, number, decision, count } of log) {
      if (!this.log.has(id)) this.log.set(id, { number, decision, count });
    }
    const state = { ...engine.state, policy };
    this.tickets.set(ticketId, {
      engine: { ...engine, state },
      snapshot: snapshot(state, nextDeadlineAt, write.clocks),
      first,
      log,
      alerts: write.alerts,
    });
    return { outcome: 'saved' };
  };

  loadTicket = async (ticketId: string): Promise<EngineRecord | null> => {
    if (this.databaseDown) this.fail('the database is down', '1s');
    return this.tickets.get(ticketId)?.engine ?? null;
  };

  deliverAlert = async (delivery: Delivery): Promise<DeliveryOutcome> => {
    const { alert } = delivery;
    const target = targetName(alert);
    this.attempts.push(alert.key);
    if (delivery.handedOverAt !== undefined) this.handedOver.add(alert.key);
    await lasting(() => this.slow.get(target) ?? this.deliveryTime);
    if (this.down.has(target)) this.fail(`${target} is down`, '1s');
    const recorded = !this.ledgerDown;
    const before = this.outcomes.get(alert.key);
    if (before) {
      this.repeats.push(alert.key);
      return before;
    }
    if (this.gone.has(target) && delivery.slowly) this.fail('no such target', '1s');
    if (this.gone.has(target)) return { state: 'undeliverable', error: 'no such target', at: Date.now(), recorded };
    if (this.unconfirmed.has(target)) {
      const outcome: DeliveryOutcome = { state: 'unconfirmed', error: 'no answer, twice', at: Date.now(), recorded };
      this.outcomes.set(alert.key, outcome);
      return outcome;
    }
    this.sent.push(delivery);
    this.askedAt.set(alert.key, activityInfo().scheduledTimestampMs);
    const providerId = `m${this.sent.length}`;
    const thread = this.digests ? {} : { thread: providerId };
    const outcome: DeliveryOutcome = { state: 'sent', providerId, ...thread, at: Date.now(), recorded };
    this.outcomes.set(alert.key, outcome);
    return outcome;
  };

  /** Kinds of a ticket's decisions in the log, in the order in which they were taken. */
  logged(ticketId: string): string[] {
    return [...this.log.values()]
      .filter(({ decision }) => decision.ticketId === ticketId)
      .sort((a, b) => a.number - b.number)
      .map(({ decision }) => decision.kind);
  }

  /** Keys of what arrived, in order. */
  keys(): string[] {
    return this.sent.map(({ alert }) => alert.key);
  }
}

/** Takes its time, and says that it lives. */
async function lasting(time: () => number): Promise<void> {
  for (let gone = 0; gone < time(); gone += 1_000) {
    await sleep(Math.min(time() - gone, 1_000));
    heartbeat();
  }
}
