import { describe, expect, test } from 'vitest';
import { readOptions, UsageError, USAGE } from '../../bench/options.js';
import { withDatabase } from '../../bench/uri.js';

describe('what the bench can be asked for', () => {
  test('without a word: every side, every measure, servers of its own', () => {
    const { sides, measures, store, temporal, mongodb, calm } = readOptions([])!;
    expect(sides).toEqual(['bare', 'rung', 'naive', 'script', 'script-5m']);
    expect(measures).toEqual(['life', 'throughput', 'intake', 'storm', 'calm']);
    expect({ store, temporal, mongodb }).toEqual({ store: 'mongodb', temporal: undefined, mongodb: undefined });
    expect(calm).toEqual({ open: 10_000, perSecond: 3, seconds: 120, idleSeconds: 60 });
  });

  test('quickly: two sides and small numbers, unless others are named', () => {
    const quick = readOptions(['--quick', '--deadlines', '20'])!;
    expect(quick).toMatchObject({ sides: ['bare', 'rung'], rounds: 1, deadlines: 20 });
    expect(quick.calm.open).toBeLessThan(1_000);
    expect(readOptions(['--quick', '--sides', 'naive,bare'])!.sides).toEqual(['bare', 'naive']);
  });

  test('in memory: no side that has to have a table', () => {
    expect(readOptions(['--store', 'memory'])!.sides).toEqual(['bare', 'rung', 'naive']);
  });

  test('on servers that run already', () => {
    const args = ['--temporal', '127.0.0.1:7233', '--mongodb', 'mongodb://127.0.0.1:27017/?replicaSet=rs'];
    expect(readOptions(args)).toMatchObject({ temporal: args[1], mongodb: args[3] });
  });

  test.each([
    [['--rounds', '0'], '--rounds takes a whole number from 1 on, not 0'],
    [['--deadlines', 'many'], '--deadlines takes a whole number from 1 on, not many'],
    [['--sides', 'bare,brown'], '--sides takes some of bare, rung, naive, script, script-5m, not "brown"'],
    [['--measures', 'speed'], '--measures takes some of life, throughput, intake, storm, calm, not "speed"'],
    [['--store', 'disk'], '--store takes mongodb or memory, not disk'],
    [['--store', 'memory', '--sides', 'script'], 'script looks through a table: it needs --store mongodb'],
    [['--store', 'memory', '--mongodb', 'mongodb://x'], '--mongodb has no use with --store memory'],
    [['--temporal', 'localhost'], '--temporal takes host:port, not localhost'],
    [['--mongodb', '127.0.0.1:27017'], '--mongodb takes a mongodb:// URI'],
    [['--fast'], "Unknown option '--fast'"],
  ])('%j is refused with a reason and the usage', (args, why) => {
    const read = () => readOptions(args);
    expect(read).toThrow(UsageError);
    expect(read).toThrow(why);
    expect(read).toThrow(USAGE);
  });
});

test.each([
  ['mongodb://127.0.0.1:27017/rung', 'mongodb://127.0.0.1:27017/b'],
  ['mongodb://a:1,b:2/?replicaSet=rs', 'mongodb://a:1,b:2/b?replicaSet=rs'],
  ['mongodb+srv://user:secret@cluster.example.com', 'mongodb+srv://user:secret@cluster.example.com/b'],
])('a database of the bench on %s', (uri, expected) => {
  expect(withDatabase(uri, 'b')).toBe(expected);
});
