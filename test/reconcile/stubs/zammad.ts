/** Zammad's API, as far as it is read: search by the database, articles, users. */
import { ApiStub, type Asked } from './server.js';

export interface ZammadTicket {
  id: number;
  state: string;
  priority: string;
  updated_at: string;
  created_at: string;
  [key: string]: unknown;
}

export interface ZammadArticle {
  id: number;
  ticket_id: number;
  created_at: string;
  sender: string;
  type: string;
  internal: boolean;
  [key: string]: unknown;
}

export class ZammadDesk {
  tickets: ZammadTicket[] = [];
  articles: ZammadArticle[] = [];
  vips = new Set<number>();
  api!: ApiStub;

  static async start(now: () => number): Promise<ZammadDesk> {
    const desk = new ZammadDesk();
    desk.api = await ApiStub.start((asked) => desk.answer(asked), now);
    return desk;
  }

  private answer({ path, query, headers }: Asked) {
    if (headers.authorization !== 'Token token=s3cret') return { status: 401, body: { error: 'Not authorized' } };
    if (path === '/api/v1/tickets/search') {
      const since = query.get('condition[ticket.updated_at][value]')!;
      if (query.get('condition[ticket.updated_at][operator]') !== 'after (absolute)' || query.has('query'))
        return { status: 422 };
      const size = Math.min(Number(query.get('per_page')), 200);
      const from = (Number(query.get('page')) - 1) * size;
      const found = this.tickets
        .filter((one) => one.updated_at > since)
        .sort((a, b) => (a.updated_at < b.updated_at ? -1 : 1));
      return { body: found.slice(from, from + size) };
    }
    const articles = /^\/api\/v1\/ticket_articles\/by_ticket\/(\d+)$/.exec(path);
    if (articles) return { body: this.articles.filter((one) => one.ticket_id === Number(articles[1])) };
    const user = /^\/api\/v1\/users\/(\d+)$/.exec(path);
    if (user) return { body: { id: Number(user[1]), vip: this.vips.has(Number(user[1])) } };
    return undefined;
  }
}
