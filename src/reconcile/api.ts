/** One help desk's HTTP API: to one host alone, bounded in time and size, no redirect followed. Which answers mean that it asks too much, and for how long it is left alone then. */
import type { IncomingHttpHeaders } from 'node:http';
import type { Instant, Milliseconds } from '../domain/rules/policy.js';
import { literalAddress, mayBeConnected } from '../http/addresses.js';
import { CLOSED_ADDRESS, openLookup } from '../http/lookup.js';
import type { Network } from '../http/network.js';
import { request, type HttpAnswer } from '../http/request.js';
import { BodyError, readBody } from '../intake/body.js';
import { ApiError } from './api-error.js';

/** How long one answer may take, and how large it may be. */
const ANSWER_MS: Milliseconds = 20_000;
const MOST_BYTES = 32 * 1024 * 1024;
/** Where a limited API does not say for how long. */
const USUAL_WAIT: Milliseconds = 60_000;
const LONGEST_WAIT: Milliseconds = 3_600_000;

export interface ApiOptions {
  /** Has the beginning of all paths in its path. */
  base: URL;
  /** With the token. */
  headers: Readonly<Record<string, string>>;
  network: Network;
  /** Default: 20 s. */
  answerMs?: Milliseconds;
  /** Default: the system's clock. */
  now?: () => Instant;
}

export interface Answer {
  value: unknown;
  headers: IncomingHttpHeaders;
  /** The time by the help desk's clock, as far as it says. */
  at: Instant;
}

export class Api {
  constructor(private readonly options: ApiOptions) {}

  /** @param path begins with a slash; holds nothing that is not encoded @throws ApiError */
  get(path: string, query: Readonly<Record<string, string | number | undefined>> = {}): Promise<Answer> {
    return this.ask('GET', path, query);
  }

  /** @throws ApiError */
  post(path: string): Promise<Answer> {
    return this.ask('POST', path, {});
  }

  /** The same API with other headers. */
  as(headers: Readonly<Record<string, string>>): Api {
    return new Api({ ...this.options, headers: { ...this.options.headers, ...headers } });
  }

  private async ask(method: string, path: string, query: Readonly<Record<string, string | number | undefined>>) {
    const url = new URL(this.options.base);
    url.pathname = url.pathname.replace(/\/$/, '') + path;
    for (const [name, value] of Object.entries(query))
      if (value !== undefined) url.searchParams.append(name, String(value));
    const answer = await this.sent(method, url);
    const what = `${method} ${url.pathname}`;
    this.judge(answer, what);
    const at = Date.parse(answer.headers.date ?? '') || (this.options.now ?? Date.now)();
    return { value: valueOf(answer, what), headers: answer.headers, at };
  }

  private async sent(method: string, url: URL): Promise<HttpAnswer> {
    const { headers, network, answerMs = ANSWER_MS } = this.options;
    const { privateNetworks, proxies } = network;
    const literal = literalAddress(url.hostname);
    if (literal !== undefined && !mayBeConnected(url.hostname, literal, privateNetworks)) throw closed();
    try {
      return await request(url, {
        method,
        headers: { accept: 'application/json', 'user-agent': 'rung', ...headers },
        signal: AbortSignal.timeout(answerMs),
        proxies,
        lookup: openLookup(privateNetworks),
        mostBytes: MOST_BYTES,
      });
    } catch (error) {
      const cause = ((error as Error).cause ?? error) as NodeJS.ErrnoException;
      if (cause.code === CLOSED_ADDRESS) throw closed();
      throw new ApiError('unavailable', `the API does not answer (${cause.code ?? cause.name})`);
    }
  }

  private judge({ status, headers }: HttpAnswer, what: string): void {
    if (status >= 200 && status < 300) return;
    const isLimited = status === 429 || (status === 403 && isExhausted(headers));
    if (isLimited) throw new ApiError('limited', `${what}: too many requests`, this.waitOf(headers));
    if (status >= 300 && status < 400)
      throw new ApiError(
        'unavailable',
        `${what} answers with a redirect, which is not followed; give the address it leads to`,
      );
    if (status === 401 || status === 403)
      throw new ApiError('refused', `${what} is refused (status ${status}); look at the token and its rights`);
    if (status === 404 || status === 410)
      throw new ApiError('missing', `${what}: there is no such thing (status ${status})`);
    throw new ApiError('unavailable', `${what} fails with status ${status}`);
  }

  private waitOf(headers: IncomingHttpHeaders): Milliseconds {
    const now = (this.options.now ?? Date.now)();
    const after = headers['retry-after'];
    const reset = Number(headers['x-ratelimit-reset']);
    const wait =
      after === undefined
        ? reset > 0
          ? reset * 1000 - now
          : USUAL_WAIT
        : /^\d+$/.test(after)
          ? Number(after) * 1000
          : Date.parse(after) - now;
    return Math.min(Math.max(Number.isFinite(wait) ? wait : USUAL_WAIT, 1_000), LONGEST_WAIT);
  }
}

/** GitHub's way to say it. */
function isExhausted(headers: IncomingHttpHeaders): boolean {
  return headers['retry-after'] !== undefined || headers['x-ratelimit-remaining'] === '0';
}

function closed(): ApiError {
  return new ApiError(
    'unavailable',
    'the address is one of a private network; name the network in RUNG_PRIVATE_NETWORKS if that is meant',
  );
}

function valueOf({ body, status }: HttpAnswer, what: string): unknown {
  if (status === 202 || status === 204) return undefined;
  if (body.length >= MOST_BYTES)
    throw new ApiError('unavailable', `${what} answers with more than ${MOST_BYTES} bytes`);
  try {
    return readBody(body, undefined, { mostBytes: MOST_BYTES });
  } catch (error) {
    if (!(error instanceof BodyError)) throw error;
    throw new ApiError('unavailable', `${what}: ${error.message.replace('the body', 'the answer')}`);
  }
}
