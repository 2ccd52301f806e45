/** The world behind the workflow, in memory: a database, a ledger and two channels that can be told to fail. */
import { ApplicationFailure } from '@temporalio/common';
import { sleep } from '@temporalio/activity';
import type { Decision, LogEntry } from '../../src/domain/decision.js';
import type { Delivery, DeliveryOutcome } from '../../src/domain/delivery.js';
import type { EngineRecord, TicketWrite, WriteResult } from '../../src/domain/snapshot.js';
import { targetName } from '../../src/domain/policy.js';
import type { Activities } from '../../src/activities/index.js';
import { unhurried } from '../../src/activities/unhurried.js';

export class World implements Omit<Activities, 'deliverNotice'> {
  /** Newest write of each ticket. */
  readonly tickets = new Map<string, TicketWrite>();
  readonly log = new Map<string, { number: number; decision: Decision; count?: number | undefined }>();
  /** Deliveries that arrived, in order. */
  readonly sent: Delivery[] = [];
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
  readonly doubtful = new Set<string>();
  /** The ledger does not answer: outcomes come back unrecorded. */
  ledgerDown = false;
  /** Alerts go out in digests: no message is a ticket's own. */
  digests = false;
  /** How long a delivery takes, in milliseconds. */
  deliveryTime = 0;
  /** The same for single targets. */
  readonly slow = new Map<string, number>();
  /** Deliveries that were begun, in order: `<alert key>` for each attempt. */
  readonly attempts: string[] = [];

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

  saveTicket = (write: TicketWrite): Promise<WriteResult> => unhurried(this.save(write));

  private async save(write: TicketWrite): Promise<WriteResult> {
    await this.whileSaving?.(write);
    if (this.databaseDown) this.fail('the database is down');
    const before = this.tickets.get(write.snapshot.ticketId);
    if (before && write.first && before.engine.life !== write.engine.life) {
      return { outcome: 'earlier-life', engine: before.engine };
    }
    this.writes.push(write);
    if (before && before.engine.rev >= write.engine.rev) return { outcome: 'outdated', rev: before.engine.rev };
    for (const entry of write.log) this.enter(entry);
    this.tickets.set(write.snapshot.ticketId, write);
    return { outcome: 'saved' };
  }

  /** A decision taken anew replaces what its first taking left. */
  private enter({ id, number, decision, count }: LogEntry): void {
    for (const [other, there] of this.log) {
      if (there.decision.ticketId === decision.ticketId && there.number === number && other !== id)
        this.log.delete(other);
    }
    this.log.set(id, { number, decision, count });
  }

  loadTicket = async (ticketId: string): Promise<EngineRecord | null> => {
    if (this.databaseDown) this.fail('the database is down');
    return this.tickets.get(ticketId)?.engine ?? null;
  };

  deliverAlert = async (delivery: Delivery): Promise<DeliveryOutcome> => {
    const { alert } = delivery;
    const target = targetName(alert);
    this.attempts.push(alert.key);
    const time = this.slow.get(target) ?? this.deliveryTime;
    if (time > 0) await sleep(time);
    if (this.down.has(target)) this.fail(`${target} is down`, '1s');
    const recorded = !this.ledgerDown;
    const before = this.outcomes.get(alert.key);
    if (before) {
      this.repeats.push(alert.key);
      return before;
    }
    if (this.gone.has(target) && delivery.slowly) this.fail('no such target', '1s');
    if (this.gone.has(target)) return { state: 'undeliverable', error: 'no such target', at: Date.now(), recorded };
    if (this.doubtful.has(target)) {
      const doubt: DeliveryOutcome = { state: 'unconfirmed', error: 'no answer, twice', at: Date.now(), recorded };
      this.outcomes.set(alert.key, doubt);
      return doubt;
    }
    this.sent.push(delivery);
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
