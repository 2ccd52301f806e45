/** `rung simulate`: what a policy does with a timeline, in virtual time and without any server. */
import type { Command } from 'commander';
import type { Policy } from '../../domain/policy.js';
import type { Simulated } from '../../domain/timeline.js';
import { print, type Terminal } from '../terminal.js';
import type { Timeline } from '../timeline-file.js';

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
  const { readInput } = await import('../input.js');
  const { readTimeline, linesOfRefused } = await import('../timeline-file.js');
  const { simulate } = await import('../../domain/timeline.js');

  const { policy, hash } = await loadPolicyFor(asked, terminal);
  const input = await readInput(file, terminal);
  const timeline: Timeline = readTimeline(input, policy);
  const simulated = simulate(timeline.events, policy, hash);

  if (json) await printJson(simulated, terminal);
  else await printForPeople(simulated, policy, terminal);
  linesOfRefused(timeline, simulated.refused).forEach((line, i) => {
    const { ticketId, event } = simulated.refused[i]!;
    print(terminal.stderr, `${input.name}:${line}: ${event} refused; ticket ${ticketId} was never created`);
  });
}

async function printJson({ decisions }: Simulated, { stdout }: Terminal): Promise<void> {
  const { decisionLine } = await import('../../domain/view.js');
  for (let from = 0; from < decisions.length; from += CHUNK) {
    const lines = decisions.slice(from, from + CHUNK).map((decision) => JSON.stringify(decisionLine(decision)));
    stdout.write(`${lines.join('\n')}\n`);
  }
}

/** How many decisions are written at once. */
const CHUNK = 1_000;

async function printForPeople({ decisions, tickets }: Simulated, policy: Policy, terminal: Terminal): Promise<void> {
  const { decisionLine } = await import('../../domain/view.js');
  const { decisionWords } = await import('../words/decision.js');
  const { ruleWords } = await import('../words/rule.js');
  const { dateTime } = await import('../words/time.js');
  const { table } = await import('../table.js');
  const { stdout, colours } = terminal;

  const words = {
    colours,
    time: (at: string) => dateTime(Date.parse(at)),
    why: (rule: string) => ruleWords(policy, rule),
  };
  const rows = decisions.map((decision) => [
    colours.dim(dateTime(decision.at)),
    decision.ticketId,
    decisionWords(decisionLine(decision), words),
  ]);
  for (const row of table(rows)) print(stdout, row);
  if (rows.length === 0) print(stdout, 'Nothing is decided in this timeline.');
  if (tickets.length === 0) return;
  print(stdout, '');
  const ends = tickets.map(({ ticketId, tier, status, priority, assigneeGroup }) => [
    ticketId,
    tier,
    status,
    priority,
    assigneeGroup,
  ]);
  for (const row of table([['Ticket', 'Tier', 'Status', 'Priority', 'Group'], ...ends])) print(stdout, row);
}
