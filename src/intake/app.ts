/** The intake: an HTTP server made of its ports. */
import type { FastifyInstance } from 'fastify';
import './http/request.js';
import { Access } from './access/access.js';
import { ApiKeys } from './access/keys.js';
import { Limits } from './access/limits.js';
import { Tokens } from './access/tokens.js';
import { publishDocument } from './http/document.js';
import { createServer } from './http/server.js';
import type { IntakeDeps } from './ports.js';
import { Receiving } from './receiving.js';
import { acknowledgePage } from './routes/acknowledge-page.js';
import { commandRoutes } from './routes/commands.js';
import { factRoutes } from './routes/facts.js';
import { healthRoutes } from './routes/health.js';
import { simulateRoute } from './routes/simulate.js';
import { slackRoutes } from './routes/slack.js';
import { ticketRoutes } from './routes/tickets.js';
import { webhookRoutes } from './routes/webhooks.js';
import { within } from '../waiting/within.js';

/** More addresses, such as those of Slack. Each route says in its `config` what it `needs`; without that nobody is let in. */
export type MoreRoutes = (app: FastifyInstance, deps: IntakeDeps, receiving: Receiving) => void | Promise<void>;

/** For so long a request waits for the policy file; a file system that is slower leaves it the policy of before. */
const LOOKING_MS = 250;

/** Ready to listen, or to be asked with `inject`. */
export async function buildIntake(
  deps: IntakeDeps,
  version: string,
  more: MoreRoutes[] = [],
): Promise<FastifyInstance> {
  const { access: settings, store, policy, logger, now = Date.now } = deps;
  const { proxies, tokens, perSecond, openOnLoopback } = settings;
  const app = createServer({ ...(logger && { logger }), ...(proxies && { proxies }) });
  const limits = new Limits(perSecond);
  const access = new Access(new ApiKeys(store.apiKeys), limits, tokens && new Tokens(tokens), openOnLoopback, now);
  const receiving = new Receiving(deps, limits, (message, error) =>
    app.log.warn({ error: (error as Error).name }, message),
  );

  app.decorateRequest('caller', null as never);
  app.decorateRequest('since', 0);
  app.decorateRequest('ticketId', null);
  app.addHook('onRequest', async (request) => {
    request.since = performance.now();
    const { needs = 'admin' } = request.routeOptions.config;
    // An address that there is not is told to everybody.
    request.caller = await access.admit(
      { headers: request.headers, address: request.ip },
      request.is404 ? 'public' : needs,
    );
    const looking = [policy.look(), deps.policiesInUse?.look()].filter((one) => one !== undefined);
    // A disk that is slow holds no request up for longer: it goes on with the policy that is in force.
    if (looking.length > 0) await within(LOOKING_MS, Promise.all(looking)).catch(() => undefined);
  });
  app.addHook('onResponse', async (request, reply) => {
    const { method, caller, ticketId, routeOptions } = request;
    const about = { method, route: routeOptions.url, status: reply.statusCode, ms: Math.round(reply.elapsedTime) };
    request.log.info({ ...about, caller: caller?.name, ...(ticketId !== null && { ticketId }) }, 'request');
  });

  await publishDocument(app, version);
  const peoples = [slackRoutes, acknowledgePage];
  const machines = [ticketRoutes, factRoutes, commandRoutes, simulateRoute, healthRoutes, webhookRoutes];
  for (const routes of [...machines, ...peoples, ...more]) {
    await app.register(async (inside) => routes(inside, deps, receiving));
  }
  await app.ready();
  return app;
}
