/** What the intake needs of the rest. */
import type { FastifyBaseLogger } from 'fastify';
import type { AcknowledgeLinkSettings, SlackWayBack } from '../channels/back.js';
import type { PoliciesInUse } from '../client/policies-in-use.js';
import type { Rung } from '../client/rung.js';
import type { Instant } from '../domain/rules/policy.js';
import type { LatestPolicy } from '../policy/latest.js';
import type { Store } from '../store/mongo.js';
import type { TokenIssuer } from './access/tokens.js';
import type { Webhook } from './webhooks/webhook.js';

export interface IntakeDeps {
  /** Its calls should take less than 1.5 s: an answer is due within 3 s. */
  rung: Rung;
  /** Its calls should take less than 1 s. */
  store: Pick<Store, 'spill' | 'deliveries' | 'apiKeys' | 'ping'> & {
    archive: Pick<Store['archive'], 'adoptAll' | 'log' | 'read'>;
    store: Pick<Store['store'], 'load'>;
  };
  /** The policy for new tickets, as its file says now. */
  policy: Pick<LatestPolicy, 'current' | 'wrong' | 'look'>;
  /** Those that open tickets have beside it, as `rung` has them: what is told of these may say their words. Default: none is known. */
  policiesInUse?: PoliciesInUse;
  webhooks: readonly Webhook[];
  access: AccessSettings;
  /** How clicks and `/rung` come from Slack. Default: they do not. */
  slack?: SlackWayBack;
  /** How links in mails are signed. Default: there are none. */
  links?: AcknowledgeLinkSettings;
  /** Asks for what was kept to be told. Default: it waits for the schedule. */
  drain?: () => Promise<void>;
  logger?: FastifyBaseLogger;
  now?: () => Instant;
}

export interface AccessSettings {
  /** Whether, as long as there has never been a key, everybody on this machine may do everything. */
  openOnLoopback: boolean;
  /** Tokens of an issuer that are taken beside keys. Default: none. */
  tokens?: TokenIssuer;
  /** How many requests a key, and a source, may make in a second, on average over ten. */
  perSecond: number;
  /** Whose word is taken for where a request came from: addresses or networks of reverse proxies. Default: nobody's. */
  proxies?: string[];
}
