import { connect as dial, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import { afterEach, describe, expect, inject, test } from 'vitest';
import { placeOf, storeError, StoreError, withoutSecrets } from '../../src/store/errors.js';
import { connectStore, type Store } from '../../src/store/mongo.js';

const open: (Store | { close(): unknown })[] = [];
afterEach(async () => {
  for (const thing of open.splice(0)) await thing.close();
});

function connect(uri: string, callMs = 400): Store {
  const db = connectStore(uri, { callMs });
  open.push(db);
  return db;
}

async function failure(call: Promise<unknown>): Promise<StoreError> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(StoreError);
  return error as StoreError;
}

/** Takes connections and never says a word, like a frozen server. */
async function silentServer(): Promise<{ port: number; server: Server }> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => void sockets.push(socket.on('error', () => undefined)));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  open.push({
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  });
  return { port: (server.address() as AddressInfo).port, server };
}

describe('a database that cannot be used', () => {
  test('does not keep a worker from starting, and says where it was looked for', async () => {
    const { port, server } = await silentServer();
    server.close();
    const db = connect(`mongodb://rung:s3cret@127.0.0.1:${port}/desk`);
    const error = await failure(db.store.load('T-1'));
    expect(error.trouble).toBe('unavailable');
    expect(error.message).toContain(`MongoDB at 127.0.0.1:${port} does not answer`);
    expect(error.message).not.toContain('s3cret');
  });

  test('that takes connections but never answers is given up after the bound', async () => {
    const { port } = await silentServer();
    const db = connect(`mongodb://127.0.0.1:${port}/desk?maxPoolSize=1`);
    const errors = await Promise.all([failure(db.store.load('a')), failure(db.store.load('b')), failure(db.ping())]);
    expect(errors.map(({ trouble }) => trouble)).toEqual(['unavailable', 'unavailable', 'unavailable']);
  });

  test('works as soon as it is there, through the same connection object', async () => {
    const { port, server } = await silentServer();
    server.close();
    await once(server, 'close');
    const db = connect(`mongodb://127.0.0.1:${port}/desk`, 2_000);
    await failure(db.ping());

    const target = new URL(inject('mongoUri').replace('mongodb:', 'http:'));
    const forwarder = createServer((socket) => {
      const onward = dial(Number(target.port), target.hostname);
      socket.pipe(onward).pipe(socket);
      socket.on('error', () => onward.destroy());
      onward.on('error', () => socket.destroy());
    });
    forwarder.listen(port, '127.0.0.1');
    await once(forwarder, 'listening');
    open.push(forwarder);

    await db.ping();
    await db.close();
  });
});

describe('what is said about it', () => {
  test('a URI that cannot be used is refused at once, in one sentence', () => {
    for (const uri of [
      'postgres://rung:s3cret@host/db',
      'mongodb://rung:s3cret@host:x/db',
      'mongodb://h/?nope=1',
      '',
    ]) {
      const connecting = () => connectStore(uri);
      expect(connecting).toThrow(/^MONGODB_URI cannot be used: /);
      expect(connecting).not.toThrow(/s3cret/);
    }
  });

  test('a server that refuses the login is quoted in one line, without the password', async () => {
    const { host } = new URL(inject('mongoUri').replace('mongodb:', 'http:'));
    const error = await failure(connect(`mongodb://rung:s3cret@${host}/desk`, 2_000).ping());
    expect(error.trouble).toBe('refused');
    expect(error.message).toMatch(/^MongoDB at \S+ refuses us: .*Check user and password in MONGODB_URI$/);
    expect(error.message).not.toContain('s3cret');
  });

  test('refused credentials are called that, wherever the driver hides them', () => {
    const uri = 'mongodb://rung:s3cr%40t@db.example.com:27017/desk';
    const refusal = Object.assign(new Error('Authentication failed for rung:s3cr%40t (s3cr@t)'), {
      name: 'MongoServerError',
      code: 18,
    });
    const hidden = Object.assign(new Error('Authentication failed'), {
      name: 'MongoServerSelectionError',
      cause: refusal,
    });
    for (const error of [refusal, hidden]) {
      const told = storeError(error, uri);
      expect(told.trouble).toBe('refused');
      expect(told.message).toMatch(
        /^MongoDB at db\.example\.com:27017 refuses us: .*Check user and password in MONGODB_URI$/,
      );
      expect(told.message).not.toMatch(/s3cr/);
    }
  });

  test('what the server gives up because our time is over was not answered', () => {
    const late = Object.assign(new Error('operation exceeded time limit'), { name: 'MongoServerError', code: 50 });
    expect(storeError(late, 'mongodb://h/db')).toMatchObject({
      trouble: 'unavailable',
      message: 'MongoDB at h does not answer: operation exceeded time limit',
    });
  });

  test.each([
    ['mongodb://a:b@h1:1,h2:2/db?x=y', 'h1:1,h2:2'],
    ['mongodb+srv://a:b@cluster.example.com/db', 'cluster.example.com'],
    ['mongodb://localhost', 'localhost'],
    ['nonsense', 'the address in MONGODB_URI'],
  ])('names the place in %s', (uri, place) => {
    expect(placeOf(uri)).toBe(place);
  });

  test('no secret survives in any of its spellings', () => {
    const clean = withoutSecrets('mongodb://u:p%23w@h/db');
    expect(clean('p%23w and p#w in mongodb://u:p%23w@h/db')).toBe('*** and *** in ***');
  });
});
