/** The address of a help desk, as its people see it in their browsers, and what of its API it means. */
import { isLoopbackHost } from '../http/addresses.js';
import type { ApiName } from '../intake/mapping/schema.js';
import type { Network } from '../http/network.js';
import { Api } from './api.js';
import type { HelpDesk } from './desk.js';
import { Chatwoot } from './desks/chatwoot.js';
import { GitHub } from './desks/github.js';
import { accessOf } from './desks/github-access.js';
import { Zammad } from './desks/zammad.js';
import { Zendesk } from './desks/zendesk.js';

/** An address or a token cannot be used. The message holds nothing of the token. */
export class DeskError extends Error {
  override readonly name = 'DeskError';
}

const EXAMPLES: Record<ApiName, string> = {
  zendesk: 'https://acme.zendesk.com',
  zammad: 'https://desk.example.com',
  chatwoot: 'https://app.chatwoot.com/app/accounts/7',
  github: 'https://github.com/acme/widget',
};

/** @param hookPath the end of the address of its webhook @throws DeskError */
export function openDesk(api: ApiName, address: string, token: string, network: Network, hookPath: string): HelpDesk {
  const wrong = (what: string) => new DeskError(`${what}; write it as ${EXAMPLES[api]}`);
  const urls = address.split(',').map((one) => urlOf(one.trim(), wrong));
  if (urls.length > 1 && api !== 'github') throw wrong('only of GitHub there may be several addresses');
  const [url] = urls as [URL];
  // The key of a GitHub App has several lines; no other token has a blank in it.
  if (api !== 'github' && /\s/.test(token)) throw new DeskError('this cannot be a token');
  const on = (path: string, headers: Record<string, string>) => new Api({ base: at(url, path), headers, network });
  switch (api) {
    case 'zendesk':
      if (!/^[^\s:/]+@[^\s:/]+\/token:\S+$/.test(token))
        throw new DeskError('the token of Zendesk is written as agent@example.com/token:API-TOKEN');
      return new Zendesk(on('/', { authorization: `Basic ${Buffer.from(token).toString('base64')}` }));
    case 'zammad':
      return new Zammad(on(url.pathname, { authorization: `Token token=${token}` }));
    case 'chatwoot': {
      const [, before = '', account] = /^(.*?)\/(?:app|api\/v1)\/accounts\/(\d+)(?:\/.*)?$/.exec(url.pathname) ?? [];
      if (account === undefined) throw wrong('the address names no account');
      return new Chatwoot(on(`${before}/`, { api_access_token: token }), account);
    }
    case 'github': {
      if (new Set(urls.map(({ origin }) => origin)).size > 1) throw wrong('the repositories have to be on one server');
      const names = urls.map(({ pathname }) => /^\/([\w.-]+\/[\w.-]+?)(?:\.git)?\/?$/.exec(pathname)?.[1]);
      const repositories = names.flatMap((name) => name ?? []);
      if (repositories.length < urls.length) throw wrong('the address is not that of a repository');
      const base = url.hostname === 'github.com' ? new URL('https://api.github.com/') : at(url, '/api/v3/');
      const open = new Api({ base, headers: { 'x-github-api-version': '2022-11-28' }, network });
      return new GitHub(
        accessOf(token, open, (what) => new DeskError(what)),
        repositories,
        hookPath,
      );
    }
  }
}

/** On the same host, whatever the path looks like: `//` before it would begin another one. */
function at(url: URL, path: string): URL {
  const base = new URL(url);
  base.pathname = path;
  return base;
}

/** A token is sent there: never over an open line to another machine. */
function urlOf(text: string, wrong: (what: string) => DeskError): URL {
  if (!URL.canParse(text)) throw wrong('this is no address');
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') throw wrong('the address holds a password');
  if (url.search !== '' || url.hash !== '') throw wrong('the address has more than a path');
  if (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopbackHost(url.hostname))) return url;
  throw wrong('the address is not an https address');
}
