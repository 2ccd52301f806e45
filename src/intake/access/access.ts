/** Who may do what: a key of ours or a token of the issuer, with the scope that the address asks for. */
import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Instant } from '../../domain/rules/policy.js';
import { StoreError } from '../../store/errors.js';
import type { Scope } from '../../store/intake-port.js';
import { unavailable } from '../http/errors.js';
import { HttpProblem } from '../http/problem.js';
import type { ApiKeys } from './keys.js';
import type { Limits } from './limits.js';
import type { Tokens } from './tokens.js';

/** What a route asks for. `public`: nothing, or it looks at who it is itself. */
export type Needed = Scope | 'public';

/** Who asks, as the log names them. */
export interface Caller {
  name: string;
  scopes: readonly Scope[];
}

export interface Requester {
  headers: IncomingHttpHeaders;
  /** Where it comes from. */
  address: string;
}

const NOBODY: Caller = { name: 'nobody', scopes: [] };
const ANYBODY: Caller = { name: 'this-machine', scopes: ['read', 'write', 'command', 'admin'] };

/** What proxies write into requests that they hand on. */
const HANDED_ON = [
  'forwarded',
  'via',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-real-ip',
  'x-client-ip',
  'cf-connecting-ip',
  'true-client-ip',
];

const REFUSED = {
  malformed: 'this is neither a key of Rung nor a token',
  unknown: 'this key is not known',
  revoked: 'this key was revoked',
  expired: 'this key, or token, has expired',
  audience: 'this token is for somebody else',
  issuer: 'this token is of another issuer',
  signature: 'this token is not signed by a key of its issuer',
  'no-expiry': 'this token never expires; such are not taken',
} as const;

export class Access {
  constructor(
    private readonly keys: ApiKeys,
    private readonly limits: Limits,
    private readonly tokens: Tokens | undefined,
    private readonly openOnLoopback: boolean,
    private readonly now: () => Instant,
  ) {}

  /** @throws HttpProblem 401, 403, 429, or 503 when it cannot be found out who asks */
  async admit({ headers, address }: Requester, needed: Needed): Promise<Caller> {
    await this.limits.ofSource(address);
    if (needed === 'public') return NOBODY;
    const caller = await this.identify(headers, address);
    await this.limits.ofKey(caller.name);
    if (caller.scopes.includes(needed)) return caller;
    throw new HttpProblem(
      'not-allowed',
      `it takes the scope ${needed}; this key has ${caller.scopes.join(', ') || 'none'}`,
    );
  }

  private async identify(headers: IncomingHttpHeaders, address: string): Promise<Caller> {
    const { authorization } = headers;
    if (authorization === undefined) {
      if (await this.isOpen(headers)) return ANYBODY;
      return this.refuse(address, 'send a key: "Authorization: Bearer rung_…"; `rung key create` makes one');
    }
    const secret = /^Bearer +([\x21-\x7e]{1,8192})$/i.exec(authorization)?.[1];
    if (secret === undefined) return this.refuse(address, 'the header must read "Authorization: Bearer …"');
    if (secret.startsWith('rung_') || !this.tokens) return this.byKey(secret, address);
    return this.byToken(this.tokens, secret, address);
  }

  private async byKey(secret: string, address: string): Promise<Caller> {
    // Whoever guesses makes no work for the database.
    if (!this.keys.remembers(secret) && (await this.limits.isSuspicious(address)))
      return this.refuse(address, REFUSED.unknown);
    const verdict = await this.orUnavailable(this.keys.judge(secret, this.now()));
    if ('refused' in verdict) return this.refuse(address, REFUSED[verdict.refused]);
    const { id, scopes } = verdict.key;
    return { name: `key:${id}`, scopes };
  }

  private async byToken(tokens: Tokens, token: string, address: string): Promise<Caller> {
    const verdict = await tokens.judge(token, this.now());
    if (verdict === 'unavailable') throw unavailable('the keys of the issuer of tokens cannot be had');
    if ('refused' in verdict) return this.refuse(address, REFUSED[verdict.refused]);
    return { name: `token:${hashOf(verdict.subject)}`, scopes: verdict.scopes };
  }

  /** A page in a browser may reach this machine under a name of its own, and a reverse proxy on it hands on what comes from anywhere: neither is meant. */
  private async isOpen(headers: IncomingHttpHeaders): Promise<boolean> {
    if (!this.openOnLoopback || HANDED_ON.some((name) => headers[name] !== undefined)) return false;
    const { host = '', origin } = headers;
    const isHere = (name: string) => /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/i.test(name);
    if (!isHere(host) || (origin !== undefined && !isHere(origin.replace(/^https?:\/\//i, '')))) return false;
    return !(await this.orUnavailable(this.keys.any(this.now())));
  }

  private async orUnavailable<T>(judging: Promise<T>): Promise<T> {
    try {
      return await judging;
    } catch (error) {
      if (error instanceof StoreError) throw unavailable('the database that knows the keys does not answer', error);
      throw error;
    }
  }

  private async refuse(address: string, detail: string): Promise<never> {
    await this.limits.failed(address);
    throw new HttpProblem('not-authenticated', detail);
  }
}

/** A subject may be the address of a person. Limits are counted by it: nobody finds two subjects that have the same. */
function hashOf(subject: string): string {
  return createHash('sha256').update(subject).digest('hex').slice(0, 32);
}
