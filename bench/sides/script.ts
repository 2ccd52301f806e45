/** The classic script: a process that looks through a table of tickets. A ticket is opened by entering it there. */
import { newScriptTicket, INDEXES, type ScriptTable } from './script-table.js';
import { WorkerProcess } from '../worker/process.js';
import { BenchDatabase } from './database.js';
import { EVERY_MS } from './names.js';
import { Side, type Ground } from './side.js';

const HOUR = 3_600_000;
const SLA_HOURS = 24;
const FIRST_DEADLINE = 0.75 * SLA_HOURS * HOUR;
const ALERTS = 2;

export class ScriptSide extends Side {
  override readonly seldom: boolean;
  protected override readonly stillMs: number;

  private constructor(
    name: 'script' | 'script-5m',
    worker: WorkerProcess,
    private readonly database: BenchDatabase,
    private readonly table: ScriptTable,
  ) {
    super(name, worker, ALERTS);
    this.seldom = name === 'script-5m';
    this.stillMs = 60_000 + EVERY_MS[name];
  }

  static async start(ground: Ground, name: 'script' | 'script-5m'): Promise<ScriptSide> {
    const database = await BenchDatabase.of(ground);
    if (!database) throw new Error('a script looks through a table, and there is no database');
    const table: ScriptTable = database.db.collection('tickets');
    for (const index of INDEXES) await table.createIndex(index);
    const worker = await WorkerProcess.start({
      kind: 'script',
      address: ground.address,
      mongodbUri: database.uri,
      taskQueue: 'none',
      paced: false,
      everyMs: EVERY_MS[name],
    });
    return new ScriptSide(name, worker, database, table);
  }

  /** What is in the table is watched. */
  override get watched(): number {
    return this.openedSoFar;
  }

  override opened(): Promise<void> {
    return Promise.resolve();
  }

  /** The help desk writes what its people do into the table itself. */
  override heard(): Promise<void> {
    return Promise.resolve();
  }

  async stop(): Promise<void> {
    await this.worker.stop();
    await this.database.drop();
  }

  protected async enter(ticketId: string, deadline: number): Promise<void> {
    await this.table.insertOne(newScriptTicket(ticketId, new Date(deadline - FIRST_DEADLINE), SLA_HOURS));
  }

  protected async reply(ticketId: string): Promise<void> {
    await this.table.updateOne({ _id: ticketId }, { $set: { lastActivityAt: new Date() } });
  }
}
