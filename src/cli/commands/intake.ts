/** `rung intake`: runs it; `check` and `try`: is a mapping right, and what would a delivery become by it? */
import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import type { Tried } from '../../intake/try.js';
import { Failure } from '../failure.js';
import { readInput } from '../input.js';
import { print, type Terminal } from '../terminal.js';

interface Options {
  json?: true;
  texts?: true;
}

export function intakeCommand(program: Command, terminal: Terminal): void {
  const intake = program
    .command('intake')
    .summary('run the intake: HTTP and webhooks')
    .description(
      'Runs the intake, until Ctrl-C or SIGTERM: tickets, facts and commands by HTTP, and webhooks of help desks. It listens on ' +
        'RUNG_INTAKE_ADDRESS (127.0.0.1:8787); on an address that others reach it does not start without a key (`rung key create`).',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  $ rung intake\n  $ RUNG_INTAKE_ADDRESS=0.0.0.0:8787 RUNG_WEBHOOK_ZENDESK_FILE=/run/secrets/zendesk rung intake',
    )
    .action(() => serve(terminal));
  intake
    .command('check')
    .summary('validate a mapping')
    .description('Validates a mapping. Every problem is printed with its line and column, and the status is 2.')
    .argument('<mapping>', 'a YAML file')
    .option('--json', 'print one JSON object on standard output')
    .addHelpText('after', '\nExample:\n  $ rung intake check integrations/zendesk.yaml')
    .action((mapping: string, options: Options) => checkMapping(mapping, options, terminal));
  intake
    .command('try')
    .summary('show what a delivery would become')
    .description(
      'Shows what a delivery would become by a mapping. A delivery is a JSON file with "headers" and "rawBody", and "path" and ' +
        '"receivedAt" where they matter. The secrets are those of RUNG_WEBHOOK_<NAME> or RUNG_WEBHOOK_<NAME>_FILE.',
    )
    .argument('<mapping>', 'a YAML file')
    .argument('<delivery>', 'a JSON file; - for standard input')
    .option('--texts', 'also show what the customer wrote, as a policy that has replies scored gets it')
    .option('--json', 'print one JSON object on standard output')
    .addHelpText('after', '\nExample:\n  $ rung intake try integrations/zendesk.yaml delivery.json --json')
    .action((mapping: string, delivery: string, options: Options) => tryMapping(mapping, delivery, options, terminal));
}

async function serve(terminal: Terminal): Promise<void> {
  const { readSettings } = await import('../settings.js');
  const { startIntake } = await import('../intake.js');
  const settings = await readSettings(terminal);
  const intake = await startIntake(settings, terminal);
  print(terminal.stderr, `The intake listens on ${intake.url}; ${intake.url}/docs tells how to use it; Ctrl-C ends it`);
  await new Promise<void>((resolve) => terminal.onStop(resolve));
  await intake.close();
}

async function checkMapping(file: string, { json }: Options, { stdout }: Terminal): Promise<void> {
  const { PolicyError } = await import('../../reading/problems.js');
  const { loadMapping } = await import('../../intake/mapping/load.js');
  const { secretsVariable } = await import('../../intake/secrets.js');
  const { deskVariable } = await import('../../config/reconcile.js');
  try {
    const { name, schemes, reconcile } = await loadMapping(file);
    if (json) return print(stdout, JSON.stringify({ file, valid: true, name, problems: [] }));
    const ways = schemes.map((scheme) => scheme.name).join(' or ');
    const api = reconcile && `; the API of ${reconcile.api} is read if ${deskVariable(name)} has its address`;
    print(
      stdout,
      `${file} is right: ${name}, verified by ${ways}; its secrets are in ${secretsVariable(name)}${api ?? ''}`,
    );
  } catch (error) {
    if (json && error instanceof PolicyError) {
      print(stdout, JSON.stringify({ file, valid: false, name: null, problems: error.problems }));
    }
    throw error;
  }
}

async function tryMapping(file: string, delivery: string, options: Options, terminal: Terminal): Promise<void> {
  const { json, texts = false } = options;
  const { loadMapping } = await import('../../intake/mapping/load.js');
  const { UnreadableDeliveryError } = await import('../../intake/mapping/facts.js');
  const { readSecrets, SecretsError } = await import('../../intake/secrets.js');
  const { readRecording, tryDelivery } = await import('../../intake/try.js');

  const mapping = await loadMapping(file);
  const { name, text } = await readInput(delivery, terminal);
  try {
    const recorded = readRecording(parsed(text));
    const secrets = await readSecrets(mapping.name, terminal.env, (path) => readFile(path, 'utf8'));
    const tried = await tryDelivery(mapping, recorded, secrets, Date.now(), { texts });
    const { refused, ...rest } = tried;
    if (json) print(terminal.stdout, JSON.stringify(refused ? tried : rest));
    else for (const line of inWords(tried)) print(terminal.stdout, line);
    if (refused) throw new UnreadableDeliveryError(refused.status, refused.because);
  } catch (error) {
    if (error instanceof UnreadableDeliveryError) throw new Failure(2, `${name}: ${error.message}`, { cause: error });
    if (error instanceof SecretsError) throw new Failure(2, error.message, { cause: error });
    throw error;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function inWords({
  verified,
  reason,
  dedupeKey,
  facts,
  ignored,
  spoke = [],
  opens,
  warnings = [],
  refused,
}: Tried): string[] {
  const seen = ({ public: isPublic }: { public: boolean }) =>
    isPublic ? 'the customer can see it' : 'the customer cannot see it';
  return [
    verified ? 'Verified.' : `Not verified: ${reason}.`,
    ...(dedupeKey === undefined ? [] : [`Delivery: ${dedupeKey}`]),
    ...spoke.map((one) => `Spoke: ${one.by}; ${seen(one)}`),
    ...facts.map((fact) => JSON.stringify(fact)),
    ...(ignored === undefined ? [] : [`Becomes nothing: ${ignored}.`]),
    ...(refused ? [`Refused with status ${refused.status}.`] : []),
    ...(opens ? [`A ticket that is not known would be opened first: ${JSON.stringify(opens)}`] : []),
    ...warnings.map((warning) => `Warning: ${warning}.`),
  ];
}
