/** Posts JSON to endpoints: for channels whose targets are addresses of other people's servers. */
import { readFile } from 'node:fs/promises';
import { literalAddress, mayBeConnected } from '../http/addresses.js';
import { CLOSED_ADDRESS, openLookup, type Resolve } from '../http/lookup.js';
import { NOT_SENT, request, type HttpAnswer } from '../http/request.js';
import { isWrong, type ScalarReading } from '../reading/scalar.js';
import type { Endpoint, Endpoints } from './endpoints.js';
import { failure, UNCONFIRMED, SUSPEND, RETRY, type FailureMeaning } from './failures.js';
import type { DeliveryError } from './port.js';
import type { Network } from '../http/network.js';

/** Endpoints that stand in a file. */
export class EndpointsFile {
  constructor(
    readonly path: string,
    readonly read: (text: string) => ScalarReading<Endpoints>,
  ) {}
}

/** Those of the settings: as they stand there, or the file that is named there; undefined if neither is. `places` are words for them. */
export function endpointsOf(
  given: Endpoints | undefined,
  file: string | undefined,
  read: (text: string) => ScalarReading<Endpoints>,
): { endpoints: Endpoints | EndpointsFile; places: string } | undefined {
  if (file !== undefined) return { endpoints: new EndpointsFile(file, read), places: `those in ${file}` };
  return given && { endpoints: given, places: Object.keys(given).join(', ') };
}

export interface PosterOptions {
  /** In front of every sentence: `webhook`. */
  label: string;
  /** As they are, or the file that has them: it is read for each post, so that a change needs no restart. */
  endpoints: Endpoints | EndpointsFile;
  /** Where somebody adds an endpoint: `RUNG_WEBHOOKS`. */
  setting: string;
  /** Limit of one post in milliseconds, connecting included. */
  sendMs: number;
  network: Network;
  /** How hosts are found. Default: as the system does. */
  resolve?: Resolve;
}

/** What is posted. */
export interface Posting {
  headers: Readonly<Record<string, string>>;
  body: string;
}

export interface Poster {
  /**
   * Posts once.
   * @param made for the endpoint that is meant
   * @param verdictOf what an answer means whose status is not 2xx
   * @throws DeliveryError unless the answer's status is 2xx; its sentence has the endpoint's name alone
   */
  post(
    name: string,
    made: (endpoint: Endpoint) => Posting,
    verdictOf: (answer: HttpAnswer) => FailureMeaning,
  ): Promise<HttpAnswer>;
  /** Why nothing can be sent to an endpoint; undefined: as far as can be seen, it can. */
  problemWith(name: string): Promise<string | undefined>;
}

/** Of an answer only the status and headers matter; a short body may say which error it is. */
const MOST_BYTES = 16_384;

export function posterTo({ label, endpoints, setting, sendMs, network, resolve }: PosterOptions): Poster {
  const { proxies, privateNetworks } = network;
  const lookup = openLookup(privateNetworks, resolve);

  async function endpointNamed(name: string): Promise<Endpoint> {
    const suspended = (why: string) => failure(`${label} ${name}: ${why}`, SUSPEND);
    const all = await known(endpoints).catch((error: unknown) => {
      throw suspended(`${setting}_FILE ${(error as Error).message}`);
    });
    const endpoint = Object.hasOwn(all, name) ? all[name] : undefined;
    if (!endpoint) throw suspended(`${setting} has no endpoint of this name`);
    const { hostname } = new URL(endpoint.url);
    const address = literalAddress(hostname);
    if (address !== undefined && !mayBeConnected(hostname, address, privateNetworks)) throw suspended(CLOSED);
    return endpoint;
  }

  return {
    async post(name, made, verdictOf) {
      const endpoint = await endpointNamed(name);
      const { headers, body } = made(endpoint);
      const answer = await request(new URL(endpoint.url), {
        method: 'POST',
        headers: { 'content-type': 'application/json; charset=utf-8', 'user-agent': 'rung', ...headers },
        body,
        signal: AbortSignal.timeout(sendMs),
        proxies,
        lookup,
        mostBytes: MOST_BYTES,
      }).catch((error: unknown) => {
        throw brokenOff(`${label} ${name}`, error);
      });
      if (answer.status >= 200 && answer.status < 300) return answer;
      throw failure(`${label} ${name}: HTTP ${answer.status}`, verdictOf(answer));
    },
    problemWith: (name) =>
      endpointNamed(name).then(
        () => undefined,
        (error: unknown) => (error as Error).message,
      ),
  };
}

const CLOSED = 'its host has a private address, and RUNG_PRIVATE_NETWORKS does not open it';

async function known(endpoints: PosterOptions['endpoints']): Promise<Endpoints> {
  if (!(endpoints instanceof EndpointsFile)) return endpoints;
  const text = await readFile(endpoints.path, 'utf8').catch((error: unknown) => {
    throw new Error(`cannot be read (${codeOf(error)})`);
  });
  const reading = endpoints.read(text);
  if (isWrong(reading)) throw new Error(`${reading.message}; ${reading.expected}`);
  return reading.value;
}

/** The errors of connections name hosts, which may be secrets: their codes say enough. */
function brokenOff(who: string, error: unknown): DeliveryError {
  const { code, cause } = error as NodeJS.ErrnoException & { cause?: unknown };
  if (code === NOT_SENT) {
    const why = codeOf(cause);
    if (why === CLOSED_ADDRESS) return failure(`${who}: ${CLOSED}`, SUSPEND);
    return failure(`${who}: cannot be reached (${why})`, RETRY);
  }
  return failure(`${who}: no answer (${codeOf(error)})`, UNCONFIRMED);
}

function codeOf(error: unknown): string {
  const { code, name, errors } = error as NodeJS.ErrnoException & { errors?: unknown[] };
  if (code === 'ABORT_ERR' || name === 'TimeoutError') return 'timeout';
  const last = errors?.at(-1);
  return code ?? (last === undefined ? name : codeOf(last)) ?? 'unknown error';
}
