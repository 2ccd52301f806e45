/** What the tests of delivery share: the real channels before stubs, a real database, and a clock that is set by hand. */
import { beforeAll, beforeEach } from 'vitest';
import type { Store } from '../../src/store/mongo.js';
import { notedIn } from '../support/database-messages.js';
import { Outlets } from '../support/outlets.js';
import { ownDatabase } from '../support/own-database.js';
import { escalated, NINE } from '../support/writes.js';

export class Delivering extends Outlets {
  readonly db: Store;
  clock = NINE;
  /** What the database was sent in this test. */
  readonly asked: string[] = [];
  private id = 0;

  /** @param file of the tests: it has a database of its own */
  constructor(file: string) {
    super();
    this.db = ownDatabase(file, notedIn(this.asked)).db;
    beforeAll(() => this.db.ping());
    beforeEach(() => {
      this.clock = NINE;
      this.asked.splice(0);
    });
  }

  /** A ticket of its own that has climbed to L2, and its alerts. */
  climb() {
    const ticket = escalated(`D-${++this.id}`);
    return { ticket, ticketId: ticket.state.ticketId, page: { alert: ticket.slack }, mail: { alert: ticket.email } };
  }
}
