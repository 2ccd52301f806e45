/** `rung doctor`: what is right and wrong with this machine's set-up. */
import type { Command } from 'commander';
import type { Policy } from '../../domain/rules/policy.js';
import { Failure } from '../failure.js';
import { print, type Terminal } from '../terminal.js';
import { counted } from '../words/count.js';

interface Check {
  name: string;
  ok: boolean;
  detail: string;
  remedy?: string;
}

export function doctorCommand(program: Command, terminal: Terminal): void {
  program
    .command('doctor')
    .summary("say what is wrong with this machine's set-up")
    .description(
      'Looks at what Rung needs on this machine and at its settings, changes nothing, and says what to do. The status ' +
        'is 1 when something is wrong.',
    )
    .option('--json', 'print one JSON object per check')
    .addHelpText('after', '\nExample:\n  $ rung doctor')
    .action((options: { json?: true }) => examine(options, terminal));
}

async function examine({ json }: { json?: true }, terminal: Terminal): Promise<void> {
  const { diagnose } = await import('../../../local-stack/doctor.js');
  const config = await settings(terminal);
  const { openTicketsChecks } = await import('../open-tickets.js');
  const { waitingFactsChecks } = await import('../waiting-facts.js');
  const { reconcilerChecks } = await import('../reconcilers.js');
  const asked = [openTicketsChecks, waitingFactsChecks, reconcilerChecks];
  const engine: Check[] = [];
  if (config.ok) for (const ask of asked) engine.push(...(await ask(terminal)));
  const checks = [...(await diagnose({ ...terminal.env })), config, ...(await policy(terminal)), ...engine];
  if (json) for (const check of checks) print(terminal.stdout, JSON.stringify(check));
  else await printTable(checks, terminal);
  const wrong = checks.filter(({ ok }) => !ok).length;
  if (wrong > 0) throw new Failure(1, `${wrong} of ${counted(checks.length, 'check')} found something wrong`);
}

async function settings({ env }: Terminal): Promise<Check> {
  const { ConfigError, loadConfig } = await import('../../config/index.js');
  try {
    loadConfig(env);
    return { name: 'Settings', ok: true, detail: 'the environment can be used' };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { name: 'Settings', ok: false, ...said(error) };
  }
}

async function policy(terminal: Terminal): Promise<Check[]> {
  const { loadPolicyFor, policyFile } = await import('../policy-file.js');
  const { PolicyError } = await import('../../reading/problems.js');
  try {
    const { policy, hash } = await loadPolicyFor(undefined, terminal);
    const right = { name: 'Policy', ok: true, detail: `${policyFile(undefined, terminal)}, version ${hash}` };
    return [right, ...(await targets(policy, terminal))];
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    return [{ name: 'Policy', ok: false, ...said(error) }];
  }
}

/** Nothing is said of targets that are in order. */
async function targets(policy: Policy, terminal: Terminal): Promise<Check[]> {
  const { targetWarnings } = await import('../targets.js');
  const remedy = 'Mend the setting, or the name in the policy; until then its alerts wait.';
  return (await targetWarnings(policy, terminal)).map((detail) => ({ name: 'Target', ok: false, detail, remedy }));
}

function said({ message }: Error): Pick<Check, 'detail' | 'remedy'> {
  const [first = '', ...more] = message.split('\n');
  return { detail: first, ...(more.length > 0 && { remedy: more.join('; ') }) };
}

async function printTable(checks: Check[], { stdout, colours }: Terminal): Promise<void> {
  const { table } = await import('../table.js');
  const rows = checks.map(({ name, ok, detail }) => [ok ? colours.green('ok') : colours.red('wrong'), name, detail]);
  table(rows).forEach((row, i) => {
    print(stdout, row);
    const { ok, remedy } = checks[i]!;
    if (!ok && remedy !== undefined) print(stdout, `       ${remedy}`);
  });
}
