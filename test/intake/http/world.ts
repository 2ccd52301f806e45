/** An intake with everything around it in memory. */
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { linkSettings, slackWayBack } from '../../../src/channels/back.js';
import { PoliciesInUse } from '../../../src/client/policies-in-use.js';
import { Rung } from '../../../src/client/rung.js';
import { loadConfig } from '../../../src/config/index.js';
import { makeKey } from '../../../src/intake/access/keys.js';
import { buildIntake, type MoreRoutes } from '../../../src/intake/app.js';
import type { AccessSettings } from '../../../src/intake/ports.js';
import { loadWebhooks, WebhookSecrets, type Webhook } from '../../../src/intake/webhooks/webhook.js';
import { LatestPolicy } from '../../../src/policy/latest.js';
import { loadPolicy, type LoadedPolicy } from '../../../src/policy/load.js';
import { OWN_POLICY_FILE } from '../../../src/policy/own-file.js';
import { drain } from '../../../src/spill/drain.js';
import type { Scope } from '../../../src/store/intake-port.js';
import { FakeStore } from './fake-store.js';
import { FakeTemporal } from './fake-temporal.js';

export interface World {
  app: FastifyInstance;
  temporal: FakeTemporal;
  store: FakeStore;
  /** Lines of the log. */
  logged: string[];
  /** Makes a key with these scopes; the header to send. */
  key(...scopes: Scope[]): { authorization: string };
  /** What the schedule does. */
  drain(): Promise<void>;
  /** How often the database was asked for the policies in use. */
  askedForPolicies(): number;
  /** Time goes by at once, in milliseconds. */
  pass(time: number): void;
}

export interface Making {
  access?: Partial<AccessSettings>;
  /** Variables with secrets of webhooks. */
  env?: Record<string, string>;
  /** A folder of mappings. */
  folder?: string;
  more?: MoreRoutes[];
  /** Settings of Slack and of mails, for the ways back. */
  settings?: Record<string, string>;
  /** Default: Rung's own. */
  policy?: LoadedPolicy;
  /** A file with the policy, which may change. */
  policyFile?: string;
  /** Another intake, whose Temporal and database this one has. */
  beside?: World;
}

const ownPolicy = await loadPolicy(OWN_POLICY_FILE);
/** Of the mappings that come with Rung, without secrets: to read them takes half the time of making an intake. */
const ownWebhooks = await loadWebhooks({});

export async function world({
  access,
  env = {},
  folder,
  more = [],
  settings = {},
  policy: given = ownPolicy,
  policyFile,
  beside,
}: Making = {}): Promise<World> {
  const { channels, network } = loadConfig(settings);
  const slack = slackWayBack(channels.slack, network);
  const links = linkSettings(channels.email);
  const temporal = beside?.temporal ?? new FakeTemporal();
  const store = beside?.store ?? new FakeStore();
  const logged: string[] = [];
  let passed = 0;
  const now = () => Date.now() + passed;
  const policy =
    policyFile === undefined
      ? { current: given, wrong: undefined, look: () => undefined }
      : await LatestPolicy.of(policyFile, { now });
  const knows = async (ticketId: string) => (await store.ports.store.load(ticketId)) !== null;
  const withSecrets = async ({ mapping }: Webhook) => ({
    mapping,
    secrets: await WebhookSecrets.read(mapping.name, env),
  });
  let askedForPolicies = 0;
  const kept = async () => {
    askedForPolicies++;
    if (store.isDown) throw new Error('the database does not answer');
    return [...temporal.tickets.values()].map((ticket) => ({ hash: ticket.policyHash, policy: ticket.policy }));
  };
  const policiesInUse = PoliciesInUse.listedBy(kept, now);
  const rung = new Rung({
    ...{ client: temporal.client, policies: kept, knows, timeoutMs: 1_300 },
    policy: () => policy.current,
  });
  const draining = async () => void (await drain({ rung, spill: store.ports.spill, now }));
  const app = await buildIntake(
    {
      ...{ rung, policy, policiesInUse, store: store.ports },
      webhooks:
        folder === undefined ? await Promise.all(ownWebhooks.map(withSecrets)) : await loadWebhooks(env, folder),
      access: { openOnLoopback: false, perSecond: 100_000, ...access },
      drain: draining,
      ...(slack && { slack }),
      ...(links && { links }),
      now,
      logger: pino({ level: 'trace' }, { write: (line: string) => void logged.push(line) }),
    },
    '0.0.0',
    more,
  );
  return {
    ...{ app, temporal, store, logged },
    drain: draining,
    askedForPolicies: () => askedForPolicies,
    pass: (time) => void (passed += time),
    key(...scopes) {
      const { key, kept } = makeKey({ scopes, note: '' }, Date.now());
      store.keys.set(kept.id, kept);
      return { authorization: `Bearer ${key}` };
    },
  };
}

export const TICKET = { ticketId: 'T-1', status: 'open', priority: 'normal', customerTier: 'standard', slaHours: 24 };
