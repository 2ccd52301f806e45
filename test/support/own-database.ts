/** A database of a test file's own: it is there when it is first used, and gone at the end of the file. */
import type { Collection } from 'mongodb';
import { afterAll, inject } from 'vitest';
import { connectStore, type Store, type StoreOptions } from '../../src/store/mongo.js';
import { mongoClient } from './opened.js';
import { databaseOf } from './writes.js';

export type Row = { _id: string } & Record<string, unknown>;

export interface OwnDatabase {
  /** The address of the server, with the database in its path. */
  uri: string;
  db: Store;
  /** For what the store's ports do not show. */
  collection(name: string): Collection<Row>;
  /** With all that is in it. */
  drop(): Promise<unknown>;
}

/** @param file of the tests, `import.meta.url` */
export function ownDatabase(file: string, options: Omit<StoreOptions, 'database'> = {}): OwnDatabase {
  const name = databaseOf(file);
  const uri = inject('mongoUri').replace(/\/[^/?]*(\?|$)/, `/${name}$1`);
  const db = connectStore(uri, options);
  const client = mongoClient(uri);
  const drop = () => client.db(name).dropDatabase();
  afterAll(async () => {
    await drop();
    await client.close();
    await db.close();
  });
  return { uri, db, drop, collection: (of) => client.db(name).collection<Row>(of) };
}
