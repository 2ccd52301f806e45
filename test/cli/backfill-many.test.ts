/** Ten thousand tickets, and texts without an end: nothing is held but what is under way, the pace is kept, and whoever is killed goes on. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { readCsv } from '../../src/cli/backfill/csv.js';
import { fileSource, jsonParts } from '../../src/cli/backfill/file-source.js';
import { backfill, resumeIn } from '../../src/cli/backfill/run.js';
import { counted, type BackfillRow, type BackfillSource } from '../../src/cli/backfill/source.js';
import { ArrayElements, LONGEST_ENTRY, type JsonPart } from '../../src/cli/json-parts.js';
import type { Candidate, Opened } from '../../src/cli/opening.js';
import { partsOf } from '../../src/cli/tickets-file.js';
import { loadPolicy } from '../../src/policy/index.js';
import { FakeCursors } from '../reconcile/reading.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const { policy } = await loadPolicy('policies/default.yaml');
const stdin = Readable.from([]);
const TEN_THOUSAND = 10_000;

const folder = temporaryFolder();

const ticket = (i: number) => ({
  ticketId: `T-${i}`,
  ...{ status: 'open', priority: 'normal', customerTier: 'standard', slaHours: 24 },
  note: `${'x'.repeat(1_000)}\n"${i}", [\\{`,
});

/** A text without an end, and how much of it was asked for. */
function endless(begin: string, row: (i: number) => string) {
  const asked = { characters: 0 };
  async function* pieces(): AsyncGenerator<string> {
    yield begin;
    for (let i = 0; ; i++) {
      const piece = row(i);
      asked.characters += piece.length;
      yield piece;
    }
  }
  return { asked, pieces: pieces() };
}

describe('a text without an end', () => {
  const csvRow = (i: number) => `T-${i},open,normal,standard,24,"${ticket(i).note.replaceAll('"', '""')}"\n`;
  const read: [string, (pieces: AsyncIterable<string>) => AsyncIterable<{ line: number }>, string, typeof csvRow][] = [
    ['CSV', (pieces) => readCsv('x.csv', pieces), 'ticketId,status,priority,customerTier,slaHours,note\n', csvRow],
    ['JSON lines', (pieces) => jsonParts('x.jsonl', pieces), '', (i) => `${JSON.stringify(ticket(i))}\n`],
    ['a JSON array', (pieces) => jsonParts('x.json', pieces), '[', (i) => `${JSON.stringify(ticket(i))},\n`],
  ];

  it.each(read)('%s: rows come as they are read, not at the end', async (_what, parts, begin, row) => {
    const { asked, pieces } = endless(begin, row);
    let count = 0;
    for await (const { rows } of counted(parts(pieces), () => ({}) as BackfillRow, undefined)) {
      count += rows.length;
      // Whatever looks for its form first has a head of that length; nothing is read far ahead.
      expect(asked.characters).toBeLessThan(LONGEST_ENTRY + (count + 800) * 1_200);
      if (count >= 2_000) break;
    }
    expect(count).toBe(2_000);
  });

  it.each(read.slice(1))('%s: an entry that never ends is refused, with its line', async (_what, parts, begin) => {
    const { asked, pieces } = endless(`${begin}{"a":1},\n{"b":"`, () => 'x'.repeat(50_000));
    const all = async () => {
      for await (const _ of parts(pieces));
    };
    await expect(all()).rejects.toThrow(/:2: .* has more than 1000000 characters/);
    expect(asked.characters).toBeLessThan(2 * LONGEST_ENTRY + 100_000);
  });
});

it('an array is the same array in whatever pieces it comes', () => {
  const texts = [
    '[]',
    ' [ {"a":"]},["} ,\n{"b":[1,{"c":2}]}\n, 7, oops, "x\\"],", "\\\\" ]\n ',
    '[{"a":\n{"b":"\\\\\\""}}\n,\n{"c":1},]',
  ];
  for (const text of texts) {
    const whole = partsOf({ name: 'x', text });
    for (const size of [1, 2, 3, 7]) {
      const elements = new ArrayElements('x');
      const found: JsonPart[] = [];
      for (let i = 0; i < text.length; i += size) found.push(...elements.feed(text.slice(i, i + size)));
      expect([...found, ...elements.end()]).toEqual(whole);
    }
  }
  const feed = (text: string) => {
    const elements = new ArrayElements('x');
    return [...elements.feed(text), ...elements.end()];
  };
  expect(() => feed('[1,\n2')).toThrow('x:2: the array is not closed; a ] is missing');
  expect(() => feed('[1]\n, 2')).toThrow('x:1: there is more after the end of the array');
});

describe('a file that is longer than one entry may be', () => {
  const rows = Array.from({ length: 1_000 }, (_, i) => ticket(i));
  it.each([
    ['lines.jsonl', rows.map((one) => JSON.stringify(one)).join('\n')],
    ['array.json', JSON.stringify(rows, null, 1)],
    [
      'sheet.csv',
      [
        Object.keys(rows[0]!).join(),
        ...rows.map((one) =>
          Object.values(one)
            .map((value) => `"${String(value).replaceAll('"', '""')}"`)
            .join(),
        ),
      ].join('\r\n'),
    ],
  ])('%s: all rows, and the same from any place on', async (name, text) => {
    const file = join(folder, name);
    await writeFile(file, text);
    const source = await fileSource(file, undefined, { stdin });
    const read = async (after?: string) => {
      const found: Record<string, unknown>[] = [];
      for await (const batch of source.batches(after))
        found.push(...batch.rows.map(({ read: one }) => ('ticket' in one ? one.ticket : { problem: one.problem })));
      return found;
    };
    const all = await read();
    expect(source.total).toBe(1_000);
    expect(all.map(({ ticketId, note }) => [ticketId, note])).toEqual(
      rows.map(({ ticketId, note }) => [ticketId, note]),
    );
    expect(await read('725')).toEqual(all.slice(725));
    await source.close();
  });
});

describe('ten thousand tickets', () => {
  /** Tickets that were opened, as an engine keeps them. */
  function world(source: Pick<BackfillSource, 'batches'>) {
    const open = new Map<string, number>();
    const clock = { at: 0 };
    const cursors = new FakeCursors();
    const beats: number[] = [];
    const run = async (rate: number, killedAfter = Infinity) => {
      const resume = resumeIn(cursors.ports, 'x', { fromStart: false, resumed: () => undefined, lost: fail });
      let asked = 0;
      return backfill({
        ...{
          source,
          policy,
          rate,
          resume,
          read: (row: BackfillRow) => row,
          done: () => undefined,
          stopped: () => false,
        },
        after: await resume.from(),
        async *open(entries: (Candidate | Opened)[]) {
          beats.push(clock.at);
          for (const one of entries) {
            if ('outcome' in one) throw new Error(one.error);
            if (asked++ >= killedAfter) throw new Error('killed');
            const { ticketId } = one.ticket;
            const outcome = open.has(ticketId) ? ('exists' as const) : ('opened' as const);
            open.set(ticketId, (open.get(ticketId) ?? 0) + 1);
            yield { line: one.line, ticketId, outcome, kept: null };
          }
        },
        clock: { now: () => clock.at, sleep: async (ms) => void (clock.at += ms) },
      });
    };
    return { open, clock, beats, run };
  }
  const fail = (why: string): never => {
    throw new Error(why);
  };
  const tickets = (count: number): Pick<BackfillSource, 'batches'> => ({
    batches: (after) =>
      counted(
        (function* () {
          for (let i = 0; i < count; i++) yield i;
        })(),
        (i) => ({ line: i + 1, place: String(i + 1), raw: {}, read: { ticket: ticket(i) } }),
        after,
      ),
  });

  it('go on after a kill, again and again: each is opened, and no more than a few are asked for twice', async () => {
    const { run, open } = world(tickets(TEN_THOUSAND));
    let kills = 0;
    while (!(await run(1_000, 1_337).catch(() => void kills++)));
    expect(kills).toBe(7);
    expect(open.size).toBe(TEN_THOUSAND);
    const twice = [...open.values()].filter((times) => times > 1);
    expect(Math.max(...open.values())).toBe(2);
    expect(twice.length).toBeLessThanOrEqual(25 * kills);
  });

  it('keep the pace at every moment, so that nobody is disturbed by a rush, and take no more memory than a hundred', async () => {
    const file = join(folder, 'ten-thousand.jsonl');
    const part = (from: number) => Array.from({ length: 1_000 }, (_, i) => `${JSON.stringify(ticket(from + i))}\n`);
    for (let from = 0; from < TEN_THOUSAND; from += 1_000)
      await writeFile(file, part(from).join(''), { flag: from === 0 ? 'w' : 'a' });
    const source = await fileSource(file, undefined, { stdin });
    const { run, open, clock, beats } = world({
      async *batches(after) {
        for await (const batch of source.batches(after)) {
          if (open.size === 100 || open.size === TEN_THOUSAND - 25) heaps.push(heap());
          yield batch;
        }
      },
    });
    const heaps: number[] = [];
    expect(await run(50)).toBe(true);
    expect(clock.at / 1_000).toBeCloseTo(200, 0);
    for (const [i, at] of beats.entries()) expect(at - i * 500).toBe(0);
    expect([source.total, open.size, heaps.length]).toEqual([TEN_THOUSAND, TEN_THOUSAND, 2]);
    // The file has 11 MB; what this test keeps is the ids.
    expect(heaps[1]! - heaps[0]!).toBeLessThan(6 * 1024 ** 2);
    await source.close();
  });
});

/** What is still in use, not what was not cleared away yet. */
function heap(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}
