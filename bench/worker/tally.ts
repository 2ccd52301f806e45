/** What a worker process has done: counted, and noted by ticket for whoever asks. */
import type { Counts, Happenings } from './messages.js';

export class Tally {
  readonly counts: Counts = {
    opened: 0,
    heard: 0,
    decided: 0,
    told: 0,
    entered: 0,
    stored: 0,
    underWay: 0,
    complaints: 0,
  };
  private happenings: Happenings = { decided: [], told: [] };
  private readonly tickets = new Set<string>();
  private readonly transitions = new Set<string>();
  private readonly alerts = new Set<string>();

  /** A ticket is being watched; it counts once. */
  opened(ticketId: string): void {
    this.tickets.add(ticketId);
    this.counts.opened = this.tickets.size;
  }

  /** A deadline was decided on. @param id writing the same thing down once more does not make it two */
  decided(id: string, ticketId: string, at: number): void {
    if (this.transitions.has(id)) return;
    this.transitions.add(id);
    this.counts.decided++;
    this.happenings.decided.push({ ticketId, at });
  }

  /** Somebody was told. Telling the same thing twice is two: the bench must see it. */
  told(ticketId: string, at = Date.now()): void {
    this.counts.told++;
    this.happenings.told.push({ ticketId, at });
  }

  /** The ledger has an alert as sent; it counts once. */
  entered(key: string): void {
    this.alerts.add(key);
    this.counts.entered = this.alerts.size;
  }

  /** Keeps in mind that a call of a store is under way. */
  async during<T>(call: Promise<T>): Promise<T> {
    this.counts.underWay++;
    try {
      return await call;
    } finally {
      this.counts.underWay--;
      this.counts.stored++;
    }
  }

  /** What has happened since the last call. */
  take(): Happenings {
    const taken = this.happenings;
    this.happenings = { decided: [], told: [] };
    return taken;
  }
}
