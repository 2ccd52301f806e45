/** What the command line asks for. */
import { parseArgs } from 'node:util';
import type { Scenario } from './scenario.js';
import { Database } from './world/database.js';

export const USAGE =
  'npm run test:faults -- [--smoke] [--only name[,name]] [--seed N] [--repeat N] [--lanes N] [--tickets N] [--mongodb uri] [--list] [--keep]';

export interface Options {
  scenarios: Scenario[];
  /** Of the first round; each further round has the next one. */
  seed: number;
  /** How many times the scenarios are played. */
  rounds: number;
  /** How many scenarios are played side by side. */
  lanes: number;
  /** A database that runs already; databases are made there, and dropped where nothing failed. Default: servers of the suite's own. */
  mongodb?: string;
  /** The scenarios are only named. */
  list: boolean;
  /** Logs and databases stay. */
  keep: boolean;
  /** The arguments that choose the same scenarios again. */
  choice: string;
  /** The arguments that choose the same servers again, without a password; empty: those of the suite's own. */
  on: string;
}

/** Three scenarios, which mostly wait, keep two cores busy without making one another late. */
const LANES = 3;

/** @throws Error of one sentence and the usage. */
export function readOptions(args: readonly string[], all: readonly Scenario[]): Options {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        smoke: { type: 'boolean', default: false },
        only: { type: 'string' },
        seed: { type: 'string' },
        repeat: { type: 'string' },
        lanes: { type: 'string' },
        tickets: { type: 'string' },
        mongodb: { type: 'string' },
        list: { type: 'boolean', default: false },
        keep: { type: 'boolean', default: false },
      },
    });
    const { smoke, only, list, keep, mongodb } = values;
    if (mongodb !== undefined) Database.running(mongodb);
    const tickets = values.tickets === undefined ? undefined : whole('tickets', values.tickets, 50);
    const chosen = choose(all, only?.split(','), smoke, mongodb !== undefined);
    return {
      scenarios: tickets === undefined ? chosen : chosen.map((scenario) => ({ ...scenario, tickets })),
      seed: whole('seed', values.seed ?? `${Math.floor(Math.random() * 1_000_000)}`, 0),
      rounds: whole('repeat', values.repeat ?? '1', 1),
      lanes: whole('lanes', values.lanes ?? `${LANES}`, 1),
      ...(mongodb !== undefined && { mongodb }),
      list,
      keep,
      choice: [
        ...(only === undefined ? [] : [`--only ${only}`]),
        ...(smoke ? ['--smoke'] : []),
        ...(tickets === undefined ? [] : [`--tickets ${tickets}`]),
      ].join(' '),
      on: mongodb === undefined ? '' : `--mongodb ${withoutPassword(mongodb)}`,
    };
  } catch (error) {
    throw new Error(`${(error as Error).message}\n${USAGE}`, { cause: error });
  }
}

function choose(all: readonly Scenario[], names: string[] | undefined, smoke: boolean, shared: boolean): Scenario[] {
  const unknown = names?.find((name) => !all.some((scenario) => scenario.name === name));
  if (unknown !== undefined) throw new Error(`there is no scenario ${unknown}; --list names them all`);
  const breaking = all.find(({ name, breaksDatabase }) => names?.includes(name) && breaksDatabase);
  if (shared && breaking)
    throw new Error(`${breaking.name} kills or freezes the database: it has no use with --mongodb`);
  if (names) return all.filter(({ name }) => names.includes(name));
  return all.filter(({ smoke: telling, breaksDatabase }) => (telling || !smoke) && !(shared && breaksDatabase));
}

function whole(name: string, text: string, least: number): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= least) return number;
  throw new Error(`--${name} must be a whole number, ${least} or more`);
}

function withoutPassword(uri: string): string {
  return uri.replace(/^(mongodb:\/\/[^:@/]*):[^@/]*@/, '$1:***@');
}
