/** `rung simulate`: what a policy does with tickets, in virtual time and without touching them. */
import { once } from 'node:events';
import { basename } from 'node:path';
import type { Command } from 'commander';
import type { Decision } from '../../domain/ladder/decision.js';
import type { Policy } from '../../domain/rules/policy.js';
import type { TicketState } from '../../domain/ticket/ticket.js';
import type { LoadedPolicy } from '../../policy/load.js';
import type { Comparison } from '../simulate/comparison.js';
import type { RowSource } from '../simulating.js';
import { print, type Terminal } from '../terminal.js';

interface Options {
  timeline?: string;
  ticket?: string;
  since?: string;
  policy?: string;
  against?: string;
  summary?: true;
  json?: true;
  html?: string;
  timeZone?: string;
  night: string;
}

export function simulateCommand(program: Command, terminal: Terminal): void {
  program
    .command('simulate')
    .summary('run a policy over a timeline or over real tickets, without touching them')
    .description(
      'Runs the engine in virtual time over a timeline, over the recorded life of a ticket, or over all tickets of a period, and prints each ' +
        'decision, or how many there are: of one policy, or of two side by side. Nothing is changed and nobody is told. A fact for a ticket ' +
        'that was never created is refused: a line on standard error, and nothing else. A timeline in the order of time may be of any length; ' +
        'one that is not is held whole in memory.',
    )
    .option('-t, --timeline <file>', 'JSON lines, one fact on each; - for standard input')
    .option('--ticket <id>', 'the recorded life of this ticket')
    .option(
      '--since <length>',
      'the recorded lives, until now, of the tickets created in the last so long, such as 30d',
    )
    .option('-p, --policy <file>', 'the policy (default: $RUNG_POLICY, else policies/default.yaml)')
    .option('--against <file>', 'another policy to hold it against')
    .option('--summary', 'print numbers, not each decision')
    .option('--html <file>', 'write a page with plots')
    .option('--time-zone <name>', 'whose hours and nights are counted (default: of the policy’s calendars, else UTC)')
    .option('--night <part>', 'what counts as night', '22:00-07:00')
    .option('--json', 'print one JSON object per decision, or one with the numbers')
    .addHelpText(
      'after',
      `
Examples:
  $ rung simulate --timeline examples/story.jsonl
  $ rung simulate --timeline examples/story.jsonl --policy mine.yaml --json
  $ rung simulate --ticket T-1042 --policy new.yaml
  $ rung simulate --since 30d --policy new.yaml --against policies/default.yaml --html preview.html`,
    )
    .action((options: Options) => simulate(options, terminal));
}

async function simulate(options: Options, terminal: Terminal): Promise<void> {
  const { timeline, ticket, since, policy, against, summary, html } = options;
  const given = [timeline, ticket, since].filter((one) => one !== undefined);
  if (given.length !== 1) {
    const { Failure } = await import('../failure.js');
    const many = given.length === 0 ? 'say what to run over' : 'one at a time';
    throw new Failure(2, `${many}: --timeline <file>, --ticket <id> or --since <length>`);
  }
  const { loadPolicyFor, policyFile } = await import('../policy-file.js');
  const loaded = await loadPolicyFor(policy, terminal);
  const counts = (summary ?? against ?? html ?? since) !== undefined;
  const other = against === undefined ? undefined : { file: against, loaded: await loadPolicyFor(against, terminal) };
  const source = await sourceOf(options, terminal);
  try {
    if (!counts) {
      for (const lack of source.lacks) print(terminal.stderr, lack);
      return await printDecisions(source, loaded, options, terminal);
    }
    const { compare } = await import('../simulate/compare.js');
    const contender = { file: policyFile(policy, terminal), loaded };
    const { timeZone, night } = options;
    const asked = {
      ...(timeZone !== undefined && { timeZone }),
      night,
      source: basename(timeline ?? '') || source.name,
      lacks: source.lacks,
    };
    await printComparison(
      await compare(source, other ? [contender, other] : [contender], asked, terminal),
      options,
      terminal,
    );
  } finally {
    await source.close();
  }
}

async function sourceOf(
  { timeline, ticket, since }: Options,
  terminal: Terminal,
): Promise<RowSource & { lacks: string[] }> {
  if (timeline !== undefined) {
    const { TextSource } = await import('../text-source.js');
    return Object.assign(await TextSource.open(timeline, terminal), { lacks: [] });
  }
  const { recordedSince, recordedTicket } = await import('../simulate/recorded.js');
  return ticket === undefined ? recordedSince(since!, terminal) : recordedTicket(ticket, terminal);
}

async function printComparison(comparison: Comparison, { json, html }: Options, terminal: Terminal): Promise<void> {
  const { comparisonJson, comparisonTable } = await import('../simulate/text.js');
  if (html !== undefined) {
    const { comparisonPage } = await import('../simulate/page.js');
    const { writeText } = await import('../simulate/write.js');
    await writeText(html, comparisonPage(comparison));
    print(terminal.stderr, `The page is in ${html}.`);
  }
  if (json) print(terminal.stdout, comparisonJson(comparison));
  else for (const line of comparisonTable(comparison, terminal)) print(terminal.stdout, line);
}

async function printDecisions(
  source: RowSource,
  loaded: LoadedPolicy,
  { json }: Options,
  terminal: Terminal,
): Promise<void> {
  const { bars } = await import('../progress.js');
  const { run, survey } = await import('../simulating.js');

  const printer = await (json ? jsonPrinter() : peoplePrinter(loaded.policy, terminal));
  const bar = bars(terminal.stderr);
  try {
    const found = await survey(source, loaded.policy, bar);
    bar.clear();
    for (const [warning, row] of found.warnings) print(terminal.stderr, `${source.name}:${row}: ${warning} (warning)`);
    const write = async (texts: Iterable<Buffer>) => {
      for (const text of texts) {
        bar.clear();
        if (!terminal.stdout.write(text)) await once(terminal.stdout, 'drain');
      }
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
        flush: () => write(printer.ready()),
      },
      bar,
    );
    await write(printer.end());
  } finally {
    bar.end();
  }
}

/** How decisions are printed. */
interface Printer {
  decided(decision: Decision): void;
  over(ticket: TicketState, nth: number): void;
  /** What can be printed now, and has not been yet. */
  ready(): Buffer[];
  /** All that is left to print, part by part. */
  end(): Iterable<Buffer>;
}

/** How many rows make a table: its columns are as wide as they need, and nobody reads more at once. */
const TABLE_ROWS = 1_000;

/** Decisions as bytes, a table's worth at a time: these lie outside the heap until they are printed. */
function printed(rows: (decisions: Decision[]) => string[]) {
  let waiting: Decision[] = [];
  let texts: Buffer[] = [];
  const add = (lines: string[]) => {
    if (lines.length > 0) texts.push(Buffer.from(`${lines.join('\n')}\n`));
  };
  const compose = () => {
    add(rows(waiting));
    waiting = [];
  };
  const ready = () => {
    const now = texts;
    texts = [];
    return now;
  };
  return {
    decided(decision: Decision) {
      if (waiting.push(decision) === TABLE_ROWS) compose();
    },
    ready,
    *end(parts: Iterable<string[]> = []) {
      compose();
      yield* ready();
      for (const lines of parts) {
        add(lines);
        yield* ready();
      }
    },
  };
}

async function jsonPrinter(): Promise<Printer> {
  const { decisionLine } = await import('../../domain/ticket/view.js');
  const { decided, ready, end } = printed((decisions) =>
    decisions.map((decision) => JSON.stringify(decisionLine(decision))),
  );
  return { decided, over: () => undefined, ready, end: () => end() };
}

async function peoplePrinter(policy: Policy, { colours }: Terminal): Promise<Printer> {
  const { decisionLine } = await import('../../domain/ticket/view.js');
  const { decisionWords } = await import('../words/decision.js');
  const { ruleWords } = await import('../words/rule.js');
  const { readable } = await import('../words/time.js');
  const { table } = await import('../table.js');
  const { Ends } = await import('../simulate/ends.js');

  const conditions = new Map(policy.rules.map(({ name }) => [name, ruleWords(policy, name)]));
  const words = {
    colours,
    time: readable,
    why: (rule: string) => conditions.get(rule) ?? '',
  };
  const { decided, ready, end } = printed((decisions) =>
    table(
      decisions.map((decision) => {
        const line = decisionLine(decision);
        return [colours.dim(readable(line.at)), line.ticketId, decisionWords(line, words)];
      }),
    ),
  );
  let nothing = true;
  const ends = new Ends();
  return {
    decided(decision) {
      nothing = false;
      decided(decision);
    },
    over: (ticket, nth) => ends.add(ticket, nth),
    ready,
    *end() {
      yield* end(nothing ? [['Nothing is decided in this timeline.']] : []);
      yield* end(ends.lines());
    },
  };
}
