/** A GitHub App against a stub of the API: it makes its tokens of its private key, reads, and asks for its own deliveries again. */
import { generateKeyPairSync } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDesk } from '../../src/reconcile/address.js';
import { Api } from '../../src/reconcile/api.js';
import type { ApiError } from '../../src/reconcile/api-error.js';
import { GitHubApp } from '../../src/reconcile/desks/github-access.js';
import { DeskError, loadReconcilers } from '../../src/reconcile/index.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { GitHubServer } from './stubs/github.js';

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
/** As GitHub gives it for download. */
const PEM = privateKey.export({ type: 'pkcs1', format: 'pem' }) as string;
const HOOK = 'https://rung.example.com/webhooks/github';
const network = { proxies: {}, privateNetworks: [] };

let now: number;
let server: GitHubServer;
beforeEach(async () => {
  now = Date.now();
  server = await GitHubServer.start(() => now);
  server.app = { id: 'Iv23abc', publicKey, hookUrl: HOOK };
});
afterEach(() => server.api.close());

const desk = (token = `Iv23abc\n${PEM}`, repository = 'acme/widget') =>
  openDesk('github', `${server.api.url}/${repository}`, token.trim(), network, '/webhooks/github');
const attempt = (id: number, guid: string, status_code: number) => ({ id, guid, status_code, redelivery: false });

describe('deliveries of the App that have failed', () => {
  beforeEach(() => {
    server.appDeliveries = [attempt(9, 'a', 502), attempt(8, 'b', 202), attempt(7, 'c', 0)];
  });

  it('are asked for again by the App itself', async () => {
    expect(await desk().askAgain!()).toBe(2);
    expect(server.redelivered).toEqual(['9', '7']);
    expect(server.api.paths()).not.toContain('/api/v3/repos/acme/widget/hooks');
  });

  it('are left alone if its webhook leads to somebody else', async () => {
    server.app!.hookUrl = 'https://other.example.com/hook';
    expect(await desk().askAgain!()).toBe(0);
    expect(server.redelivered).toEqual([]);
  });

  it('are nobody else’s: a key that is not the App’s is refused, with a sentence without it', async () => {
    const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    const pem = other.export({ type: 'pkcs8', format: 'pem' }) as string;
    const error = (await desk(`Iv23abc\n${pem}`).askAgain!().catch((one: unknown) => one)) as ApiError;
    expect(error).toMatchObject({
      trouble: 'refused',
      message: expect.stringContaining('look at the token') as string,
    });
    expect(error.message).not.toContain('PRIVATE KEY');
    await expect(desk(`Iv9\n${PEM}`).askAgain!()).rejects.toMatchObject({ trouble: 'refused' });
  });
});

describe('what the App reads', () => {
  it('it reads by a token of its installation, which it asks for once', async () => {
    const reading = desk();
    let { cursor, more } = await reading.changes(reading.from(now - 60_000));
    while (more) ({ cursor, more } = await reading.changes(cursor));
    expect(server.api.paths().filter((path) => path.endsWith('/access_tokens'))).toHaveLength(1);
    expect(server.api.paths()).toContain('/api/v3/repos/acme/widget/issues/events');
  });

  it('by another token before the first one ends', async () => {
    const api = new Api({ base: new URL(`${server.api.url}/api/v3/`), headers: {}, network });
    const app = new GitHubApp('Iv23abc', privateKey, api, () => now);
    const ask = async () => (await app.to('acme/widget')).get('/repos/acme/widget/issues');
    await ask();
    now += 50 * 60_000;
    await ask();
    now += 6 * 60_000;
    await ask();
    expect(server.installationTokens.size).toBe(2);
  });

  it('nothing where it is not installed', async () => {
    const reading = desk(undefined, 'acme/gadget');
    await expect(reading.changes(reading.from(now))).rejects.toMatchObject({
      trouble: 'missing',
      message: 'the GitHub App is not installed at acme/gadget',
    });
  });
});

describe('what is no App', () => {
  it.each([
    ['no key', 'Iv23abc\nhunter2', 'the id of a GitHub App and below it its private key'],
    ['no id', PEM, 'the id of a GitHub App and below it its private key'],
    ['half a key', `1\n${PEM.slice(0, 400)}`, 'cannot be read; it is the file that GitHub gave'],
    ['a public key', `1\n${publicKey.export({ type: 'spki', format: 'pem' }) as string}`, 'cannot be read'],
    ['a blank', 'hunter2 hunter2', 'this cannot be a token'],
  ])('%s', (_what, token, why) => {
    expect(() => desk(token)).toThrow(DeskError);
    expect(() => desk(token)).toThrow(why);
    expect(() => desk(token)).toThrow(/^(?!.*(?:hunter2|MII))/);
  });

  it('and no other help desk takes several lines', () => {
    expect(() => openDesk('zammad', 'https://desk.example.com', `1\n${PEM}`, network, '/x')).toThrow(
      'cannot be a token',
    );
  });
});

const folder = temporaryFolder();

it('the file that a setting names may hold it', async () => {
  const tokenFile = join(folder, 'app');
  await writeFile(tokenFile, `Iv23abc\r\n${PEM.replaceAll('\n', '\r\n')}\r\n`);
  const desks = { RUNG_RECONCILE_GITHUB: { address: `${server.api.url}/acme/widget`, tokenFile } };
  const [github] = await loadReconcilers({ desks, network });
  server.appDeliveries = [attempt(5, 'a', 503)];
  expect(await (await github!.open()).askAgain!()).toBe(1);
});
