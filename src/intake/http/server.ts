/** The HTTP server: its limits, headers, errors and log; it knows no route. */
import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import Fastify, {
  LogController,
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
} from 'fastify';
import { toProblem } from './errors.js';
import { readJsonBody } from './json-body.js';
import { HttpProblem, PROBLEM_TYPE } from './problem.js';
import { validatorCompiler } from './validation.js';

/** Of a body of the API, in bytes. */
const MOST_BYTES = 1024 * 1024;
/** Of all headers together, in bytes. */
const MOST_HEADER_BYTES = 16 * 1024;
/** How long headers, and a request as a whole, may take to arrive. */
const HEADERS_MS = 5_000;
const REQUEST_MS = 10_000;
/** How long a connection may be silent, and may be kept for another request. */
const SILENT_MS = 15_000;
const KEPT_MS = 65_000;
/** How many connections there may be; more are closed as they come. */
const MOST_CONNECTIONS = 2_000;

export interface ServerOptions {
  logger?: FastifyBaseLogger;
  /** Whose `X-Forwarded-For` is believed. */
  proxies?: string[];
}

export function createServer({ logger, proxies }: ServerOptions): FastifyInstance {
  const app = Fastify({
    ...(logger ? { loggerInstance: logger } : { logger: false }),
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    requestIdHeader: false,
    bodyLimit: MOST_BYTES,
    requestTimeout: REQUEST_MS,
    connectionTimeout: SILENT_MS,
    keepAliveTimeout: KEPT_MS,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    trustProxy: proxies ?? false,
    http: { maxHeaderSize: MOST_HEADER_BYTES, headersTimeout: HEADERS_MS, connectionsCheckingInterval: 1_000 },
    // A ticket's id has 200 characters, and each may be written as three; a link in a mail holds two of them and an address.
    routerOptions: { maxParamLength: 2_000 },
    clientErrorHandler,
    frameworkErrors: (error, request, reply) => void answer(reply, toProblem(error), request.id),
  }) as unknown as FastifyInstance;
  app.server.maxConnections = MOST_CONNECTIONS;
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(() => (data) => JSON.stringify(data));
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
    try {
      done(null, readJsonBody(body as Buffer));
    } catch (error) {
      done(error as Error);
    }
  });
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const problem = toProblem(error);
    if (problem.kind === 'failed') request.log.error(traceOf(error), 'a request failed');
    return answer(reply, problem, request.id);
  });
  noSuchRoute(app);
  let isClosing = false;
  app.addHook('preClose', async () => {
    isClosing = true;
  });
  app.addHook('onSend', async (request, reply) => {
    // Otherwise the connection would be kept for a next request, and the server wait for it to end.
    if (isClosing) reply.header('connection', 'close');
    reply.headers({ ...HEADERS, 'x-request-id': request.id });
    if (!reply.hasHeader('content-security-policy')) reply.header('content-security-policy', NOTHING_TO_RUN);
  });
  return app;
}

const HEADERS = {
  'cache-control': 'no-store',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};
const NOTHING_TO_RUN = "default-src 'none'; frame-ancestors 'none'";

function answer(reply: FastifyReply, problem: HttpProblem, requestId: string): FastifyReply {
  const { retryAfter, allow } = problem.more;
  if (retryAfter !== undefined) reply.header('retry-after', String(retryAfter));
  if (allow !== undefined) reply.header('allow', allow.join(', '));
  if (problem.kind === 'not-authenticated') reply.header('www-authenticate', 'Bearer');
  // As bytes, since to a text Fastify adds a charset that this media type does not have.
  const body = Buffer.from(JSON.stringify(problem.body(`urn:uuid:${requestId}`)));
  return reply.code(problem.status).type(PROBLEM_TYPE).send(body);
}

/** An error's words may quote a customer: its name and where it was thrown say enough. */
function traceOf(error: Error): object {
  const where = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return { error: error.name, where: where.slice(0, 8).map((line) => line.trim()) };
}

/** 404, or 405 where another method would do. */
function noSuchRoute(app: FastifyInstance): void {
  const routes: { pattern: RegExp; method: string }[] = [];
  app.addHook('onRoute', ({ url, method }) => {
    const pattern = new RegExp(
      `^${url
        .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
        .replace(/:\w+/g, '[^/]+')
        .replace('*', '.*')}/?$`,
    );
    for (const one of [method].flat()) routes.push({ pattern, method: one });
  });
  app.setNotFoundHandler({ preHandler: (_request, _reply, done) => done() }, (request, reply) => {
    const path = request.url.split('?')[0]!;
    const allow = routes.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method);
    const problem =
      allow.length === 0
        ? new HttpProblem('not-found', 'there is no such address; /docs has all of them')
        : new HttpProblem('method-not-allowed', `this address takes ${allow.join(', ')}`, { allow });
    return answer(reply, problem, request.id);
  });
}

const CLIENT_ERRORS: Record<
  string,
  [status: string, kind: 'timed-out' | 'too-large' | 'invalid-request', detail: string]
> = {
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'timed-out', 'the request took too long to arrive'],
  HPE_HEADER_OVERFLOW: ['431 Request Header Fields Too Large', 'too-large', 'the headers are too large'],
};

/** What is no request: answered on the bare socket, which is closed. */
function clientErrorHandler(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const [status, kind, detail] = CLIENT_ERRORS[error.code ?? ''] ?? [
    '400 Bad Request',
    'invalid-request',
    'this is no HTTP request that can be read',
  ];
  const body = JSON.stringify({
    ...new HttpProblem(kind, detail).body(`urn:uuid:${randomUUID()}`),
    status: Number(status.slice(0, 3)),
  });
  const head = [`HTTP/1.1 ${status}`, `content-type: ${PROBLEM_TYPE}`, `content-length: ${Buffer.byteLength(body)}`];
  socket.end(`${[...head, 'connection: close'].join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
}
