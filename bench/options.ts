/** What `npm run bench` can be asked for. */
import { parseArgs } from 'node:util';

export interface BenchOptions {
  /** Rounds of starts and signals; each measures both sides. */
  rounds: number;
  /** Tickets opened in a round. */
  tickets: number;
  /** Signals each of them gets in a round. */
  signals: number;
  /** Rounds of storms; each measures both sides. */
  storms: number;
  /** Deadlines of a storm, all within one second. */
  deadlines: number;
  /** Rounds that compare the two ways to the database; 0 leaves them out. */
  persisting: number;
  /** Deadlines of a storm in that comparison. */
  persistingDeadlines: number;
  /** Calls the client has under way at a time. */
  width: number;
  /** Decides the order of sides and of tickets. */
  seed: number;
  /** Temporal keeps its data in a file (SQLite, WAL) instead of in memory. */
  dbFile: boolean;
  json: boolean;
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
  persisting: 1,
  persistingDeadlines: 1_000,
};
const QUICK = {
  rounds: 1,
  tickets: 150,
  signals: 2,
  storms: 1,
  deadlines: 300,
  persisting: 0,
  persistingDeadlines: 0,
};

export const USAGE = `npm run bench -- [--quick] [--db-file] [--json] [--seed n]
                  [--rounds n] [--tickets n] [--signals n] [--storms n] [--deadlines n]
                  [--persisting n] [--persisting-deadlines n] [--width n]

  --quick     a good minute: small numbers, one round
  --db-file   Temporal keeps its data in a file, as a stack that survives a restart does
  --json      one JSON document instead of the table
  --seed      decides the order of everything (default: a new one)`;

const FLAGS = {
  quick: { type: 'boolean', default: false },
  'db-file': { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
  seed: { type: 'string' },
  rounds: { type: 'string' },
  tickets: { type: 'string' },
  signals: { type: 'string' },
  storms: { type: 'string' },
  deadlines: { type: 'string' },
  persisting: { type: 'string' },
  'persisting-deadlines': { type: 'string' },
  width: { type: 'string' },
} as const;

/** @returns undefined when help is asked for. @throws UsageError */
export function readOptions(args: string[]): BenchOptions | undefined {
  const values = parse(args);
  if (values.help) return undefined;
  const sizes = values.quick ? QUICK : FULL;
  const number = (text: string | undefined, name: string, fallback: number, least = 1): number => {
    if (text === undefined) return fallback;
    if (/^\d{1,9}$/.test(text) && Number(text) >= least) return Number(text);
    throw new UsageError(`--${name} takes a whole number from ${least} on, not ${text}\n\n${USAGE}`);
  };
  return {
    rounds: number(values.rounds, 'rounds', sizes.rounds),
    tickets: number(values.tickets, 'tickets', sizes.tickets),
    signals: number(values.signals, 'signals', sizes.signals),
    storms: number(values.storms, 'storms', sizes.storms),
    deadlines: number(values.deadlines, 'deadlines', sizes.deadlines),
    persisting: number(values.persisting, 'persisting', sizes.persisting, 0),
    persistingDeadlines: number(
      values['persisting-deadlines'],
      'persisting-deadlines',
      sizes.persistingDeadlines || FULL.persistingDeadlines,
    ),
    width: number(values.width, 'width', 64),
    seed: number(values.seed, 'seed', Math.floor(Math.random() * 1e9), 0),
    dbFile: values['db-file'],
    json: values.json,
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({ args, options: FLAGS, strict: true }).values;
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n\n${USAGE}`);
  }
}
