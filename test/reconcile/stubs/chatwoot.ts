/** Chatwoot's API, as far as it is read: conversations by their last activity, messages twenty at a time. */
import { ApiStub, type Asked } from './server.js';

export type Row = Record<string, unknown>;

export class ChatwootServer {
  conversations: Row[] = [];
  /** By conversation, oldest first. */
  messages = new Map<number, Row[]>();
  /** Called after each page of conversations: the world goes on. */
  meanwhile: () => void = () => undefined;
  api!: ApiStub;

  static async start(now: () => number): Promise<ChatwootServer> {
    const server = new ChatwootServer();
    server.api = await ApiStub.start((asked) => server.answer(asked), now);
    return server;
  }

  private answer({ path, query, headers }: Asked) {
    if (headers['api_access_token'] !== 's3cret') return { status: 401, body: { errors: ['Invalid Access Token'] } };
    const account = '/api/v1/accounts/7/conversations';
    if (path === account) {
      const sorted = [...this.conversations].sort(
        (a, b) => Number(b['last_activity_at']) - Number(a['last_activity_at']),
      );
      const from = (Number(query.get('page')) - 1) * 25;
      const body = { data: { meta: { all_count: sorted.length }, payload: sorted.slice(from, from + 25) } };
      this.meanwhile();
      return { body };
    }
    const messages = new RegExp(`^${account}/(\\d+)/messages$`).exec(path);
    if (!messages) return undefined;
    const before = Number(query.get('before') ?? Infinity);
    const payload = (this.messages.get(Number(messages[1])) ?? []).filter(({ id }) => Number(id) < before).slice(-20);
    return { body: { meta: {}, payload } };
  }
}
