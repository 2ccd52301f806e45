/** What waits in the database, and must be told before what comes now. */
import type { TicketLine } from '../client/tell-line.js';
import type { Instant, Milliseconds } from '../domain/rules/policy.js';
import type { SpillStore } from '../store/intake-port.js';
import { within } from '../waiting/within.js';

/** How long the database is asked before a fact is told: one that is slow or away must not keep facts from Temporal. */
const ASKING: Milliseconds = 300;
/** The same of a fact that may end the watch: what happened before it, and comes later, would be ignored. */
const ASKING_BEFORE_THE_END: Milliseconds = 1_000;
/** How often it is looked whether anything waits. */
const EVERY: Milliseconds = 2_000;

export class WaitingFacts {
  /** Whether facts that Temporal has not taken wait in the database: kept here, or by an intake that is gone or runs beside this one. */
  some = false;
  private lookedAt: Instant = 0;

  constructor(
    private readonly spill: Pick<SpillStore, 'any' | 'waiting'>,
    private readonly now: () => Instant,
  ) {}

  /**
   * Tickets for which something waits that Temporal has not taken: what comes later must not be told before it. For what may end the watch the
   * database is asked each time, since a reconciler or another intake may have kept something a moment ago.
   */
  async before(lines: readonly TicketLine[]): Promise<ReadonlySet<string>> {
    const ending = lines.filter(mayEndTheWatch);
    const asked = (await this.anyWait()) ? lines : ending;
    if (asked.length === 0) return new Set();
    const ticketIds = [...new Set(asked.map(({ ticketId }) => ticketId))];
    const patience = ending.length > 0 ? ASKING_BEFORE_THE_END : ASKING;
    return within(patience, this.spill.waiting(ticketIds, 'engine-unavailable')).catch(() => new Set());
  }

  /** Something was kept that Temporal has not taken. */
  kept(at: Instant): void {
    this.some = true;
    this.lookedAt = at;
  }

  private async anyWait(): Promise<boolean> {
    if (this.now() < this.lookedAt + EVERY) return this.some;
    this.lookedAt = this.now();
    this.some = await within(ASKING, this.spill.any('engine-unavailable')).catch(() => this.some);
    return this.some;
  }
}

/** Which statuses do is for the policy of the ticket to say. */
function mayEndTheWatch({ type, status }: TicketLine): boolean {
  return type === 'resolution_confirmed' || (type === 'ticket_changed' && status !== undefined);
}
