/** What the command line of the fault suite asks for. */
import { describe, expect, test } from 'vitest';
import { readOptions } from './options.js';
import { SCENARIOS } from './scenarios/index.js';
import { Database } from './world/database.js';

const URI = 'mongodb://127.0.0.1:27018/';
const names = (...args: string[]) => readOptions(args, SCENARIOS).scenarios.map(({ name }) => name);

describe('a database that runs already', () => {
  test('is met by every scenario but those that kill or freeze the server', () => {
    const left = names().filter((name) => !names('--mongodb', URI).includes(name));
    expect(left).toEqual(['mongo-killed', 'mongo-frozen', 'desks-mongo', 'desks-mongo-frozen']);
    expect(names('--smoke', '--mongodb', URI)).toEqual(names('--smoke'));
  });

  test('cannot be killed', () => {
    const killed = ['--only', 'mongo-killed', '--mongodb', URI];
    expect(() => readOptions(killed, SCENARIOS)).toThrow(
      'mongo-killed kills or freezes the database: it has no use with --mongodb',
    );
    expect(() => Database.running(URI).own).toThrow('the database runs already: it is not ours to break');
  });

  test.each(['127.0.0.1:27017', 'mongodb+srv://cluster/', 'mongodb://a:1,b:2/', 'mongodb:///rung', 'mongodb://a:x/'])(
    'has the address of one server, not %s',
    (uri) => {
      expect(() => readOptions(['--mongodb', uri], SCENARIOS)).toThrow(
        '--mongodb takes the address of one server, such as mongodb://127.0.0.1:27017/',
      );
    },
  );

  test('is named in what plays the same again, but for its password', () => {
    const { on } = readOptions(['--mongodb', 'mongodb://rung:s%40cret@127.0.0.1:27018/'], SCENARIOS);
    expect(on).toBe('--mongodb mongodb://rung:***@127.0.0.1:27018/');
    expect(readOptions([], SCENARIOS).on).toBe('');
  });

  test('is reached under its own address, and through a proxy with the same credentials and options', () => {
    const database = Database.running('mongodb://rung:s%40cret@db.local/users?tls=true');
    expect({ host: database.host, port: database.port }).toEqual({ host: 'db.local', port: 27_017 });
    const rest = '/own?tls=true&authSource=users&directConnection=true';
    expect(database.uri('own')).toBe(`mongodb://rung:s%40cret@db.local${rest}`);
    expect(database.uri('own', 4_000)).toBe(`mongodb://rung:s%40cret@127.0.0.1:4000${rest}`);
  });
});
