/** Addresses and tokens of help desks: to which host a token may be sent, and what is said of those that cannot be used. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDesk } from '../../src/reconcile/address.js';
import { Api } from '../../src/reconcile/api.js';
import { DeskError, loadReconcilers } from '../../src/reconcile/index.js';
import type { ApiName } from '../../src/intake/mapping/schema.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { ApiStub } from './stubs/server.js';
import { HOSTILE_TEXTS } from '../intake/hostile-texts.js';

const network = { proxies: {}, privateNetworks: [] };
const TOKEN = 's3cret';
const open = (api: ApiName, address: string, token = TOKEN) => openDesk(api, address, token, network, '/webhooks/x');

describe('an address', () => {
  it.each<[ApiName, string, string?]>([
    ['zendesk', 'https://acme.zendesk.com', 'ada@example.com/token:s3cret'],
    ['zammad', 'https://desk.example.com/helpdesk/'],
    ['chatwoot', 'https://app.chatwoot.com/app/accounts/7'],
    ['chatwoot', 'https://chat.example.com/app/accounts/7/dashboard'],
    ['chatwoot', 'http://localhost:3000/app/accounts/1'],
    ['github', 'https://github.com/acme/widget, https://github.com/acme/gadget.git'],
    ['github', 'https://ghe.example.com/acme/widget'],
  ])('of %s: %s', (api, address, token) => {
    expect(open(api, address, token)).toBeDefined();
  });

  it.each<[ApiName, string, string]>([
    ['zammad', 'desk.example.com', 'this is no address'],
    ['zammad', 'http://desk.example.com', 'not an https address'],
    ['zammad', 'ftp://desk.example.com', 'not an https address'],
    ['zammad', 'file:///etc/passwd', 'not an https address'],
    ['zammad', 'https://ada:s3cret@desk.example.com', 'holds a password'],
    ['zammad', 'https://desk.example.com/?x=s3cret', 'more than a path'],
    ['zammad', 'https://a.example.com,https://b.example.com', 'only of GitHub'],
    ['chatwoot', 'https://app.chatwoot.com', 'names no account'],
    ['chatwoot', 'https://app.chatwoot.com/app/accounts/../../x', 'names no account'],
    ['github', 'https://github.com/acme', 'not that of a repository'],
    ['github', 'https://github.com/acme/widget,https://ghe.example.com/a/b', 'on one server'],
    ['zendesk', 'https://acme.zendesk.com', 'agent@example.com/token:API-TOKEN'],
  ])('of %s is none: %s', (api, address, why) => {
    let message = '';
    try {
      open(api, address);
    } catch (error) {
      expect(error).toBeInstanceOf(DeskError);
      message = (error as Error).message;
    }
    expect(message).toContain(why);
    expect(message).not.toContain('s3cret');
  });

  it.each(HOSTILE_TEXTS.slice(0, 150).map((text) => [text]))('%j leads nowhere but to where it says', (text) => {
    for (const address of [text, `https://desk.example.com/${text}`, `https://${text}`]) {
      try {
        open('zammad', address);
        expect(['https:', 'http:']).toContain(new URL(address).protocol);
      } catch (error) {
        expect(error).toBeInstanceOf(DeskError);
      }
    }
  });
});

describe('a request', () => {
  it.each([
    'https://10.0.0.1',
    'https://169.254.169.254',
    'https://[fd00::1]',
    'https://192.168.1.1',
    'https://0.0.0.0',
  ])('to %s is not made', async (base) => {
    const api = new Api({ base: new URL(base), headers: { authorization: TOKEN }, network });
    const error = await api.get('/x').catch((one: unknown) => one as Error);
    expect(error).toMatchObject({ trouble: 'unavailable', message: expect.stringContaining('private network') });
  });
});

it('a path that looks like a host is none: the token goes to the host of the address', async () => {
  const stub = await ApiStub.start(() => ({ body: [] }), Date.now);
  for (const path of ['//evil.example.com/', '/\\evil.example.com', '/@evil.example.com', '/%2f%2fevil.example.com']) {
    const desk = open('zammad', `${stub.url}${path}`);
    await desk.changes(desk.from(0));
  }
  expect(stub.asked).toHaveLength(4);
  await stub.close();
});

describe('the settings', () => {
  const folder = temporaryFolder();

  it('name a mapping, and its address and token', async () => {
    const desks = { RUNG_RECONCILE_ZAMMAD: { address: 'https://desk.example.com', token: TOKEN } };
    expect((await loadReconcilers({ desks, network })).map(({ name }) => name)).toEqual(['zammad']);
  });

  it('are told all at once, without the token', async () => {
    const desks = {
      RUNG_RECONCILE_FRESHDESK: { address: 'https://x.example.com', token: TOKEN },
      RUNG_RECONCILE_NOBODY: { address: 'https://x.example.com', token: TOKEN },
      RUNG_RECONCILE_GITHUB: { address: 'https://github.com/acme', token: TOKEN },
    };
    const error = await loadReconcilers({ desks, network }).catch((one: unknown) => one as Error);
    expect((error as Error).message.split('\n')).toEqual([
      expect.stringContaining('RUNG_RECONCILE_FRESHDESK: its mapping has no "reconcile"'),
      expect.stringContaining('RUNG_RECONCILE_NOBODY: there is no such mapping'),
      expect.stringContaining('RUNG_RECONCILE_GITHUB: the address is not that of a repository'),
    ]);
    expect((error as Error).message).not.toContain(TOKEN);
  });

  it('may name a file, which is read each time', async () => {
    const tokenFile = join(folder, 'token');
    const desks = { RUNG_RECONCILE_ZAMMAD: { address: 'https://desk.example.com', tokenFile } };
    const [reconciler] = await loadReconcilers({ desks, network });
    await expect(reconciler!.open()).rejects.toThrow(
      'RUNG_RECONCILE_ZAMMAD_TOKEN_FILE: the file cannot be read (ENOENT)',
    );
    await writeFile(tokenFile, 'two words\n');
    await expect(reconciler!.open()).rejects.toThrow('RUNG_RECONCILE_ZAMMAD_TOKEN: this cannot be a token');
    await writeFile(tokenFile, `${TOKEN}\n`);
    await expect(reconciler!.open()).resolves.toBeDefined();
  });
});
