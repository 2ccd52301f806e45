/** Six help desks, as senders: what happens to a ticket at each, as the deliveries they send, signed when they are sent. */
import { bodyOf } from '../deliveries.js';
import { SIGNERS } from '../signatures/signing.js';

/** Something that happens to a ticket. */
export type Event =
  | { kind: 'created' }
  | { kind: 'customer' | 'agent'; message: number }
  /** Who watches it may stop. */
  | { kind: 'closed' };

export interface Desk {
  name: string;
  /** Where the mapping has its secret. */
  env: Record<string, string>;
  ticketId(n: number): string;
  url: string;
  /** The body that tells of it; `at`, and `created` of the ticket, in epoch milliseconds. Default of `created`: long before, or `at`. */
  body(n: number, event: Event, at: number, created?: number): Record<string, unknown>;
  /** What comes with the body, when it is sent at `now`. `id`: of the delivery. */
  headers(body: string, now: number, id: string): Record<string, string>;
  /** After how many seconds it is tried again, as the vendor documents it: once for each. Empty: never. */
  waits: readonly number[];
  /** After which answers; after none at all everybody does who ever tries again. */
  retries(status: number): boolean;
}

const json = { 'content-type': 'application/json' };
const iso = (at: number) => new Date(at).toISOString();
const seconds = (at: number) => iso(Math.floor(at / 1000) * 1000).replace('.000Z', 'Z');

function signed(name: string, body: string, now: number, id: string): Record<string, string> {
  const { signature, timestamp, id: idHeader, secrets, time, sign } = SIGNERS[name]!;
  const at = time(now);
  return {
    ...json,
    ...(timestamp !== undefined && { [timestamp]: at }),
    ...(idHeader !== undefined && { [idHeader]: id }),
    [signature]: sign(secrets[0], Buffer.from(body), at, id),
  };
}
const secretOf = (name: string) => SIGNERS[name]!.secrets[0];

const zendesk: Desk = {
  name: 'zendesk',
  env: { RUNG_WEBHOOK_ZENDESK: secretOf('zendesk') },
  ticketId: (n) => `zendesk/${n}`,
  url: '/webhooks/zendesk',
  body(n, event, at, created) {
    const like = bodyOf('zendesk-events', 'agent-reply-by-email');
    const type = {
      created: 'ticket.created',
      customer: 'ticket.comment_added',
      agent: 'ticket.comment_added',
      closed: 'ticket.status_changed',
    };
    const author = { id: '1', is_staff: event.kind === 'agent', name: 'x' };
    const told =
      'message' in event
        ? { comment: { id: `${n}${event.message}`, body: 'x', is_public: true, author } }
        : event.kind === 'closed'
          ? { current: 'CLOSED', previous: 'OPEN' }
          : {};
    return {
      ...like,
      detail: {
        ...like['detail'],
        id: String(n),
        status: event.kind === 'closed' ? 'CLOSED' : 'OPEN',
        updated_at: iso(at),
        ...(created !== undefined && { created_at: iso(created) }),
      },
      event: told,
      id: `${n}-${JSON.stringify(event)}`,
      subject: `zen:ticket:${n}`,
      time: iso(at),
      type: `zen:event-type:${type[event.kind]}`,
    };
  },
  headers: (body, now, id) => signed('zendesk', body, now, id),
  // As long as the intake says with its 503, if that is less than a minute; what times out is tried again five times.
  waits: [30, 30, 30, 30, 30],
  retries: (status) => status === 409 || status === 429 || status === 503,
};

const zammad: Desk = {
  name: 'zammad',
  env: { RUNG_WEBHOOK_ZAMMAD: secretOf('zammad') },
  ticketId: (n) => `zammad/${n}`,
  url: '/webhooks/zammad',
  body(n, event, at, created) {
    const like = bodyOf('zammad', 'agent-reply-by-email');
    const message = 'message' in event ? event.message : event.kind === 'closed' ? 9 : 0;
    const by = event.kind === 'agent' ? 5 : 8;
    const ticket = {
      ...like['ticket'],
      ...{ id: n, state: event.kind === 'closed' ? 'closed' : 'open', updated_at: iso(at), updated_by_id: by },
      ...{ article_count: message + 1 },
      ...(created !== undefined && { created_at: iso(created) }),
    };
    const article = {
      ...like['article'],
      id: 10_000 * n + message,
      created_at: iso(at),
      created_by_id: by,
      sender: event.kind === 'agent' ? 'Agent' : 'Customer',
    };
    return { ticket, article: event.kind === 'closed' ? {} : article };
  },
  headers: (body, now, id) => ({
    ...signed('zammad', body, now, id),
    'x-zammad-trigger': body.includes('"article_count":1,') ? 'rung: created' : 'rung: updated',
    'x-zammad-delivery': id,
  }),
  waits: [10, 20, 30, 40],
  retries: (status) => status >= 300,
};

const chatwoot: Desk = {
  name: 'chatwoot',
  env: { RUNG_WEBHOOK_CHATWOOT: secretOf('chatwoot') },
  ticketId: (n) => `chatwoot/7/${n}`,
  url: '/webhooks/chatwoot/7',
  body(n, event, at, created = at) {
    const conversation = {
      id: n,
      updated_at: at / 1000,
      created_at: Math.floor(created / 1000),
      last_activity_at: Math.floor(at / 1000),
    };
    if (event.kind === 'closed') {
      const change = [{ status: { previous_value: 'open', current_value: 'resolved' } }];
      return {
        ...bodyOf('chatwoot', 'resolved'),
        event: 'conversation_status_changed',
        changed_attributes: change,
        ...conversation,
        messages: [],
      };
    }
    const like = bodyOf('chatwoot', 'message-before-conversation');
    if (event.kind === 'created')
      return { ...like['conversation'], ...conversation, event: 'conversation_created', messages: [] };
    const by = event.kind === 'agent' ? { message_type: 'outgoing', sender: { id: 3, type: 'user' } } : {};
    const at7 = { id: 100_000 * n + event.message, created_at: iso(at) };
    return { ...like, ...by, ...at7, conversation: { ...like['conversation'], ...conversation } };
  },
  headers: (body, now, id) => ({ ...signed('chatwoot', body, now, id), 'x-chatwoot-delivery': id }),
  waits: [],
  retries: () => false,
};

const github: Desk = {
  name: 'github',
  env: { RUNG_WEBHOOK_GITHUB: secretOf('github') },
  ticketId: (n) => `github/acme/widget#${n}`,
  url: '/webhooks/github',
  body(n, event, at, created) {
    const like = bodyOf('github', 'maintainer-reply');
    const issue = {
      ...like['issue'],
      ...{ number: n, state: event.kind === 'closed' ? 'closed' : 'open', updated_at: seconds(at), labels: [] },
      closed_at: event.kind === 'closed' ? seconds(at) : null,
      ...(created !== undefined && { created_at: seconds(created) }),
    };
    const rest = { issue, repository: like['repository'], sender: like['sender'] };
    if (!('message' in event)) return { action: event.kind === 'closed' ? 'closed' : 'opened', ...rest };
    const when = { created_at: seconds(at), updated_at: seconds(at) };
    const who =
      event.kind === 'agent'
        ? { author_association: 'MEMBER' }
        : { author_association: 'NONE', user: like['issue']?.user };
    return {
      action: 'created',
      ...rest,
      comment: { ...like['comment'], id: 1_000 * n + event.message, ...when, ...who },
    };
  },
  headers: (body, now, id) => ({
    ...signed('github', body, now, id),
    'x-github-delivery': id,
    'x-github-event': 'issues',
  }),
  waits: [],
  retries: () => false,
};

const freshdesk: Desk = {
  name: 'freshdesk',
  env: { RUNG_WEBHOOK_FRESHDESK: 'rung_test_freshdesk' },
  ticketId: (n) => `freshdesk/${n}`,
  url: '/webhooks/freshdesk',
  body(n, event) {
    const like = bodyOf('freshdesk', 'agent-reply-by-email');
    const triggered = {
      created: '{ticket_action:created}',
      customer: '{reply_sent:sent}',
      agent: '{reply_sent:sent}',
      closed: '{status:{from:2,to:5}}',
    };
    const kind = { created: 'created', customer: 'reply', agent: 'reply', closed: 'status' }[event.kind];
    const desk = {
      ...{
        ticket_id: String(n),
        triggered_event: triggered[event.kind],
        ticket_status: event.kind === 'closed' ? 'Closed' : 'Open',
      },
      latest_public_comment: 'message' in event ? `text ${event.message}` : '',
    };
    return {
      rung: { v: 1, event: kind, actor: event.kind === 'agent' ? 'agent' : 'requester' },
      freshdesk_webhook: { ...like['freshdesk_webhook'], ...desk },
    };
  },
  headers: () => ({ ...json, authorization: 'Bearer rung_test_freshdesk' }),
  waits: [300, 1_800, 3_600],
  retries: (status) => status >= 300,
};

const generic: Desk = {
  name: 'standard-webhooks',
  env: { RUNG_WEBHOOK_STANDARD_WEBHOOKS: secretOf('standard-webhooks') },
  ticketId: (n) => `standard-webhooks/${n}`,
  url: '/webhooks/standard-webhooks',
  body(n, event, at, created = at) {
    const ticket = {
      id: String(n),
      status: event.kind === 'closed' ? 'closed' : 'open',
      priority: 'normal',
      createdAt: iso(created),
      updatedAt: iso(at),
    };
    const type = {
      created: 'ticket.created',
      customer: 'ticket.replied',
      agent: 'ticket.replied',
      closed: 'ticket.closed',
    }[event.kind];
    const reply = 'message' in event && { reply: { id: `r${event.message}`, author: event.kind, public: true } };
    return { type, timestamp: iso(at), data: { ticket, ...reply } };
  },
  headers: (body, now, id) => signed('standard-webhooks', body, now, id),
  // The example of the specification, which adds up to three days.
  waits: [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000],
  retries: (status) => status >= 300 && status !== 410,
};

export const DESKS = [zendesk, zammad, chatwoot, github, freshdesk, generic];
export const ALL_SECRETS: Record<string, string> = Object.assign({}, ...DESKS.map(({ env }) => env)) as Record<
  string,
  string
>;
