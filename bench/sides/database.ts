/** A database of one side's own, gone when the side is. */
import { randomUUID } from 'node:crypto';
import { MongoClient, type Db } from 'mongodb';
import type { DueTicket, Ground } from './side.js';

interface OfTicket {
  ticketId: string;
}

export class BenchDatabase {
  private constructor(
    readonly uri: string,
    private readonly client: MongoClient,
    readonly db: Db,
  ) {}

  /** Undefined where the ground has no database. */
  static async of({ mongodbUri }: Ground): Promise<BenchDatabase | undefined> {
    if (!mongodbUri) return undefined;
    const name = `bench_${randomUUID().slice(0, 8)}`;
    const uri = mongodbUri(name);
    const client = await new MongoClient(uri).connect();
    return new BenchDatabase(uri, client, client.db(name));
  }

  /** @throws when these tickets have not exactly one escalation each in the log, and so many alerts entered as sent */
  async assertEscalatedOnce(tickets: readonly DueTicket[], alerts: number): Promise<void> {
    const ids = new Set(tickets.map(({ ticketId }) => ticketId));
    const ours = async (collection: string, filter: object) => {
      const found = await this.db.collection<OfTicket>(collection).find(filter).toArray();
      return found.filter(({ ticketId }) => ids.has(ticketId)).length;
    };
    const logged = await ours('escalation_log', { kind: 'escalated' });
    const sent = await ours('alerts', { state: 'sent' });
    if (logged === ids.size && sent === alerts * ids.size) return;
    throw new Error(`${ids.size} deadlines led to ${logged} transitions and ${sent} alerts in the database`);
  }

  async drop(): Promise<void> {
    await this.db.dropDatabase().catch(() => undefined);
    await this.client.close();
  }
}
