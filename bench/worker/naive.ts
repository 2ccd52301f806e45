/** The worker of the naive design: a document and a log entry written by an activity each, alerts sent nowhere. */
import { MongoClient, MongoServerError } from 'mongodb';
import type { NaiveActivities, NaiveTicket, NaiveTransition } from '../workflows/naive.workflow.js';
import type { WorkerSetup } from './messages.js';
import type { Tally } from './tally.js';
import { startWorker, type Running } from './temporal.js';

const DUPLICATE_KEY = 11_000;

interface Table {
  save(ticket: NaiveTicket): Promise<void>;
  log(id: string, transition: NaiveTransition): Promise<void>;
  close(): Promise<void>;
}

export async function startNaive(setup: WorkerSetup, tally: Tally): Promise<Running> {
  const table = setup.mongodbUri === undefined ? inMemory() : await inMongo(setup.mongodbUri);
  const activities: NaiveActivities = {
    async saveTicket(ticket) {
      await tally.during(table.save(ticket));
      tally.opened(ticket.ticketId);
    },
    async writeLog(transition) {
      const { ticketId, seq, at } = transition;
      const id = `${ticketId}:${seq}`;
      await tally.during(table.log(id, transition));
      if (above(transition)) tally.decided(id, ticketId, at);
    },
    notify(channel, { ticketId, seq }) {
      tally.told(ticketId);
      tally.entered(`${ticketId}:${seq}:${channel}`);
      return Promise.resolve();
    },
  };
  return startWorker(setup, tally, activities, undefined, () => table.close());
}

/** Taking a step back is no deadline's doing. */
function above({ to }: NaiveTransition): boolean {
  return to !== 'L1';
}

function inMemory(): Table {
  const kept = new Map<string, object>();
  const keep = (id: string, document: object) => Promise.resolve(void kept.set(id, document));
  return { save: (ticket) => keep(ticket.ticketId, ticket), log: keep, close: () => Promise.resolve() };
}

async function inMongo(uri: string): Promise<Table> {
  const client = await new MongoClient(uri).connect();
  const tickets = client.db().collection<{ _id: string }>('tickets');
  const log = client.db().collection<{ _id: string }>('escalation_log');
  return {
    async save(ticket) {
      await tickets.updateOne({ _id: ticket.ticketId }, { $set: ticket }, { upsert: true });
    },
    async log(id, transition) {
      try {
        await log.insertOne({ _id: id, ...transition });
      } catch (error) {
        if (!(error instanceof MongoServerError) || error.code !== DUPLICATE_KEY) throw error;
      }
    },
    close: () => client.close(),
  };
}
