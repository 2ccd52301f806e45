/** `rung simulate`: what a policy does with a timeline, in virtual time and without any server. */
import { once } from 'node:events';
import type { Command } from 'commander';
import type { Decision } from '../../domain/ladder/decision.js';
import type { Policy } from '../../domain/rules/policy.js';
import type { TicketState } from '../../domain/ticket/ticket.js';
import { print, type Terminal } from '../terminal.js';

interface Options {
  timeline: string;
  policy?: string;
  json?: true;
}

export function simulateCommand(program: Command, terminal: Terminal): void {
  program
    .command('simulate')
    .summary('run a policy over a timeline, without servers')
    .description(
      'Runs the engine over a timeline in virtual time, without any server, and prints each decision. A fact for a ticket ' +
        'that was never created is refused: a line on standard error, and nothing else.',
    )
    .requiredOption('-t, --timeline <file>', 'JSON lines, one fact on each; - for standard input')
    .option('-p, --policy <file>', 'the policy (default: $RUNG_POLICY, else policies/default.yaml)')
    .option('--json', 'print one JSON object per decision')
    .addHelpText(
      'after',
      `
Examples:
  $ rung simulate --timeline examples/story.jsonl
  $ rung simulate --timeline examples/story.jsonl --policy mine.yaml --json`,
    )
    .action((options: Options) => simulateTimeline(options, terminal));
}

async function simulateTimeline({ timeline: file, policy: asked, json }: Options, terminal: Terminal): Promise<void> {
  const { loadPolicyFor } = await import('../policy-file.js');
  const { TextSource } = await import('../text-source.js');
  const { progress } = await import('../progress.js');
  const { run, survey } = await import('../simulating.js');

  const loaded = await loadPolicyFor(asked, terminal);
  const printer = await (json ? jsonPrinter() : peoplePrinter(loaded.policy, terminal));
  const source = await TextSource.open(file, terminal);
  let bar = progress({ label: 'rows read', stream: terminal.stderr });
  try {
    const found = await survey(source, loaded.policy, bar);
    bar.end();
    for (const [warning, row] of found.warnings) print(terminal.stderr, `${source.name}:${row}: ${warning} (warning)`);
    bar = progress({ label: 'rows', total: found.rows, stream: terminal.stderr });
    const write = async (lines: string[]) => {
      if (lines.length === 0) return;
      bar.clear();
      if (!terminal.stdout.write(`${lines.join('\n')}\n`)) await once(terminal.stdout, 'drain');
    };
    await run(
      source,
      found,
      loaded,
      {
        ...printer,
        refused(row, { ticketId, type }) {
          bar.clear();
          print(terminal.stderr, `${source.name}:${row}: ${type} refused; ticket ${ticketId} was never created`);
        },
        flush: () => write(printer.lines()),
      },
      bar,
    );
    await write(printer.end());
  } finally {
    bar.end();
    await source.close();
  }
}

/** How decisions are printed. */
interface Printer {
  decided(decision: Decision): void;
  over(ticket: TicketState, nth: number): void;
  /** What can be printed now, and has not been yet. */
  lines(): string[];
  /** All that is left to print. */
  end(): string[];
}

async function jsonPrinter(): Promise<Printer> {
  const { decisionLine } = await import('../../domain/ticket/view.js');
  const waiting: string[] = [];
  const lines = () => waiting.splice(0);
  return {
    decided: (decision) => waiting.push(JSON.stringify(decisionLine(decision))),
    over: () => undefined,
    lines,
    end: lines,
  };
}

/** How many rows make a table: its columns are as wide as they need, and nobody reads more at once. */
const TABLE_ROWS = 1_000;

async function peoplePrinter(policy: Policy, { colours }: Terminal): Promise<Printer> {
  const { decisionLine } = await import('../../domain/ticket/view.js');
  const { decisionWords } = await import('../words/decision.js');
  const { ruleWords } = await import('../words/rule.js');
  const { dateTime } = await import('../words/time.js');
  const { table } = await import('../table.js');

  const words = {
    colours,
    time: (at: string) => dateTime(Date.parse(at)),
    why: (rule: string) => ruleWords(policy, rule),
  };
  const rows: string[][] = [];
  let nothing = true;
  const ends: string[][] = [];
  return {
    decided(decision) {
      nothing = false;
      const { at, ticketId } = decision;
      rows.push([colours.dim(dateTime(at)), ticketId, decisionWords(decisionLine(decision), words)]);
    },
    over({ ticketId, tier, status, priority, assigneeGroup }, nth) {
      ends[nth] = [ticketId, tier, status, priority, assigneeGroup];
    },
    lines: () => (rows.length < TABLE_ROWS ? [] : table(rows.splice(0))),
    end: () => [
      ...table(rows),
      ...(nothing ? ['Nothing is decided in this timeline.'] : []),
      ...(ends.length > 0 ? ['', ...table([['Ticket', 'Tier', 'Status', 'Priority', 'Group'], ...ends])] : []),
    ],
  };
}
