/** The local stack, on real servers. */
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { MongoClient } from 'mongodb';
import { createTransport } from 'nodemailer';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { cacheFolder, findOnPath } from '../../local-stack/cache.js';
import { readRunningStack, resetStack, startStack, type Stack } from '../../local-stack/stack.js';
import { cachedTemporal } from '../../local-stack/temporal.js';
import { SEARCH_ATTRIBUTES } from '../../src/workflows/contract.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { isAlive, ownServers, startOwner } from './support/processes.js';

const env = ownServers();
const SOON = { timeout: 5_000, interval: 50 };

async function withMongo<T>(uri: string, work: (client: MongoClient) => Promise<T>): Promise<T> {
  const client = new MongoClient(uri);
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}

async function withTemporal<T>(stack: Stack<'temporal'>, work: (client: Client) => Promise<T>): Promise<T> {
  const { address, namespace } = stack.temporal;
  const connection = await Connection.connect({ address });
  try {
    return await work(new Client({ connection, namespace }));
  } finally {
    await connection.close();
  }
}

const folder = temporaryFolder();
const emptyFolder = () => mkdtemp(join(folder, 'data-'));

describe('an ephemeral stack', () => {
  const lines: string[] = [];
  let stack: Stack;

  beforeAll(async () => {
    stack = await startStack({ ephemeral: true, ui: true, env, log: (line) => lines.push(line) });
  });

  afterAll(async () => {
    const pids = Object.values(stack.origins).map(({ pid }) => pid!);
    await stack.stop();
    expect(pids.filter(isAlive)).toEqual([]);
    expect(existsSync(stack.dataDir)).toBe(false);
  });

  it('has Temporal with the search attributes of Rung, and its Web UI', async () => {
    const { namespace, uiUrl } = stack.temporal;
    const { customAttributes } = await withTemporal(stack, ({ connection }) =>
      connection.operatorService.listSearchAttributes({ namespace }),
    );
    expect(Object.keys(customAttributes)).toEqual(
      expect.arrayContaining(Object.values(SEARCH_ATTRIBUTES).map(({ name }) => name)),
    );
    expect((await fetch(uiUrl!)).ok).toBe(true);
  });

  it('has a MongoDB on which updates of 50 connections are atomic', async () => {
    const { matched, counted, inserted } = await withMongo(
      `${stack.mongo.uri}?maxPoolSize=50&minPoolSize=50`,
      async (client) => {
        const counters = client.db().collection<{ _id: string; n: number; owner?: number }>('counters');
        await counters.insertOne({ _id: 'c', n: 0 });
        await Promise.all(Array.from({ length: 200 }, () => counters.updateOne({ _id: 'c' }, { $inc: { n: 1 } })));
        const claims = await Promise.all(
          Array.from({ length: 100 }, (_, owner) =>
            counters.updateOne({ _id: 'c', owner: { $exists: false } }, { $set: { owner } }),
          ),
        );
        const inserts = await Promise.allSettled(
          Array.from({ length: 50 }, () => counters.insertOne({ _id: 'd', n: 0 })),
        );
        return {
          counted: (await counters.findOne({ _id: 'c' }))?.n,
          matched: claims.filter(({ modifiedCount }) => modifiedCount === 1).length,
          inserted: inserts.filter(({ status }) => status === 'fulfilled').length,
        };
      },
    );
    expect({ counted, matched, inserted }).toEqual({ counted: 200, matched: 1, inserted: 1 });
  });

  it('does the updates that nobody waits for, too', async () => {
    const { uri } = stack.mongo;
    await withMongo(uri, async (client) => {
      const counters = client.db().collection<{ _id: string; n: number }>('counters');
      await counters.insertOne({ _id: 'e', n: 0 });
      const options = { writeConcern: { w: 0 } };
      await Promise.all(
        Array.from({ length: 50 }, () => counters.updateOne({ _id: 'e' }, { $inc: { n: 1 } }, options)),
      );
      await vi.waitFor(async () => expect((await counters.findOne({ _id: 'e' }))?.n).toBe(50), SOON);
    });
  });

  it('catches mail and shows it', async () => {
    const { smtpUrl, webUrl } = stack.mail;
    const transport = createTransport(smtpUrl);
    await transport.sendMail({ from: 'a@example.com', to: 'b@example.com', subject: 'A ticket waits', text: 'Yours.' });
    transport.close();
    const mails = (await (await fetch(`${webUrl}/api/email`)).json()) as { subject: string }[];
    expect(mails.map(({ subject }) => subject)).toEqual(['A ticket waits']);
    const inbox = await fetch(webUrl!, { headers: { accept: 'text/html' } });
    expect(await inbox.text()).toContain('<title>MailDev</title>');
  });

  it('says where each server comes from', () => {
    expect(lines.filter((line) => line.startsWith('Temporal '))).toEqual([
      `Temporal ${/[\d.]+/.exec(lines.join('\n').split('Temporal ')[1]!)![0]} at ${stack.temporal.address}, from ` +
        `${stack.origins.temporal.from}; its Web UI is ${stack.temporal.uiUrl}`,
    ]);
    expect(lines.some((line) => line.includes(`${stack.mongo.uri}, from ${stack.origins.mongo.from}`))).toBe(true);
    expect(lines.some((line) => line.includes(stack.mail.webUrl!))).toBe(true);
  });
});

/** One folder of data through all of them, each with a start of its own. */
describe('a stack that keeps its data', () => {
  const servers = ['temporal', 'mongo', 'mail'] as const;
  const ports = { temporal: 0, ui: 0, mongo: 0, smtp: 0, web: 0 };
  const start = () => startStack({ dataDir, servers, ports, env });
  let dataDir: string;

  beforeAll(async () => {
    dataDir = await emptyFolder();
    await writeFile(join(dataDir, 'mine'), '');
  });

  it('is found by other terminals, and refuses company, for as long as it runs', async () => {
    const stack = await start();
    try {
      expect(await readRunningStack(dataDir)).toMatchObject({
        pid: process.pid,
        temporalAddress: stack.temporal.address,
        temporalNamespace: 'default',
        temporalUiUrl: stack.temporal.uiUrl,
        mongodbUri: stack.mongo.uri,
        smtpUrl: stack.mail.smtpUrl,
        inboxUrl: stack.mail.webUrl,
      });
      const sentence = `a stack is running already: process ${process.pid}, with its data in ${dataDir}`;
      await expect(start()).rejects.toThrow(sentence);
      await expect(resetStack(dataDir)).rejects.toThrow(sentence);
      expect(await readRunningStack(dataDir)).toMatchObject({ pid: process.pid });

      await withTemporal(stack, ({ workflow }) => workflow.start('anything', { taskQueue: 'none', workflowId: 'w' }));
      await withMongo(stack.mongo.uri, (client) =>
        client.db().collection<{ _id: string }>('kept').insertOne({ _id: 'k' }),
      );
      const transport = createTransport(stack.mail.smtpUrl);
      await transport.sendMail({ from: 'a@example.com', to: 'b@example.com', subject: 'Kept', text: 'Kept.' });
      transport.close();
    } finally {
      await stack.stop();
    }
    expect(await readRunningStack(dataDir)).toBeUndefined();
  });

  it('has them after a restart', async () => {
    const after = await start();
    try {
      const { status } = await withTemporal(after, ({ workflow }) => workflow.getHandle('w').describe());
      expect(status.name).toBe('RUNNING');
      expect(await withMongo(after.mongo.uri, (client) => client.db().collection('kept').countDocuments())).toBe(1);
      const mails = (await (await fetch(`${after.mail.webUrl}/api/email`)).json()) as unknown[];
      expect(mails).toHaveLength(1);
    } finally {
      await after.stop();
    }
  });

  it('loses them by a reset, and nothing else that is in the folder', async () => {
    await resetStack(dataDir);
    expect(existsSync(join(dataDir, 'mine'))).toBe(true);
    const stack = await start();
    try {
      await expect(withTemporal(stack, ({ workflow }) => workflow.getHandle('w').describe())).rejects.toThrow();
      expect(await withMongo(stack.mongo.uri, (client) => client.db().collection('kept').countDocuments())).toBe(0);
    } finally {
      await stack.stop();
    }
  });
});

describe('the process that owns a stack', () => {
  it('takes its servers along when it is killed, and another stack can follow', async () => {
    const dataDir = await emptyFolder();
    const { pid, servers } = await startOwner(dataDir);
    expect([pid, ...servers].every(isAlive)).toBe(true);
    expect(await readRunningStack(dataDir)).toMatchObject({ pid });

    process.kill(pid, 'SIGKILL');
    await vi.waitFor(() => expect(servers.filter(isAlive)).toEqual([]), SOON);
    // What it said of itself is still there, but no longer believed.
    expect(JSON.parse(await readFile(join(dataDir, 'stack.json'), 'utf8'))).toMatchObject({ pid });
    expect(await readRunningStack(dataDir)).toBeUndefined();

    const next = await startStack({ dataDir, servers: ['mongo'], env });
    try {
      expect(await readRunningStack(dataDir)).toMatchObject({ pid: process.pid });
    } finally {
      await next.stop();
    }
  });

  it('may start anew at once after it was killed', async () => {
    const dataDir = await emptyFolder();
    const { pid } = await startOwner(dataDir);
    process.kill(pid, 'SIGKILL');
    const next = await startStack({ dataDir, servers: ['temporal', 'mongo'], ui: false, env });
    await next.stop();
  });
});

describe('a start', () => {
  it('uses the addresses of the environment as they are', async () => {
    const given = { TEMPORAL_ADDRESS: 'temporal.example.com:7233', MONGODB_URI: 'mongodb://db.example.com/rung' };
    const stack = await startStack({ ephemeral: true, servers: ['temporal', 'mongo'], env: { ...env, ...given } });
    expect(stack.temporal).toEqual({ address: given.TEMPORAL_ADDRESS, namespace: 'default' });
    expect(stack.mongo).toEqual({ uri: given.MONGODB_URI });
    expect(stack.origins).toEqual({ temporal: { from: 'TEMPORAL_ADDRESS' }, mongo: { from: 'MONGODB_URI' } });
    await stack.stop();
  });

  it('takes a program on PATH, and passes over one that does not work', async () => {
    const works = await emptyFolder();
    await symlink(findOnPath('temporal', env) ?? cachedTemporal(cacheFolder(env))!, join(works, 'temporal'));
    const fails = await emptyFolder();
    await writeFile(join(fails, 'temporal'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    const start = async (path: string) => {
      const stack = await startStack({ ephemeral: true, servers: ['temporal'], env: { ...env, PATH: path } });
      await stack.stop();
      return stack.origins.temporal.from;
    };
    expect(await start(`${works}:${fails}`)).toBe('PATH');
    expect(await start(`${fails}:${works}`)).not.toBe('PATH');
  });

  it('can be given up before it begins, and in its midst', async () => {
    const never = AbortSignal.abort(new Error('never mind'));
    await expect(startStack({ ephemeral: true, env, signal: never })).rejects.toThrow('never mind');

    const enough = new AbortController();
    const log = () => enough.abort(new Error('enough'));
    await expect(startStack({ ephemeral: true, env, log, signal: enough.signal })).rejects.toThrow('enough');
  });
});
