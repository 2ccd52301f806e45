/** What requests and routes carry beside what Fastify knows. */
import type { Caller, Needed } from '../access/access.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whoever has no key for it is not let in. Default: nobody is. */
    needs?: Needed;
  }

  interface FastifyRequest {
    caller: Caller;
    /** When it began to arrive, by `performance.now()`. */
    since: number;
    /** The ticket it is about, for the log. */
    ticketId: string | null;
  }
}
