/** What `npm run bench` can be asked for. */
import { parseArgs } from 'node:util';
import type { CalmPlan } from './measures/calm.js';
import { isWorkflowSide, SIDES, type SideName } from './sides/names.js';

const MEASURES = ['life', 'throughput', 'intake', 'storm', 'calm'] as const;
export type MeasureName = (typeof MEASURES)[number];

export interface BenchOptions {
  sides: SideName[];
  measures: MeasureName[];
  /** `memory`: Rung and the naive design without a database. */
  store: 'mongodb' | 'memory';
  /** Rung's alerts keep to the pace of production. */
  pace: boolean;
  /** A Temporal that runs already, `host:port`. Undefined: one is started. */
  temporal?: string;
  /** A MongoDB that runs already; databases of the bench's own are made there, and dropped. Undefined: one is started. */
  mongodb?: string;
  /** Rounds of starts and signals; each measures every side. */
  rounds: number;
  /** Tickets opened in a round. */
  tickets: number;
  /** Signals each of them gets in a round. */
  signals: number;
  /** Rounds of storms; each measures every side. */
  storms: number;
  /** Deadlines of a storm, all within one second. */
  deadlines: number;
  calm: CalmPlan;
  /** Calls the client has under way at a time. */
  width: number;
  /** Decides the order of sides and of tickets, and the instants of deadlines. */
  seed: number;
  /** Temporal keeps its data in a file (SQLite, WAL) instead of in memory. */
  dbFile: boolean;
  json: boolean;
  /** Where a page with plots goes. Undefined: nowhere. */
  html?: string;
}

/** The arguments cannot be used; the message has the usage. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

const FULL = {
  rounds: 3,
  tickets: 300,
  signals: 3,
  storms: 1,
  deadlines: 2_000,
  calm: { open: 10_000, perSecond: 3, seconds: 120, idleSeconds: 60 },
};
const QUICK: typeof FULL = {
  rounds: 1,
  tickets: 150,
  signals: 2,
  storms: 1,
  deadlines: 300,
  calm: { open: 100, perSecond: 3, seconds: 8, idleSeconds: 4 },
};
/** A quick run leaves out what is there for whoever asks. */
const QUICK_SIDES: readonly SideName[] = ['bare', 'rung'];

export const USAGE = `npm run bench -- [--quick] [--sides a,b] [--measures a,b] [--store mongodb|memory] [--pace]
                  [--temporal host:port] [--mongodb uri] [--db-file] [--json] [--html file] [--seed n]
                  [--rounds n] [--tickets n] [--signals n] [--storms n] [--deadlines n]
                  [--calm-open n] [--calm-rate n] [--calm-seconds n] [--idle-seconds n] [--width n]

  --quick      a few minutes: small numbers, one round, ${QUICK_SIDES.join(' and ')} only
  --sides      some of ${SIDES.join(', ')}
  --measures   some of ${MEASURES.join(', ')}
  --store      memory: Rung and the naive design without a database (default: mongodb)
  --pace       Rung's alerts keep to the pace of production: one message a second to a target
  --temporal   a Temporal that runs already; its processor time is not seen
  --mongodb    a MongoDB that runs already; databases are made there and dropped
  --db-file    Temporal keeps its data in a file, as a stack that survives a restart does
  --json       one JSON document instead of the table
  --html       a page with plots goes to this file, too
  --seed       decides the order of everything (default: a new one)`;

const FLAGS = {
  quick: { type: 'boolean', default: false },
  pace: { type: 'boolean', default: false },
  'db-file': { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
  sides: { type: 'string' },
  measures: { type: 'string' },
  store: { type: 'string', default: 'mongodb' },
  temporal: { type: 'string' },
  mongodb: { type: 'string' },
  html: { type: 'string' },
  seed: { type: 'string' },
  rounds: { type: 'string' },
  tickets: { type: 'string' },
  signals: { type: 'string' },
  storms: { type: 'string' },
  deadlines: { type: 'string' },
  'calm-open': { type: 'string' },
  'calm-rate': { type: 'string' },
  'calm-seconds': { type: 'string' },
  'idle-seconds': { type: 'string' },
  width: { type: 'string' },
} as const;

type Values = ReturnType<typeof parse>;

/** @returns undefined when help is asked for. @throws UsageError */
export function readOptions(args: string[]): BenchOptions | undefined {
  const values = parse(args);
  if (values.help) return undefined;
  const sizes = values.quick ? QUICK : FULL;
  const number = (name: keyof Values, fallback: number, least = 1): number => {
    const text = values[name] as string | undefined;
    if (text === undefined) return fallback;
    if (/^\d{1,9}$/.test(text) && Number(text) >= least) return Number(text);
    throw wrong(`--${name} takes a whole number from ${least} on, not ${text}`);
  };
  return {
    ...placesOf(values),
    sides: sidesOf(values),
    measures: someOf('measures', values.measures, MEASURES) ?? [...MEASURES],
    pace: values.pace,
    rounds: number('rounds', sizes.rounds),
    tickets: number('tickets', sizes.tickets),
    signals: number('signals', sizes.signals),
    storms: number('storms', sizes.storms),
    deadlines: number('deadlines', sizes.deadlines),
    calm: {
      open: number('calm-open', sizes.calm.open),
      perSecond: number('calm-rate', sizes.calm.perSecond),
      seconds: number('calm-seconds', sizes.calm.seconds),
      idleSeconds: number('idle-seconds', sizes.calm.idleSeconds),
    },
    width: number('width', 64),
    seed: number('seed', Math.floor(Math.random() * 1e9), 0),
    dbFile: values['db-file'],
    json: values.json,
    ...(values.html !== undefined && { html: values.html }),
  };
}

function placesOf({ store, temporal, mongodb }: Values): Pick<BenchOptions, 'store' | 'temporal' | 'mongodb'> {
  if (store !== 'mongodb' && store !== 'memory') throw wrong(`--store takes mongodb or memory, not ${store}`);
  if (store === 'memory' && mongodb !== undefined) throw wrong('--mongodb has no use with --store memory');
  if (temporal !== undefined && !/^[^\s:/]+:\d+$/.test(temporal)) {
    throw wrong(`--temporal takes host:port, not ${temporal}`);
  }
  if (mongodb !== undefined && !/^mongodb(\+srv)?:\/\//.test(mongodb)) throw wrong('--mongodb takes a mongodb:// URI');
  return { store, ...(temporal !== undefined && { temporal }), ...(mongodb !== undefined && { mongodb }) };
}

function sidesOf({ sides, quick, store }: Values): SideName[] {
  const named = someOf('sides', sides, SIDES);
  const withoutDatabase = store === 'memory';
  const script = named?.find((side) => !isWorkflowSide(side));
  if (withoutDatabase && script) throw wrong(`${script} looks through a table: it needs --store mongodb`);
  const usual = quick ? QUICK_SIDES : SIDES;
  return named ?? usual.filter((side) => !withoutDatabase || isWorkflowSide(side));
}

/** In the order in which they are known, each once. */
function someOf<T extends string>(flag: string, text: string | undefined, known: readonly T[]): T[] | undefined {
  if (text === undefined) return undefined;
  const named = text.split(',');
  const odd = named.find((name) => !(known as readonly string[]).includes(name));
  if (odd !== undefined) throw wrong(`--${flag} takes some of ${known.join(', ')}, not ${JSON.stringify(odd)}`);
  return known.filter((name) => named.includes(name));
}

function parse(args: string[]) {
  try {
    return parseArgs({ args, options: FLAGS, strict: true }).values;
  } catch (error) {
    throw wrong((error as Error).message);
  }
}

function wrong(what: string): UsageError {
  return new UsageError(`${what}\n\n${USAGE}`);
}
