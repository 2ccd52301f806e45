/** `rung backfill`: takes in tickets that exist already, at a pace, and goes on where it stopped. */
import type { Command } from 'commander';
import type { LoadedPolicy } from '../../policy/load.js';
import type { Columns } from '../backfill/columns.js';
import type { Report } from '../backfill/report.js';
import type { BackfillRow, BackfillSource } from '../backfill/source.js';
import type { Engine } from '../engine.js';
import { Failure } from '../failure.js';
import type { Candidate, Opened } from '../opening.js';
import { print, type Terminal } from '../terminal.js';

export interface Options {
  policy?: string;
  format?: string;
  map: string[];
  set: string[];
  mapping?: string;
  rate: string;
  rejects?: string;
  quietPast?: true;
  dryRun?: true;
  fromStart?: true;
  json?: true;
}

export function backfillCommand(program: Command, terminal: Terminal): void {
  const several = (value: string, before: string[]) => [...before, value];
  program
    .command('backfill')
    .summary('put tickets under watch that exist already')
    .description(
      'Opens tickets that exist already: of a file (CSV, a JSON array, JSON lines), of the collection `tickets` by a MongoDB filter, or of a ' +
        'connected help desk by its API (`desk:zendesk`). Closed tickets are passed over. A run that was interrupted goes on where it stopped; ' +
        'what is open is left as it is. A bad row does not stop the others; the status is then 2.',
    )
    .argument('<source>', 'a file, - for standard input, a filter such as \'{"status":"open"}\', or desk:<name>')
    .option('-p, --policy <file>', 'the policy (default: $RUNG_POLICY, else policies/default.yaml)')
    .option('--format <format>', 'csv or json (default: by the end of the name)')
    .option('--map <name=column>', "the column or key that holds one of Rung's (repeatable)", several, [])
    .option('--set <name=value>', 'a value for tickets that have none (repeatable)', several, [])
    .option('--mapping <file>', 'a mapping file that reads each row as a delivery, instead of --map')
    .option('--rate <number>', 'tickets a second, at most: no faster than the workers take them on', '50')
    .option(
      '--rejects <file>',
      'writes rows that could not be opened there, as JSON lines, to be mended and given again',
    )
    .option('--quiet-past', 'tells nobody of what came true before; it is logged as skipped')
    .option('--dry-run', 'opens nothing, says what would be')
    .option('--from-start', 'begins anew where an earlier run stopped')
    .option('--json', 'print one JSON object per ticket')
    .addHelpText(
      'after',
      `
Examples:
  $ rung backfill export.csv --map ticketId=Id --map status=State --map createdAt='Created at' --set slaHours=24 --dry-run
  $ rung backfill '{"status":{"$in":["open","pending"]}}' --quiet-past
  $ rung backfill desk:zendesk --quiet-past --rate 20`,
    )
    .action((source: string, options: Options) => run(source, options, terminal));
}

async function run(given: string, options: Options, terminal: Terminal): Promise<void> {
  const rate = Number(options.rate);
  if (!/^\d+(\.\d+)?$/.test(options.rate) || rate < 0.01 || rate > 1000)
    throw new Failure(2, `--rate: ${JSON.stringify(options.rate)} is not a rate; a number from 0.01 to 1000`);
  if (options.format !== undefined && !['csv', 'json'].includes(options.format))
    throw new Failure(2, `--format: ${JSON.stringify(options.format)} is not possible; csv or json`);
  const { loadPolicyFor } = await import('../policy-file.js');
  const policy = await loadPolicyFor(options.policy, terminal);
  const read = await readingOf(options);
  if (given.trimStart().startsWith('{')) return fromDatabase(given, { options, policy, read, rate }, terminal);
  const source = await sourceOf(given, options, terminal);
  return carryOut(source, { options, policy, read, rate }, terminal).finally(() => source.close?.());
}

interface Asked {
  options: Options;
  policy: LoadedPolicy;
  read: { identity: string; row(row: BackfillRow): BackfillRow | Promise<BackfillRow> };
  rate: number;
}

/** How a row becomes a ticket. @throws Failure, MappingError */
async function readingOf({ map, set, mapping: file }: Options): Promise<Asked['read']> {
  const { readColumns, throughColumns } = await import('../backfill/columns.js');
  const columns: Columns = readColumns(map, set);
  if (file === undefined) return { identity: JSON.stringify(columns), row: (row) => throughColumns(row, columns) };
  if (map.length + set.length > 0) throw new Failure(2, '--mapping reads the whole row; leave --map and --set out');
  const { loadMapping } = await import('../../intake/mapping/load.js');
  const { throughMapping } = await import('../backfill/mapped.js');
  const { readFile } = await import('node:fs/promises');
  const mapping = await loadMapping(file);
  return { identity: `mapping ${await readFile(file, 'utf8')}`, row: (row) => throughMapping(row, mapping) };
}

async function sourceOf(given: string, { format }: Options, terminal: Terminal): Promise<BackfillSource> {
  const [, name] = /^desk:(.+)$/.exec(given) ?? [];
  if (name === undefined) {
    const { fileSource } = await import('../backfill/file-source.js');
    return fileSource(given, format as 'csv' | 'json' | undefined, terminal);
  }
  const { readSettings } = await import('../settings.js');
  const { loadReconcilers, DeskError } = await import('../../reconcile/index.js');
  const { deskSource } = await import('../backfill/desk-source.js');
  const { config } = await readSettings(terminal);
  try {
    const { desks } = config.reconcile;
    const all = await loadReconcilers({ desks, integrations: config.intake.integrations, network: config.network });
    const found = all.find((one) => one.name === name);
    if (!found) throw new Failure(2, await notConnected(name, config.intake.integrations));
    return await deskSource(found, (line) => print(terminal.stderr, line));
  } catch (error) {
    if (error instanceof DeskError) throw new Failure(2, error.message, { cause: error });
    throw error;
  }
}

async function notConnected(name: string, integrations: string | undefined): Promise<string> {
  const { loadMappings } = await import('../../intake/mapping/folder.js');
  const { deskVariable } = await import('../../config/reconcile.js');
  const read = (await loadMappings(integrations)).filter(({ reconcile }) => reconcile).map((one) => one.name);
  if (!read.includes(name)) {
    return `there is no API of ${JSON.stringify(name)} that is read, only of ${read.join(', ')}; take the tickets from a file`;
  }
  const variable = deskVariable(name);
  return `${name} is not connected; set ${variable} to its address, and ${variable}_TOKEN (docs/intake.md)`;
}

async function fromDatabase(filter: string, asked: Asked, terminal: Terminal): Promise<void> {
  const { mongoSource, readFilter, withoutOwn } = await import('../backfill/mongo-source.js');
  readFilter(filter);
  const { readSettings } = await import('../settings.js');
  const { connectStore } = await import('../../store/mongo.js');
  const store = connectStore((await readSettings(terminal)).config.mongodbUri);
  try {
    const source = mongoSource(filter, store.archive);
    const read = { ...asked.read, row: async (row: BackfillRow) => withoutOwn(await asked.read.row(row)) };
    await store.ping();
    const total = await source.count();
    await carryOut({ ...source, ...(total !== undefined && { total }) }, { ...asked, read }, terminal);
  } finally {
    await store.close();
  }
}

async function carryOut(source: BackfillSource, asked: Asked, terminal: Terminal): Promise<void> {
  const { Report: Reporting } = await import('../backfill/report.js');
  const { options, policy } = asked;
  const report = new Reporting(source, options, policy.policy, terminal);
  let isStopped = false;
  const stopped = () => isStopped;
  const forget = terminal.onStop(() => (isStopped = true));
  if (options.dryRun) {
    const isWhole = await work(source, asked, report, stopped, undefined).finally(() => {
      forget();
      return report.end();
    });
    return report.conclude(isWhole, undefined);
  }
  const { withEngine } = await import('../engine.js');
  const { Opening } = await import('../opening.js');
  let trouble: string | undefined;
  let isWhole = false;
  await withEngine(
    terminal,
    async (engine) => {
      const opening = new Opening(engine, {
        say: (line) => report.say(line),
        stopped,
        ...(options.quietPast && { quietPast: true }),
      });
      try {
        isWhole = await work(source, asked, report, stopped, { engine, open: (some) => opening.all(some) });
      } finally {
        trouble = opening.trouble;
        await report.end();
      }
    },
    policy,
  ).finally(forget);
  report.conclude(isWhole, trouble);
}

async function work(
  source: BackfillSource,
  { options, policy, read, rate }: Asked,
  report: Report,
  stopped: () => boolean,
  into: { engine: Engine; open(some: (Candidate | Opened)[]): AsyncIterable<Opened> } | undefined,
): Promise<boolean> {
  const { createHash } = await import('node:crypto');
  const { backfill, resumeIn } = await import('../backfill/run.js');
  const identity = createHash('sha256').update(`${source.identity}\n${read.identity}`).digest('hex').slice(0, 32);
  const resume = into
    ? resumeIn(into.engine.store.reconcilers, identity, {
        fromStart: options.fromStart ?? false,
        resumed: (cursor) => {
          if (source.total !== undefined && /^\d+$/.test(cursor)) report.passOver(Number(cursor));
          report.say(`${source.name}: goes on where an earlier run stopped; --from-start begins anew`);
        },
        lost: (why) => report.say(`${why}; if this is interrupted, it begins anew (warning)`),
      })
    : { from: async () => undefined, to: async () => undefined, end: async () => undefined };
  const after = await resume.from();
  await report.begin(after !== undefined);
  return backfill({
    ...{ source, policy: policy.policy, after, resume, read: (row) => read.row(row), stopped },
    rate: into ? rate : Infinity,
    open: into ? into.open : wouldOpen,
    done: (one) => report.done(one),
  });
}

async function* wouldOpen(entries: (Candidate | Opened)[]): AsyncIterable<Opened> {
  for (const one of entries) {
    yield 'outcome' in one ? one : { line: one.line, ticketId: one.ticket.ticketId, outcome: 'opened', kept: null };
  }
}
