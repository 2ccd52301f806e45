/**
 * The classic script: looks through the table of tickets at a fixed interval and escalates what it finds, several tickets
 * at a time, each claimed by a guarded update so that two runs do not escalate it twice. Looks never overlap.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { MongoClient } from 'mongodb';
import { RULES, type ScriptRule, type ScriptTable, type ScriptTicket } from '../sides/script-table.js';
import { inParallel } from '../waiting.js';
import type { WorkerSetup } from './messages.js';
import type { Tally } from './tally.js';
import type { Running } from './temporal.js';

const WIDTH = 16;
const COOLDOWN = 4 * 3_600_000;

export async function startScript({ mongodbUri, everyMs }: WorkerSetup, tally: Tally): Promise<Running> {
  const client = await new MongoClient(mongodbUri!).connect();
  const script = new Script(client, tally);
  const stop = new AbortController();
  const looking = async () => {
    for (let next = Date.now(); !stop.signal.aborted;) {
      await script.look();
      next = Math.max(next + everyMs!, Date.now());
      await sleep(next - Date.now(), undefined, { signal: stop.signal }).catch(() => undefined);
    }
    await client.close();
  };
  return { done: looking(), shutdown: () => stop.abort() };
}

class Script {
  private readonly tickets: ScriptTable;

  constructor(
    private readonly client: MongoClient,
    private readonly tally: Tally,
  ) {
    this.tickets = client.db().collection('tickets');
  }

  async look(): Promise<void> {
    const now = new Date();
    const open = { status: 'open' as const, cooldownUntil: { $lte: now } };
    const taken = new Set<string>();
    for (const rule of RULES) {
      const found = await this.tickets.find({ ...open, ...rule.where(now) }).toArray();
      const due = found.filter(({ _id }) => !taken.has(_id));
      await inParallel(due, WIDTH, (ticket) => this.escalate(ticket, rule));
      for (const { _id } of due) taken.add(_id);
    }
  }

  private async escalate({ _id, tier, seq, priority }: ScriptTicket, { name, to, bump }: ScriptRule): Promise<void> {
    const at = new Date();
    const cooldownUntil = new Date(at.getTime() + COOLDOWN);
    const change = { tier: to, seq: seq + 1, priority: Math.min(priority + bump, 3), cooldownUntil };
    const { modifiedCount } = await this.tally.during(this.tickets.updateOne({ _id, tier, seq }, { $set: change }));
    if (modifiedCount === 0) return;
    const id = `${_id}:${seq + 1}`;
    const log = this.client.db().collection<{ _id: string }>('escalation_log');
    await this.tally.during(log.insertOne({ _id: id, ...{ ticketId: _id, at, rule: name, from: tier, to } }));
    this.tally.decided(id, _id, at.getTime());
    for (const channel of ['slack', 'email']) {
      this.tally.told(_id);
      this.tally.entered(`${id}:${channel}`);
    }
  }
}
