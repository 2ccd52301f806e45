/** `rung explain`: for each rule of a ticket, why it did or did not fire. */
import type { Command } from 'commander';
import { readInstant, readTicketId } from '../../client/form.js';
import { print, type Terminal } from '../terminal.js';

interface Options {
  at?: string;
  timeline?: string;
  policy?: string;
  rule?: string;
  json?: true;
}

export function explainCommand(program: Command, terminal: Terminal): void {
  program
    .command('explain')
    .summary('say why rules did or did not fire')
    .description(
      'Says of each rule of a ticket, in plain sentences, why it did or did not fire, what it waits for, when it next could, and what ' +
        'holds it. A time that lies ahead is as time alone will make it. With a timeline no server is asked.',
    )
    .argument('<ticketId>', 'the ticket')
    .option('--at <instant>', 'for which instant (default: now; of a timeline its last line)')
    .option('--rule <name>', 'only this rule')
    .option('-t, --timeline <file>', 'the ticket of a timeline instead; - for standard input')
    .option('-p, --policy <file>', 'for the timeline (default: $RUNG_POLICY, else policies/default.yaml)')
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      '\nExamples:\n  $ rung explain T-1\n  $ rung explain T-1 --rule sla_breached --at 2026-01-05T18:00:00Z\n' +
        '  $ rung explain T-1 --timeline examples/story.jsonl --at 2026-01-06T09:00:00Z',
    )
    .action((ticketId: string, options: Options) => explain(ticketId, options, terminal));
}

async function explain(ticketId: string, options: Options, terminal: Terminal): Promise<void> {
  readTicketId(ticketId);
  const at = options.at === undefined ? undefined : readInstant(options.at, '--at');
  const { explainedByEngine, explainedByTimeline, explainedPage, onlyRule, serialized } =
    await import('../explaining.js');
  const whole =
    options.timeline === undefined
      ? await explainedByEngine(ticketId, at, terminal)
      : await explainedByTimeline(ticketId, at, options.timeline, options.policy, terminal);
  const explained = options.rule === undefined ? whole : onlyRule(whole, options.rule);
  if (options.json) return print(terminal.stdout, JSON.stringify(serialized(explained)));
  for (const line of explainedPage(explained, terminal.colours)) print(terminal.stdout, line);
}
