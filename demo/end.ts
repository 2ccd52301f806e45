/** What is left to say when the story has been told: how its tickets stand, and whether it went as simulated. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Stack } from '../local-stack/stack.js';
import type { TicketState } from '../src/domain/ticket/ticket.js';
import type { Store } from '../src/store/mongo.js';
import { table } from '../src/cli/table.js';
import { print, type Terminal } from '../src/cli/terminal.js';
import { workflowPage } from '../src/cli/web-ui.js';
import type { Told } from './index.js';

/** How long the last alerts may take. */
const PATIENCE_MS = 10_000;
const POLL_MS = 200;

interface TicketAtEnd {
  ticketId: string;
  /** As it was last written down. */
  state: TicketState | undefined;
  sent: number;
  notSent: number;
}

/** Prints the tickets with links to their workflows, and the verdict; alerts that were not sent are added to the differences. */
export async function printEnd(
  told: Told,
  store: Store,
  { temporal }: Pick<Stack, 'temporal'>,
  { stdout, colours }: Terminal,
): Promise<void> {
  const tickets = await Promise.all(told.ticketIds.map((id) => atEnd(id, told.alerts.get(id) ?? 0, store)));
  const rows = tickets.map(({ ticketId, state, sent }) => [
    ticketId,
    state?.tier ?? '-',
    state?.status ?? '-',
    String(sent),
    workflowPage(temporal.uiUrl, temporal.namespace, ticketId) ?? '',
  ]);
  const head = ['Ticket', 'Tier', 'Status', 'Alerts', 'Workflow'].map((title) => colours.bold(title));
  print(stdout, '');
  for (const row of table([head, ...rows])) print(stdout, row);
  print(stdout, '');

  told.differences.push(
    ...tickets.flatMap(({ ticketId, notSent }) => (notSent > 0 ? `${ticketId}: ${notSent} alerts were not sent` : [])),
  );
  if (told.differences.length === 0) {
    const late = (told.late / 1000).toFixed(1);
    print(
      stdout,
      colours.green(`Every decision is the one \`rung simulate\` foretells, and none came more than ${late} s late.`),
    );
  }
}

async function atEnd(ticketId: string, expected: number, store: Store): Promise<TicketAtEnd> {
  const patience = Date.now() + PATIENCE_MS;
  for (;;) {
    const sent = (await store.archive.alerts(ticketId)).filter(({ state }) => state === 'sent').length;
    if (sent >= expected || Date.now() > patience) {
      const state = (await store.store.load(ticketId))?.state;
      return { ticketId, state, sent, notSent: Math.max(0, expected - sent) };
    }
    await sleep(POLL_MS);
  }
}
