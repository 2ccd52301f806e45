/** `rung ack`, `escalate` and `deescalate`: what a person asks of the engine, and its answer. */
import { Option, type Command } from 'commander';
import type { CommandAnswer, CommandOptions, Rung } from '../../client/index.js';
import { readId, readName, readTicketId } from '../../client/form.js';
import { choiceOf } from '../choice.js';
import { Failure } from '../failure.js';
import { print, type Terminal } from '../terminal.js';

interface Options {
  by?: string;
  commandId?: string;
  json?: true;
  to?: string;
}

interface Asking {
  done: (answer: Extract<CommandAnswer, { accepted: true }>) => string;
  ask: (rung: Rung, ticketId: string, who: CommandOptions) => Promise<CommandAnswer>;
}

export function ackCommand(program: Command, terminal: Terminal): void {
  personal(program, 'ack', 'say that somebody has taken a ticket on')
    .description('Records who has taken a ticket on; `rung show` tells it.')
    .addHelpText('after', '\nExample:\n  $ rung ack T-1 --by anna')
    .action((ticketId: string, options: Options) =>
      command(ticketId, options, terminal, {
        done: () => 'acknowledged',
        ask: (rung, id, who) => rung.acknowledge(id, who),
      }),
    );
}

export function escalateCommand(program: Command, terminal: Terminal): void {
  personal(program, 'escalate', 'take a ticket up, whatever the rules say')
    .description('Takes a ticket up one rung, or to a tier. Rules and cooldown do not hold it back.')
    .option('--to <tier>', 'the tier to climb to (default: one rung up)')
    .addHelpText('after', '\nExamples:\n  $ rung escalate T-1\n  $ rung escalate T-1 --to manager --by anna')
    .action((ticketId: string, options: Options) =>
      command(ticketId, options, terminal, {
        done: ({ tier, seq }) => `escalated to ${tier} (transition ${seq})`,
        ask: (rung, id, who) => rung.escalate(id, { ...who, ...(options.to !== undefined && { to: options.to }) }),
      }),
    );
}

export function deescalateCommand(program: Command, terminal: Terminal): void {
  const steps = ['previous', 'base'] as const;
  personal(program, 'deescalate', 'take back the last step of a ticket, or all of them')
    .description('Takes back the last step of a ticket, or all of them.')
    .addOption(
      new Option('--to <where>', 'take back the last step or all')
        .choices(steps)
        .argParser(choiceOf('--to', steps))
        .default('previous'),
    )
    .addHelpText('after', '\nExamples:\n  $ rung deescalate T-1\n  $ rung deescalate T-1 --to base --by anna')
    .action((ticketId: string, options: Options) =>
      command(ticketId, options, terminal, {
        done: ({ tier, seq }) => `brought down to ${tier} (transition ${seq})`,
        ask: (rung, id, who) => rung.deEscalate(id, { ...who, to: options.to as (typeof steps)[number] }),
      }),
    );
}

function personal(program: Command, name: string, summary: string): Command {
  return program
    .command(name)
    .summary(summary)
    .argument('<ticketId>', 'the ticket')
    .option('--by <who>', 'who asks (default: the user of this machine)')
    .option(
      '--command-id <id>',
      'the same command under the same id is done once, and answered again (default: a random id)',
    )
    .option('--json', 'print the answer as one JSON object');
}

async function command(
  ticketId: string,
  { by, commandId, to, json }: Options,
  terminal: Terminal,
  { ask, done }: Asking,
): Promise<void> {
  const { env, stdout } = terminal;
  readTicketId(ticketId);
  if (by !== undefined) readName(by, '--by');
  if (commandId !== undefined) readId(commandId, '--command-id');
  if (to !== undefined) readName(to, '--to');
  const { withEngine } = await import('../engine.js');
  const who = { by: by ?? (env['USER'] || env['USERNAME'] || 'rung'), ...(commandId !== undefined && { commandId }) };
  const answer = await withEngine(terminal, ({ rung }) => ask(rung, ticketId, who));
  if (json) print(stdout, JSON.stringify({ ticketId, ...answer }));
  if (!answer.accepted) throw new Failure(1, answer.reason);
  if (!json) print(stdout, `${ticketId}: ${answer.repeated ? 'done already' : done(answer)}`);
}
