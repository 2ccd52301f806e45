/** `rung policy list`, `show` and `apply`: the policies that tickets have. */
import { InvalidArgumentError, Option, type Command } from 'commander';
import { Failure } from '../failure.js';
import { print, type Terminal } from '../terminal.js';

export function listPoliciesCommand(policy: Command, terminal: Terminal): void {
  policy
    .command('list')
    .summary('list the policies that tickets have or had')
    .description(
      'Lists the policies that tickets were opened with or moved to, the newest first, and how many open tickets have each.',
    )
    .option('--json', 'print one JSON object per policy')
    .addHelpText('after', '\nExample:\n  $ rung policy list')
    .action(async ({ json = false }: { json?: boolean }) => {
      const { listPolicies } = await import('./list.js');
      return listPolicies(json, terminal);
    });
}

export function showPolicyCommand(policy: Command, terminal: Terminal): void {
  policy
    .command('show')
    .summary('show a policy, and what was pinned with it')
    .description(
      'Shows a policy as the engine reads it, with the UTC offsets and public holidays that were looked up when it was loaded.',
    )
    .argument('<policy>', 'a hash that `rung policy list` shows (or its beginning), a policy file, or a ticket')
    .option('--json', 'print one JSON object, with all offsets and dates')
    .addHelpText(
      'after',
      '\nExamples:\n  $ rung policy show policies/default.yaml\n  $ rung policy show T-1\n  $ rung policy show 1f0e3dad99908345',
    )
    .action(async (asked: string, { json }: { json?: true }) => {
      const { findPolicy } = await import('./known.js');
      const { policyPage } = await import('./page.js');
      const known = await findPolicy(asked, terminal);
      if (json) return print(terminal.stdout, JSON.stringify(known));
      for (const line of policyPage(known.policy, known.hash, Date.now())) print(terminal.stdout, line);
    });
}

interface ApplyOptions {
  where?: string;
  map: string[];
  by?: string;
  rate: number;
  quietPast?: true;
  dryRun?: true;
  yes?: true;
  json?: true;
}

export function applyPolicyCommand(policy: Command, terminal: Terminal): void {
  policy
    .command('apply')
    .summary('move open tickets to a policy')
    .description(
      'Shows what a policy would change for the open tickets (tiers, deadlines, rules that would fire at once), asks whether to go on, and then ' +
        'moves them to it, by a command that each of them logs. Where there is no terminal to ask on, it needs --yes or --dry-run. It may be stopped with Ctrl-C and run again: tickets that are moved are skipped. What is shown is ' +
        'as the database has it, which may lag a few seconds.',
    )
    .argument('<file>', 'a policy file')
    .option(
      '--where <fields>',
      'only tickets like this, such as tier=L2,customerTier=gold (also status, priority, group, policy)',
    )
    .option('--map <old=new>', 'the tier that takes the place of one; may be given several times', gathered, [])
    .option('--quiet-past', 'what the policy would do at once is taken for done: nobody is told')
    .addOption(new Option('--rate <number>', 'tickets a second, at most').argParser(readRate).default(20))
    .option('--by <who>', 'who asks (default: the user of this machine)')
    .option('-n, --dry-run', 'only show what would change')
    .option('-y, --yes', 'move them without asking')
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      '\nExamples:\n  $ rung policy apply policies/new.yaml --dry-run\n  $ rung policy apply policies/new.yaml --where customerTier=gold --map L3=manager\n  $ rung policy apply policies/new.yaml --yes',
    )
    .action((file: string, options: ApplyOptions) => applyTo(file, options, terminal));
}

const NOBODY_TO_ASK =
  'nothing was moved: nobody can be asked whether to, as this is no terminal; give --yes to move tickets unasked, or --dry-run to look only';

async function applyTo(file: string, options: ApplyOptions, terminal: Terminal): Promise<void> {
  const { where, map, by, rate, quietPast: quiet = false, dryRun = false, yes = false, json = false } = options;
  const { readSelection, readTierMap } = await import('./selection.js');
  const { loadPolicy } = await import('../../policy/load.js');
  const { readName } = await import('../../client/form.js');
  if (by !== undefined) readName(by, '--by');
  if (!dryRun && !yes && !terminal.ask) throw new Failure(2, NOBODY_TO_ASK);
  const selection = readSelection(where);
  const loaded = await loadPolicy(file);
  const tiers = readTierMap(map, loaded.policy);
  const { env, ask } = terminal;
  const { apply } = await import('./apply.js');
  const { policyOfNewTickets } = await import('./known.js');
  const { withEngine } = await import('../engine.js');
  const parts = [
    ...['rung policy apply', quoted(file)],
    ...(where === undefined ? [] : ['--where', quoted(where)]),
    ...map.flatMap((one) => ['--map', quoted(one)]),
    ...(quiet ? ['--quiet-past'] : []),
    ...(yes ? ['--yes'] : []),
  ];
  await withEngine(
    terminal,
    async (engine) =>
      apply(
        engine,
        {
          ...{ loaded, selection, tiers, quiet, dryRun, rate, json, again: parts.join(' ') },
          by: by ?? (env['USER'] || env['USERNAME'] || 'rung'),
          // Where only some are asked for, others are meant to have other policies.
          forNewTickets: where === undefined ? await policyOfNewTickets(terminal) : undefined,
          ask: yes ? null : (ask ?? null),
        },
        terminal,
      ),
    loaded,
  );
}

function gathered(text: string, before: string[]): string[] {
  return [...before, text];
}

function readRate(text: string): number {
  const rate = Number(text);
  if (Number.isFinite(rate) && rate > 0 && rate <= 1_000) return rate;
  throw new InvalidArgumentError('it must be a number more than 0 and at most 1000');
}

/** As a shell takes it. */
function quoted(text: string): string {
  return /^[\w./=,:@-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
