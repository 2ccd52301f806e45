/** The servers of a lane. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Database } from './database.js';
import { Server } from './server.js';

export interface ServerOptions {
  /** Of Temporal's data. Default: one under the folder of the servers. */
  temporalFolder?: string;
  /** A database that runs already. Default: one of the lane's own, with its data under that folder. */
  mongodb?: string;
}

export async function startServers(
  folder: string,
  { temporalFolder = join(folder, 'temporal'), mongodb }: ServerOptions = {},
): Promise<{ temporal: Server; mongo: Database }> {
  const mongoFolder = join(folder, 'mongo');
  await Promise.all([mkdir(temporalFolder, { recursive: true }), mkdir(mongoFolder, { recursive: true })]);
  const [temporal, mongo] = await Promise.all([
    Server.temporal(temporalFolder),
    mongodb === undefined ? Database.own(mongoFolder) : Database.running(mongodb),
  ]);
  return { temporal, mongo };
}
