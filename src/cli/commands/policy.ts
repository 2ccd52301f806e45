/** `rung policy check`: is a policy file right, and what does it say? */
import type { Command } from 'commander';
import type { LoadedPolicy } from '../../policy/load.js';
import { applyPolicyCommand, listPoliciesCommand, showPolicyCommand } from '../policies/commands.js';
import { print, type Terminal } from '../terminal.js';
import { counted } from '../words/count.js';

export function policyCommand(program: Command, terminal: Terminal): void {
  const policy = program.command('policy').summary('validate policy files').description('Looks after policy files.');
  policy
    .command('check')
    .summary('validate a policy file')
    .description(
      'Validates a policy file. Every problem is printed with its line and column, and the status is 2. Of a policy that tickets have it says ' +
        'whether time zones and holidays that were pinned with it end within a year.',
    )
    .argument('<policy>', 'a YAML file, or a hash that `rung policy list` shows (or its beginning)')
    .option('--json', 'print one JSON object on standard output')
    .addHelpText(
      'after',
      '\nExamples:\n  $ rung policy check policies/default.yaml\n  $ rung policy check 1f0e3dad99908345',
    )
    .action((file: string, options: { json?: true }) => check(file, options, terminal));
  for (const more of [listPoliciesCommand, showPolicyCommand, applyPolicyCommand]) more(policy, terminal);
}

async function check(file: string, { json }: { json?: true }, terminal: Terminal): Promise<void> {
  const { stdout, stderr } = terminal;
  const { targetWarnings } = await import('../targets.js');
  const { formatProblem, PolicyError } = await import('../../reading/problems.js');
  try {
    const { policy, hash, warnings: found } = await lookedAt(file, terminal);
    const untold = (await targetWarnings(policy, terminal)).map((message) => ({
      file,
      line: 0,
      column: 0,
      path: '',
      message,
      expected: 'its alerts would wait',
    }));
    const warnings = [...found, ...untold];
    if (json) return print(stdout, JSON.stringify({ file, valid: true, hash, problems: [], warnings }));
    for (const warning of warnings) print(stderr, `${formatProblem(warning)} (warning)`);
    const ladder = policy.tiers.map(({ name }) => name).join(', ');
    print(stdout, `${file} is right: ${counted(policy.rules.length, 'rule')} on ${ladder}; version ${hash}`);
  } catch (error) {
    if (json && error instanceof PolicyError) {
      print(stdout, JSON.stringify({ file, valid: false, hash: null, problems: error.problems, warnings: [] }));
    }
    throw error;
  }
}

async function lookedAt(asked: string, terminal: Terminal): Promise<LoadedPolicy> {
  const { findPolicy, isHash } = await import('../policies/known.js');
  const { loadPolicy, today } = await import('../../policy/load.js');
  if (!isHash(asked)) return loadPolicy(asked);
  const { pinnedThatEnds } = await import('../../policy/lint/horizon.js');
  const { policy, hash } = await findPolicy(asked, terminal);
  const place = { file: `policy ${hash}`, line: 0, column: 0, path: '' };
  return { policy, hash, warnings: pinnedThatEnds(policy, today()).map((one) => ({ ...one, ...place })) };
}
