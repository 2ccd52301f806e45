/** `rung list`: the open tickets, highest tier first, then next deadline first. */
import type { Command } from 'commander';
import type { OpenTicket } from '../../client/list.js';
import { Failure } from '../failure.js';
import { print, type Terminal } from '../terminal.js';

interface Options {
  tier?: string;
  status?: string;
  customerTier?: string;
  policyHash?: string;
  undelivered?: true;
  json?: true;
}

export function listCommand(program: Command, terminal: Terminal): void {
  program
    .command('list')
    .summary('list the open tickets')
    .description(
      'Lists the open tickets, highest tier first, then next deadline first. Tiers that the policy of $RUNG_POLICY does not ' +
        'have come before all others. It may lag a second behind.',
    )
    .option('--tier <tier>', 'only tickets of this tier')
    .option('--status <status>', 'only tickets with this status')
    .option('--customer-tier <tier>', 'only tickets of these customers')
    .option('--policy-hash <hash>', 'only tickets under this policy (`rung policy list` shows them)')
    .option('--undelivered', 'instead of tickets, the alerts that have reached nobody yet')
    .option('--json', 'print one JSON object per ticket, or per alert')
    .addHelpText(
      'after',
      '\nExamples:\n  $ rung list\n  $ rung list --tier manager --json\n  $ rung list --undelivered',
    )
    .action(async ({ undelivered, ...options }: Options) => {
      if (!undelivered) return list(options, terminal);
      const filter = Object.keys(options).find((option) => option !== 'json');
      if (filter !== undefined)
        throw new Failure(2, '--undelivered goes with --json only: it lists alerts, not tickets');
      const { listUndelivered } = await import('../undelivered.js');
      return listUndelivered(options.json ?? false, terminal);
    });
}

async function list({ json, ...filter }: Omit<Options, 'undelivered'>, terminal: Terminal): Promise<void> {
  const { loadPolicyFor } = await import('../policy-file.js');
  const { withEngine } = await import('../engine.js');
  const policy = await loadPolicyFor(undefined, terminal);
  const { progress } = await import('../progress.js');
  const bar = progress({ label: 'tickets', stream: terminal.stderr });
  const listing = withEngine(terminal, ({ rung }) => rung.list(filter, () => bar.advance()), policy);
  const tickets = await listing.finally(() => bar.end());
  if (json) {
    for (const ticket of tickets) print(terminal.stdout, JSON.stringify(ticket));
    return;
  }
  if (tickets.length === 0) return print(terminal.stdout, 'No open tickets.');
  await printTable(tickets, terminal);
}

async function printTable(tickets: OpenTicket[], { stdout, colours }: Terminal): Promise<void> {
  const { table } = await import('../table.js');
  const { fromNow } = await import('../words/time.js');
  const now = Date.now();
  const when = (at: string | null) => (at === null ? '-' : fromNow(Date.parse(at), now));
  const head = ['Ticket', 'Tier', 'Status', 'Priority', 'Customer', 'Next deadline', 'SLA due', 'Escalated by'];
  const rows = tickets.map((ticket) => [
    ticket.ticketId,
    ticket.tier ?? '-',
    ticket.status ?? '-',
    ticket.priority ?? '-',
    ticket.customerTier ?? '-',
    when(ticket.nextDeadlineAt),
    when(ticket.slaDueAt),
    ticket.escalationReason ?? '-',
  ]);
  for (const row of table([head.map((title) => colours.bold(title)), ...rows])) print(stdout, row);
}
