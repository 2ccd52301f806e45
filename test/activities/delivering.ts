/** What the tests of delivery share: the real channels before stubs, a real database, and a clock that is set by hand. */
import { afterAll, beforeAll, beforeEach, inject } from 'vitest';
import { connectStore, type Store } from '../../src/store/mongo.js';
import { notedIn } from '../support/database-messages.js';
import { mongoClient } from '../support/opened.js';
import { Outlets } from '../support/outlets.js';
import { databaseOf, escalated, NINE } from '../support/writes.js';

export class Delivering extends Outlets {
  db!: Store;
  clock = NINE;
  /** What the database was sent in this test. */
  readonly asked: string[] = [];
  private id = 0;

  /** @param file of the tests: it has a database of its own */
  constructor(file: string) {
    super();
    const database = databaseOf(file);
    beforeAll(async () => {
      this.db = connectStore(inject('mongoUri'), { database, ...notedIn(this.asked) });
      await this.db.ping();
    });
    afterAll(async () => {
      await this.db.close();
      const client = mongoClient(inject('mongoUri'));
      await client.db(database).dropDatabase();
      await client.close();
    });
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
