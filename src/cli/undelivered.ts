/** `rung list --undelivered`: alerts that have reached nobody, as the ledger knows them. */
import { connectStore } from '../store/mongo.js';
import type { AlertDocument } from '../store/port.js';
import { readSettings } from './settings.js';
import { table } from './table.js';
import { print, type Terminal } from './terminal.js';
import { fromNow } from './words/time.js';

export async function listUndelivered(json: boolean, terminal: Terminal): Promise<void> {
  const { stdout, colours } = terminal;
  const now = Date.now();
  const alerts = await undelivered(now, terminal);
  if (json) {
    for (const alert of alerts) print(stdout, JSON.stringify(line(alert)));
    return;
  }
  if (alerts.length === 0) return print(stdout, 'No undelivered alerts.');
  const head = ['Alert', 'State', 'Since', 'Attempts', 'Last error'];
  const rows = alerts.map((alert) => [
    alert._id,
    stateOf(alert),
    fromNow(alert.createdAt.getTime(), now),
    `${alert.attempts}`,
    alert.lastError ?? '-',
  ]);
  for (const row of table([head.map((title) => colours.bold(title)), ...rows])) print(stdout, row);
}

/** The database alone is asked: this has to work when all else does not. */
async function undelivered(now: number, terminal: Terminal): Promise<AlertDocument[]> {
  const { config } = await readSettings(terminal);
  const store = connectStore(config.mongodbUri);
  try {
    return await store.archive.undelivered(now);
  } finally {
    await store.close();
  }
}

/** `undelivered`: its target was given up and nobody could be told instead, or is being told at this moment. */
function stateOf({ state, parked }: AlertDocument): 'undelivered' | 'waits for credentials' | 'being tried' {
  if (state === 'undeliverable') return 'undelivered';
  return parked ? 'waits for credentials' : 'being tried';
}

function line(alert: AlertDocument) {
  const { _id: key, ticketId, seq, channel, target, attempts, lastError, createdAt, updatedAt } = alert;
  return { key, ticketId, seq, channel, target, state: stateOf(alert), attempts, lastError, createdAt, updatedAt };
}
