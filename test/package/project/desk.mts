// A help desk's back end, strictly typed, with the library as ES modules: opens a ticket and tells each error by its code.
import {
  connect,
  type ConfigError,
  type ConnectOptions,
  type EngineRefusedError,
  type EngineUnavailableError,
  type InvalidRequestError,
  type PolicyError,
  type Rung,
  type TicketNotFoundError,
  type TicketStateView,
  type TicketToOpen,
} from 'rung-escalation';
import { checkPolicy, parsePolicy, simulate, type TimelineEvent } from 'rung-escalation/policy';
import { loadConfig, startWorkers, type Workers, type WorkersOptions } from 'rung-escalation/worker';

const [address = '', ticketId = '', refusing = ''] = process.argv.slice(2);
const options: ConnectOptions = { address, namespace: 'default', timeoutMs: 20_000 };
const ticket: TicketToOpen = {
  ticketId,
  status: 'open',
  priority: 'normal',
  customerTier: 'enterprise',
  slaHours: 24,
};

type Thrown =
  TicketNotFoundError | InvalidRequestError | EngineUnavailableError | EngineRefusedError | PolicyError | ConfigError;

async function codeOf(attempt: () => unknown): Promise<string> {
  try {
    await attempt();
    return 'NONE';
  } catch (error) {
    return error instanceof Error && 'code' in error ? about(error as Thrown) : `no code: ${String(error)}`;
  }
}

/** What each code stands for has what belongs to it; one more code would not compile. */
function about(error: Thrown): string {
  switch (error.code) {
    case 'TICKET_NOT_FOUND':
      return `${error.code} ${error.ticketId.replace(ticketId, '')}`;
    case 'INVALID_REQUEST':
    case 'INVALID_POLICY':
    case 'INVALID_SETTINGS':
      return `${error.code} ${error.problems.length}`;
    case 'ENGINE_UNAVAILABLE':
    case 'ENGINE_REFUSED':
      return error.code;
    default:
      return error satisfies never;
  }
}

const rung: Rung = await connect(options);
const opened: { outcome: 'opened' | 'exists' } = await rung.openTicket(ticket);
const again = await rung.openTicket(ticket);
// @ts-expect-error a status is missing
const incomplete: TicketToOpen = { ticketId, priority: 'normal', customerTier: 'enterprise', slaHours: 24 };
const ask = (id: string): Promise<TicketStateView | null> => rung.getState(id);
const codes = {
  unknown: await codeOf(() => ask(`${ticketId}-of-nobody`)),
  invalid: await codeOf(() => rung.openTicket(incomplete)),
  unreachable: await codeOf(() => connect({ address: '127.0.0.1:1', timeoutMs: 500 })),
  refused: await codeOf(() => connect({ address: refusing, timeoutMs: 20_000 })),
  policy: await codeOf(() => connect({ ...options, policyFile: 'there-is-none.yaml' })),
  settings: await codeOf(() => loadConfig({ MONGODB_URI: 'nonsense' })),
};
await rung.close();

const text = `version: 1
tiers:
  - { name: L1, group: first }
  - { name: L2, group: second, notify: [{ email: second@example.com }] }
priorities: [low, high]
cooldown: 4h
rules:
  - { name: late, when: { sla_used: 50% }, to: L2, bump: 1 }
`;
const at = Date.parse('2026-01-05T09:00:00Z');
const events: TimelineEvent[] = [
  {
    at,
    type: 'created',
    ticket: { ticketId: 'T-1', status: 'open', priority: 'low', customerTier: 'any', slaHours: 2, createdAt: at },
  },
];
const { decisions } = simulate(parsePolicy(text, 'mine.yaml'), events);
const { problems } = await checkPolicy(text.replace('to: L2', 'to: L9'), 'mine.yaml');
// Typed, and not called: this program has no database.
const work = (more: Omit<WorkersOptions, 'config'>): Promise<Workers> =>
  startWorkers({ config: loadConfig({}), ...more });

console.log(
  JSON.stringify({
    opened: opened.outcome,
    again: again.outcome,
    codes,
    decided: decisions.map((decision) => `${decision.at} ${decision.kind}`),
    problems: problems.map(({ path }) => path),
    work: typeof work,
  }),
);
