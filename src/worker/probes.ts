/** What a cluster asks of a worker by HTTP: whether it is alive, whether it works, and its metrics. */
import { once } from 'node:events';
import { createServer, get, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Config } from '../config/index.js';

/** Undefined: it works; else why not, in a few words. */
export type Readiness = () => Promise<string | undefined>;

export interface Probes {
  /** From now on `/readyz` says what this says. Before, and after `close` was asked for: not ready. */
  readyWhen(readiness: Readiness): void;
  close(): Promise<void>;
}

/** How long the exporter of the metrics may take to answer. */
const METRICS_MS = 5_000;

/**
 * Answers `/healthz`, `/readyz` and, where there are any, `/metrics` at the addresses of the settings; without them it
 * listens nowhere.
 * @param metrics where the SDK shows its metrics: the metrics' address passes them on. Undefined: nothing listens there.
 * @throws an error of one sentence, with the system's code such as `EADDRINUSE`, when an address cannot be had
 */
export async function serveProbes(
  { healthAddress, metricsAddress }: Pick<Config, 'healthAddress' | 'metricsAddress'>,
  metrics: string | undefined,
): Promise<Probes> {
  let readiness: Readiness = () => Promise.resolve('it is starting');
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    const { pathname } = new URL(request.url ?? '/', 'http://worker');
    if (pathname === '/healthz') return says(response, 200, 'ok');
    if (pathname === '/metrics' && metrics !== undefined) return passOn(metrics, response);
    if (pathname !== '/readyz')
      return says(response, 404, 'there are /healthz, /readyz and, if they are asked for, /metrics');
    void readiness().then((why) => (why === undefined ? says(response, 200, 'ok') : says(response, 503, why)));
  };
  const addresses = new Set([healthAddress, metrics && metricsAddress].filter((address) => address !== undefined));
  const servers: Server[] = [];
  const close = async () => {
    await Promise.all(servers.map(closed));
  };
  try {
    for (const address of addresses) servers.push(await listening(address, answer));
  } catch (error) {
    await close();
    throw error;
  }
  return { readyWhen: (given) => (readiness = given), close };
}

async function listening(
  address: string,
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<Server> {
  const { hostname, port } = new URL(`http://${address}`);
  const server = createServer(answer);
  server.listen({ host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || 80) });
  try {
    await once(server, 'listening');
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const sentence = `cannot listen at ${address} for probes and metrics: ${message}`;
    throw Object.assign(new Error(sentence, { cause }), { code });
  }
  return server.unref();
}

async function closed(server: Server): Promise<void> {
  server.close();
  server.closeAllConnections();
  if (server.listening) await once(server, 'close');
}

function says(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${text}\n`);
}

function passOn(metrics: string, response: ServerResponse): void {
  const asked = get(metrics, { timeout: METRICS_MS }, (source) => {
    response.writeHead(source.statusCode ?? 502, { 'content-type': source.headers['content-type'] ?? 'text/plain' });
    source.pipe(response);
  });
  asked.on('timeout', () => asked.destroy(new Error('no answer')));
  asked.on('error', (error) => {
    if (response.headersSent) response.destroy();
    else says(response, 502, `the metrics cannot be read: ${error.message}`);
  });
}
