/** What requests and routes carry beside what Fastify knows. */
import type { Caller, Needed } from '../access/access.js';
import type { Instant } from '../../domain/rules/policy.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whoever has no key for it is not let in. Default: nobody is. */
    needs?: Needed;
  }

  interface FastifyRequest {
    caller: Caller;
    /** When it began to arrive. */
    since: Instant;
    /** The ticket it is about, for the log. */
    ticketId: string | null;
  }
}
