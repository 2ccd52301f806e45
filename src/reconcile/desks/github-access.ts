/** Who asks GitHub: whoever a token belongs to, or a GitHub App with its private key. */
import { createPrivateKey, type KeyObject } from 'node:crypto';
import { SignJWT } from 'jose';
import type { Instant, Milliseconds } from '../../domain/rules/policy.js';
import type { Api } from '../api.js';
import { ApiError } from '../api-error.js';
import { idOf, rowOf, textOf, whenOf } from '../rows.js';

export interface GitHubAccess {
  /** The API, for what a repository has. @throws ApiError */
  to(repository: string): Promise<Api>;
  /** The API as an App itself, which alone may ask for its deliveries. Absent: it is not one. */
  asApp?(): Promise<Api>;
}

/** GitHub takes no token of an App that is valid for longer than ten minutes; clocks may differ by one. */
const VALID: Milliseconds = 9 * 60_000;
const CLOCKS: Milliseconds = 60_000;
/** Of its key: RS256 takes none that is shorter, and GitHub gives none. */
const LEAST_BITS = 2_048;
/** A token of an installation lasts an hour: one that ends so soon is not begun with. */
const LEFT: Milliseconds = 5 * 60_000;

/**
 * @param token a token, or the id of an App (or its client id) on a line and its private key (PEM) below
 * @param api without any headers of authorization
 * @param wrong makes an error of a sentence without anything of the token
 */
export function accessOf(token: string, api: Api, wrong: (what: string) => Error): GitHubAccess {
  if (!token.includes('\n')) {
    if (/\s/.test(token)) throw wrong('this cannot be a token');
    const withToken = api.as({ authorization: `Bearer ${token}` });
    return { to: async () => withToken };
  }
  const [, id, pem = ''] = /^([A-Za-z0-9.]{1,100})\s*\n(-----BEGIN [^]+)$/.exec(token.replaceAll('\r\n', '\n')) ?? [];
  if (id === undefined)
    throw wrong('a token with several lines has the id of a GitHub App and below it its private key (PEM)');
  return new GitHubApp(id, keyIn(pem, wrong), api);
}

function keyIn(pem: string, wrong: (what: string) => Error): KeyObject {
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType === 'rsa' && key.asymmetricKeyDetails!.modulusLength! >= LEAST_BITS) return key;
  } catch {
    // What it says may quote the key.
  }
  throw wrong('the private key of the GitHub App cannot be read; it is the file that GitHub gave for download');
}

/** An App that is installed where the repositories are. */
export class GitHubApp implements GitHubAccess {
  /** By the id of the installation. */
  private readonly tokens = new Map<string, { api: Api; until: Instant }>();
  private readonly installations = new Map<string, string>();

  constructor(
    private readonly id: string,
    private readonly key: KeyObject,
    private readonly api: Api,
    private readonly now: () => Instant = Date.now,
  ) {}

  async asApp(): Promise<Api> {
    return this.api.as({ authorization: `Bearer ${await this.token()}` });
  }

  async to(repository: string): Promise<Api> {
    const installation = await this.installationAt(repository);
    const known = this.tokens.get(installation);
    if (known && known.until - LEFT > this.now()) return known.api;
    const app = await this.asApp();
    const { value } = await app.post(`/app/installations/${installation}/access_tokens`);
    const token = textOf(rowOf(value)['token']);
    const until = whenOf(rowOf(value)['expires_at']);
    if (token === undefined || until === undefined || !/^[\x21-\x7e]+$/.test(token))
      throw new ApiError('unavailable', 'the API answers with no token for the installation of the App');
    const api = this.api.as({ authorization: `Bearer ${token}` });
    this.tokens.set(installation, { api, until });
    return api;
  }

  private async installationAt(repository: string): Promise<string> {
    const known = this.installations.get(repository);
    if (known !== undefined) return known;
    const app = await this.asApp();
    const { value } = await app.get(`/repos/${repository}/installation`).catch((error: unknown) => {
      if (!(error instanceof ApiError && error.trouble === 'missing')) throw error;
      throw new ApiError('missing', `the GitHub App is not installed at ${repository}`);
    });
    const id = idOf(rowOf(value)['id']);
    if (id === undefined) throw new ApiError('unavailable', 'the API answers with no installation of the App');
    this.installations.set(repository, id);
    return id;
  }

  /** A JSON web token, as GitHub asks for it: RS256, by the App, for some minutes. */
  private token(): Promise<string> {
    const begun = this.now() - CLOCKS;
    return new SignJWT()
      .setProtectedHeader({ alg: 'RS256', typ: 'JWT' })
      .setIssuer(this.id)
      .setIssuedAt(new Date(begun))
      .setExpirationTime(new Date(begun + VALID))
      .sign(this.key);
  }
}
