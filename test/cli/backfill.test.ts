/** `rung backfill` without an engine: what is read of exports, what is opened, at which pace, and from where a later run goes on. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readColumns, throughColumns } from '../../src/cli/backfill/columns.js';
import { readCsv } from '../../src/cli/backfill/csv.js';
import { mongoSource, readFilter, withoutOwn } from '../../src/cli/backfill/mongo-source.js';
import { backfill, resumeIn, type Done } from '../../src/cli/backfill/run.js';
import { counted, type BackfillRow } from '../../src/cli/backfill/source.js';
import type { Opened, Candidate } from '../../src/cli/opening.js';
import { loadPolicy } from '../../src/policy/index.js';
import { StoreError, type StoreTrouble } from '../../src/store/errors.js';
import { FakeCursors } from '../reconcile/reading.js';
import { HOSTILE_TEXTS as HOSTILE } from '../intake/hostile-texts.js';
import { ownDatabase } from '../support/own-database.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { rung } from './rung.js';

const { uri, collection } = ownDatabase(import.meta.url);
const { policy } = await loadPolicy('policies/default.yaml');
async function csv(text: string): Promise<BackfillRow[]> {
  const rows: BackfillRow[] = [];
  const pieces = async function* () {
    yield text;
  };
  for await (const row of readCsv('export.csv', pieces())) rows.push(row);
  return rows;
}
/** A file has no half of a character. */
const isUtf8 = (text: string) => Buffer.from(text).toString() === text;
const ticketOf = ({ read }: BackfillRow) => ('ticket' in read ? read.ticket : read.problem);

const folder = temporaryFolder();

describe('CSV', () => {
  it.each([
    ['commas', 'Id,State\nT-1,open\n'],
    ['semicolons', 'Id;State\nT-1;open\n'],
    ['tabs, and a byte order mark, and other ends of lines', '\uFEFFId\tState\r\nT-1\topen\r\n'],
    ['quotes', '"Id","State"\n"T-1",open\n'],
  ])('with %s', async (_what, text) => {
    expect((await csv(text)).map(ticketOf)).toEqual([{ Id: 'T-1', State: 'open' }]);
  });

  it('names the line that a record begins at, however many it takes', async () => {
    const rows = await csv('Id,Note\nT-1,"one\ntwo\nthree"\nT-2,x\n\nT-3,y\n');
    expect(rows.map(({ line }) => line)).toEqual([2, 5, expect.any(Number)]);
    expect(rows.map(ticketOf)).toMatchObject([{ Id: 'T-1' }, { Id: 'T-2' }, { Id: 'T-3' }]);
  });

  it('a record with too few or too many columns is bad, the others are not', async () => {
    const rows = await csv('Id,State\nT-1\nT-2,open,more\nT-3,open\n');
    expect(rows.map(ticketOf)).toEqual([
      'it has 1 columns, and the header has 2',
      'it has 3 columns, and the header has 2',
      { Id: 'T-3', State: 'open' },
    ]);
  });

  it.each([
    ['', 'there is nothing in it'],
    ['Id,,State\n1,2,3\n', 'a column has no name'],
    ['Id,Id\n1,2\n', 'two columns are called "Id"'],
    ['Id,State\nT-1,"open\n', 'a quote is not closed'],
  ])('%j is none', async (text, why) => {
    await expect(csv(text)).rejects.toThrow(why);
  });

  it('a column may be called as it likes, and is nobody’s prototype', async () => {
    const [row] = await csv('Id,__proto__,constructor\nT-1,x,y\n');
    expect(Object.keys(ticketOf(row!) as object)).toEqual(['Id', '__proto__', 'constructor']);
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });

  it('formulas and whatever else people write are texts, as they are', async () => {
    const formulas = ['=HYPERLINK("http://evil.example.com")', '+1+1', '-1+1', '@SUM(A1)', '\t=1', '=cmd|"/c calc"!A0'];
    for (const text of [...formulas, ...HOSTILE.filter((one) => one.trim() !== '' && isUtf8(one))]) {
      const quoted = `"${text.replaceAll('"', '""')}"`;
      expect(ticketOf((await csv(`Id,Note\nT-1,${quoted}\n`))[0]!)).toEqual({ Id: 'T-1', Note: text });
    }
  });
});

describe('columns', () => {
  const map = (ticket: Record<string, unknown>, maps: string[] = [], sets: string[] = []) =>
    ticketOf(throughColumns({ line: 1, place: '1', raw: ticket, read: { ticket } }, readColumns(maps, sets)));

  it('become what Rung calls them; the rest stays, and what is empty is not there', () => {
    expect(map({ Id: 'T-1', State: 'open', Region: 'EU', Note: ' ' }, ['ticketId=Id', 'status=State'])).toEqual({
      ticketId: 'T-1',
      status: 'open',
      Region: 'EU',
    });
  });

  it('what is missing is set', () => {
    expect(map({ slaHours: '', status: 'open' }, [], ['slaHours=24', 'status=new'])).toEqual({
      status: 'open',
      slaHours: 24,
    });
  });

  it.each([
    ['slaHours', '24', 24],
    ['slaHours', '007.50', 7.5],
    ['slaHours', '1,5', '1,5'],
    ['slaHours', '1e400', '1e400'],
    ['customerReplyCount', '+3', 3],
    ['sentimentScore', '-0.7', -0.7],
    ['tags', 'vip, export;bug', ['vip', 'export', 'bug']],
    ['createdAt', '2026-01-05 09:00:00 +0100', '2026-01-05T09:00:00+01:00'],
    ['createdAt', '2026-01-05 09:00 UTC', '2026-01-05T09:00:00Z'],
    ['createdAt', '2026-01-05 09:00:00', '2026-01-05 09:00:00'],
    ['ticketId', ' T-1 ', 'T-1'],
    ['number', '9007199254740993', '9007199254740993'],
  ])('%s: %j', (name, text, value) => {
    expect(map({ [name]: text })).toEqual({ [name]: value });
  });

  it('a number that a double would alter is refused, not altered', () => {
    expect(map({ slaHours: '24.000000000000000001' })).toContain('cannot be kept as it is');
  });

  it('a field of the help desk’s is one', () => {
    expect(map({ Product: 'router' }, ['fields.product=Product'])).toEqual({ fields: { product: 'router' } });
    const polluted = map({ Product: 'x' }, ['fields.__proto__=Product']) as { fields: object };
    expect(Object.keys(polluted.fields)).toEqual(['__proto__']);
    expect(({} as Record<string, unknown>)['0']).toBeUndefined();
  });

  it.each(['Id', '=Id', '__proto__=Id', 'ticketId='])('%j is no map', (text) => {
    expect(() => readColumns([text], [])).toThrow('write it as ticketId=Id');
  });
});

describe('a filter', () => {
  it('may have instants', () => {
    expect(readFilter('{"createdAt":{"$gt":{"$date":"2026-01-05T09:00:00Z"}},"n":{"$in":[1,2]}}')).toEqual({
      createdAt: { $gt: new Date('2026-01-05T09:00:00Z') },
      n: { $in: [1, 2] },
    });
  });

  it.each([
    ['{"status":', 'it is not JSON'],
    ['{"$where":"sleep(10000)"}', '$where, which runs code'],
    ['{"a":[{"$expr":{"$function":{"body":"x"}}}]}', '$function, which runs code'],
    ['{"a":{"$date":"yesterday"}}', 'no instant'],
  ])('%s', (text, why) => {
    expect(() => readFilter(text)).toThrow(why);
  });

  it('goes on after the ticket that was last', async () => {
    const asked: unknown[] = [];
    const archive = {
      async *find(filter: unknown, _keys: unknown, after: unknown) {
        asked.push([filter, after]);
        for (let i = 0; i < 30; i++)
          yield { _id: `T-${i}`, status: 'open', createdAt: new Date(0), own: { deep: true }, engine: null };
      },
      count: () => Promise.resolve(30),
    };
    const source = mongoSource('{"status":"open"}', archive);
    const batches = [];
    for await (const batch of source.batches('T-00')) batches.push(batch);
    expect(asked).toEqual([[{ status: 'open' }, 'T-00']]);
    expect(batches.map(({ cursor }) => cursor)).toEqual(['T-24', 'T-29']);
    // What the help desk has beside it is in the database already.
    expect(ticketOf(withoutOwn(batches[0]!.rows[0]!))).toEqual({
      ticketId: 'T-0',
      status: 'open',
      createdAt: '1970-01-01T00:00:00.000Z',
    });
  });
});

describe('counting', () => {
  const counting = (count: () => Promise<number>) =>
    mongoSource('{"status":"open"}', { find: neverRead, count }).count();
  const neverRead = (): never => {
    throw new Error('read');
  };

  it('that takes too long is done without', async () => {
    expect(await counting(() => Promise.resolve(7))).toBe(7);
    const tooLong = new StoreError('unavailable', 'no answer within 5000 ms');
    expect(await counting(() => Promise.reject(tooLong))).toBeUndefined();
  });

  it.each<StoreTrouble>(['refused', 'failed', 'misconfigured'])('that is %s is told at once', async (trouble) => {
    await expect(counting(() => Promise.reject(new StoreError(trouble, 'not so')))).rejects.toThrow('not so');
  });

  it('is done before anybody else is asked, and what the database does not take is told at once', async () => {
    const env = { TEMPORAL_ADDRESS: '127.0.0.1:1', MONGODB_URI: uri };
    const tickets = ['D-1', 'D-2'].map((_id) => ({
      ...{ _id, status: 'open', priority: 'normal', customerTier: 'standard', slaHours: 24 },
      ...{ createdAt: new Date(), subject: 'about it' },
    }));
    await collection('tickets').insertMany(tickets);
    const read = await rung(['backfill', '{"status":"open"}', '--dry-run'], { env });
    expect(read).toMatchObject({ status: 0, stdout: '2 would be opened, 0 closed and passed over, 0 invalid\n' });
    const { status, stdout, stderr } = await rung(['backfill', '{"status":{"$nope":1}}'], { env });
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(/^MongoDB at [^ ]+: .*\$nope[^\n]*\n$/);
  });
});

describe('the run', () => {
  const TICKET = { status: 'open', priority: 'normal', customerTier: 'standard', slaHours: 24 };
  const rows = (count: number): BackfillRow[] =>
    Array.from({ length: count }, (_, i) => {
      const ticket = {
        ...TICKET,
        ticketId: `B-${i}`,
        ...(i % 10 === 3 && { status: 'closed' }),
        ...(i % 10 === 7 && { priority: 'odd' }),
      };
      return { line: i + 1, place: String(i + 1), raw: ticket, read: { ticket } };
    });

  function world(count: number, options: { rate?: number; after?: string; stopAt?: number } = {}) {
    const done: Done[] = [];
    const opened: string[] = [];
    const cursors: string[] = [];
    let ended = 0;
    const clock = { at: 0 };
    const work = () =>
      backfill({
        source: { batches: (after) => counted(rows(count), (row) => row, after) },
        policy,
        read: (row) => row,
        async *open(entries: (Candidate | Opened)[]) {
          for (const one of entries) {
            if ('outcome' in one) yield one;
            else {
              opened.push(one.ticket.ticketId);
              yield { line: one.line, ticketId: one.ticket.ticketId, outcome: 'opened' as const, kept: null };
            }
          }
        },
        rate: options.rate ?? 1_000,
        after: options.after,
        resume: { to: async (cursor) => void cursors.push(cursor), end: async () => void ended++ },
        done: (one) => done.push(one),
        stopped: () => opened.length >= (options.stopAt ?? Infinity),
        clock: { now: () => clock.at, sleep: async (ms) => void (clock.at += ms) },
      });
    return { work, done, opened, cursors, clock, ended: () => ended };
  }

  it('opens what is open, passes over what is closed, names what is bad, in order', async () => {
    const { work, done, ended } = world(100);
    expect(await work()).toBe(true);
    expect(done.map(({ place }) => place)).toEqual(rows(100).map(({ place }) => place));
    const count = (outcome: string) => done.filter((one) => one.outcome === outcome).length;
    expect([count('opened'), count('closed'), count('invalid')]).toEqual([80, 10, 10]);
    expect(done[7]).toMatchObject({ place: '8', outcome: 'invalid', error: expect.stringContaining('priority') });
    expect(ended()).toBe(1);
  });

  it('keeps the pace', async () => {
    const { work, clock } = world(1_000, { rate: 20 });
    await work();
    expect(clock.at / 1_000).toBeCloseTo(900 / 20, 0);
  });

  it('is interrupted, and goes on from there', async () => {
    const first = world(100, { stopAt: 30 });
    expect(await first.work()).toBe(false);
    expect(first.ended()).toBe(0);
    const second = world(100, { after: first.cursors.at(-1)! });
    await second.work();
    const all = new Set([...first.opened, ...second.opened]);
    expect(all.size).toBe(80);
    expect(second.opened.length).toBeLessThan(80);
  });

  it('remembers where it is, and forgets it at the end; a database that is away is told once', async () => {
    const cursors = new FakeCursors();
    const said: string[] = [];
    const make = (fromStart = false) =>
      resumeIn(cursors.ports, 'x', {
        fromStart,
        resumed: (cursor) => said.push(`on ${cursor}`),
        lost: (why) => said.push(why),
      });
    const first = make();
    expect(await first.from()).toBeUndefined();
    await first.to('25');
    await first.to('50');
    expect(await make().from()).toBe('50');
    expect(await make(true).from()).toBeUndefined();
    const last = make();
    await last.from();
    await last.end();
    expect(await make().from()).toBeUndefined();
    cursors.isDown = true;
    const lost = make();
    await lost.from();
    await lost.to('1');
    await lost.to('2');
    expect(said).toEqual(['on 50', 'on 50', 'the database does not answer']);
  });

  it('two of the same do not undo each other', async () => {
    const cursors = new FakeCursors();
    const said: string[] = [];
    const make = () =>
      resumeIn(cursors.ports, 'x', { fromStart: false, resumed: () => undefined, lost: (why) => said.push(why) });
    const [one, other] = [make(), make()];
    await Promise.all([one.from(), other.from()]);
    await one.to('25');
    await other.to('75');
    await one.to('50');
    expect(cursors.all.get('backfill/x')!.cursor).toBe('50');
    expect(said).toEqual(['another backfill of the same is under way']);
  });
});

describe('--dry-run', () => {
  it('counts, names what is bad with its line, and writes it to be mended', async () => {
    const file = join(folder, 'export.csv');
    const rejects = join(folder, 'bad.jsonl');
    const now = Date.now();
    const ago = (hours: number) => new Date(now - hours * 3_600_000).toISOString();
    await writeFile(
      file,
      [
        'Id,State,Prio,Plan,Created,Formula',
        `T-1,open,normal,standard,${ago(1)},=1+1`,
        `T-2,open,normal,standard,${ago(30)},x`,
        `T-3,closed,normal,standard,${ago(30)},x`,
        `T-4,open,odd,standard,${ago(1)},x`,
        `T-5,open,normal,standard,0001-01-01T00:00:00Z,x`,
        `T-6,open`,
      ].join('\n'),
    );
    const maps = ['ticketId=Id', 'status=State', 'priority=Prio', 'customerTier=Plan', 'createdAt=Created'];
    const args = [
      'backfill',
      file,
      '--dry-run',
      '--set',
      'slaHours=24',
      '--rejects',
      rejects,
      ...maps.flatMap((one) => ['--map', one]),
    ];
    const { status, stdout, stderr } = await rung(args);
    expect(status).toBe(2);
    expect(stdout).toBe('2 would be opened, 1 closed and passed over, 3 invalid\n');
    expect(stderr).toContain(`${file}:5: `);
    expect(stderr).toContain('priority');
    expect(stderr).toContain(`${file}:6: `);
    expect(stderr).toContain('0001-01-01');
    expect(stderr).toContain(`${file}:7: it has 2 columns, and the header has 6`);
    expect(stderr).toContain('1 of them is past a mark, which would fire at once; --quiet-past tells nobody');
    expect(stderr).toContain(`3 rows could not be opened; they are in ${rejects}`);
    const bad = (await readFile(rejects, 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, string>);
    expect(bad.map(({ Id }) => Id)).toEqual(['T-4', 'T-5', 'T-6']);

    // Mended, they alone are given again.
    const mended = bad.map((one) => JSON.stringify({ ...one, Prio: 'normal', Plan: 'standard', Created: ago(1) }));
    await writeFile(rejects, mended.join('\n'));
    const again = await rung(args.with(1, rejects));
    expect([again.status, again.stdout]).toEqual([0, '3 would be opened, 0 closed and passed over, 0 invalid\n']);
    expect(await readFile(rejects, 'utf8')).toBe('');
  });

  it('reads by a mapping file', async () => {
    const file = join(folder, 'tickets.jsonl');
    const mapping = join(folder, 'desk.yaml');
    await writeFile(
      file,
      '{"nr":7,"stand":"Neu","seit":"2026-11-29T09:00:00Z"}\n{"nr":8,"stand":"Zu"}\n{"stand":"Neu"}\n',
    );
    await writeFile(
      mapping,
      [
        'version: 1',
        'name: desk',
        'verify: [{ scheme: bearer }]',
        'delivery: nr',
        'at: seit',
        'ticket: { id: nr, created_at: seit, status: stand }',
        'values: { status: { neu: open, zu: closed } }',
      ].join('\n'),
    );
    const { status, stdout, stderr } = await rung(['backfill', file, '--dry-run', '--mapping', mapping, '--json']);
    expect(status).toBe(2);
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { outcome: string }).outcome),
    ).toEqual(['opened', 'closed', 'invalid']);
    expect(stderr).toContain('tickets.jsonl:3: ');
  });

  it.each([
    [['backfill', 'x.csv', '--rate', '0'], 'is not a rate'],
    [['backfill', 'x.csv', '--format', 'xml'], 'csv or json'],
    [['backfill', 'missing.csv', '--dry-run'], 'there is no such file'],
    [['backfill', 'x.csv', '--map', 'Id'], 'write it as ticketId=Id'],
    [
      ['backfill', 'desk:nowhere', '--dry-run'],
      'there is no API of "nowhere" that is read, only of chatwoot, github, zammad, zendesk; take the tickets from a file',
    ],
    [
      ['backfill', 'desk:zammad', '--dry-run'],
      'zammad is not connected; set RUNG_RECONCILE_ZAMMAD to its address, and RUNG_RECONCILE_ZAMMAD_TOKEN',
    ],
    [['backfill', '{"$where":"1"}', '--dry-run'], 'runs code'],
  ])('%j', async (args, why) => {
    const { status, stderr } = await rung(args);
    expect(status).toBe(2);
    expect(stderr).toContain(why);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
});

it('a number that a double does not hold stays as it is among the rejects, too', async () => {
  const file = join(folder, 'exact.jsonl');
  const rejects = join(folder, 'exact-bad.jsonl');
  const line =
    '{"ticketId":"T-1","status":"open","priority":"odd","customerTier":"x","slaHours":24,"number":9007199254740993}';
  await writeFile(file, `${line}\n`);
  const { status } = await rung(['backfill', file, '--dry-run', '--rejects', rejects]);
  expect(status).toBe(2);
  expect(await readFile(rejects, 'utf8')).toBe(`${line}\n`);
});

it('ten thousand rows are read in a few seconds', async () => {
  const at = new Date(Date.now() - 3_600_000).toISOString();
  const rows = Array.from({ length: 10_000 }, (_, i) => `T-${i},open,normal,standard,${at}`);
  const args = ['backfill', '-', '--format', 'csv', '--dry-run', '--set', 'slaHours=24'];
  const input = ['ticketId,status,priority,customerTier,createdAt', ...rows].join('\n');
  const { status, stdout } = await rung(args, { input });
  expect([status, stdout]).toEqual([0, '10000 would be opened, 0 closed and passed over, 0 invalid\n']);
}, 20_000);
