/** Runs one policy, or two, over the same tickets, and counts. */
import { basename } from 'node:path';
import type { LoadedPolicy } from '../../policy/load.js';
import { iso } from '../../domain/time/instant.js';
import { bars } from '../progress.js';
import { run, survey, type RowSource } from '../simulating.js';
import { print, type Terminal } from '../terminal.js';
import type { Comparison, Side } from './comparison.js';
import { Directory } from './directory.js';
import { readNight } from './local-time.js';
import { TallyTaker } from './tally.js';

export interface Contender {
  file: string;
  loaded: LoadedPolicy;
}

export interface Asked {
  /** Default: that of the first policy's calendars or rotations, else UTC. */
  timeZone?: string;
  night: string;
  /** What people call the tickets. */
  source: string;
  lacks: string[];
}

/** @throws Failure 2 with every mistake in the timeline, or in what is asked */
export async function compare(
  source: RowSource,
  contenders: [Contender] | [Contender, Contender],
  asked: Asked,
  terminal: Terminal,
): Promise<Comparison> {
  const night = readNight(asked.night);
  const timeZone = asked.timeZone ?? zoneOf(contenders[0].loaded) ?? 'UTC';
  const names = namesOf(contenders.map(({ file }) => file));
  const people = new Directory(contenders.map(({ loaded }) => loaded.policy));
  const sides: Side[] = [];
  const bar = bars(terminal.stderr);
  const told = new Set<string>();
  const say = (sentence: string) => {
    if (told.has(sentence)) return;
    bar.clear();
    print(terminal.stderr, sentence);
    told.add(sentence);
  };
  let [from, to] = [Infinity, -Infinity];
  try {
    for (const [i, { loaded }] of contenders.entries()) {
      const name = names[i]!;
      const named = { begin: (label: string, total?: number) => bar.begin(`${label}, ${name}`, total) };
      const found = await survey(source, loaded.policy, named);
      for (const [warning, row] of found.warnings) say(`${source.name}:${row}: ${warning} (warning)`);
      const taker = new TallyTaker(loaded.policy, timeZone, night, people);
      await run(
        source,
        found,
        loaded,
        {
          decided: (decision) => taker.decided(decision),
          looked: (ticket) => taker.looked(ticket),
          over: (ticket) => taker.over(ticket),
          refused: (row, { ticketId, type }) =>
            say(`${source.name}:${row}: ${type} refused; ticket ${ticketId} was never created`),
          flush: () => Promise.resolve(),
        },
        named,
      );
      sides.push({ name, hash: loaded.hash, tally: taker.tally });
      [from, to] = [Math.min(from, found.first), Math.max(to, found.last)];
    }
  } finally {
    bar.end();
  }
  return {
    sides: sides as Comparison['sides'],
    source: asked.source,
    from: from < Infinity ? iso(from) : null,
    to: to > -Infinity ? iso(to) : null,
    timeZone,
    night: night.words,
    lacks: asked.lacks,
  };
}

function zoneOf({ policy: { calendars = {}, rotations = {} } }: LoadedPolicy): string | undefined {
  return [...Object.values(calendars), ...Object.values(rotations)][0]?.timeZone;
}

/** Files by their last names, if these tell them apart. */
function namesOf(files: string[]): string[] {
  const short = files.map((file) => basename(file).replace(/\.ya?ml$/, ''));
  return new Set(short).size === files.length ? short : files;
}
