/** Zendesk's incremental exports: stable cursors for tickets, times for events, the last minute left out, ten requests a minute. */
import { ApiStub, type Asked } from './server.js';

export type Row = Record<string, unknown>;

export class ZendeskDesk {
  tickets: Row[] = [];
  /** Oldest first, with `timestamp` in seconds. */
  events: Row[] = [];
  users: Row[] = [];
  perPage = 2;
  /** Export requests that are left in this minute. */
  left = Infinity;
  api!: ApiStub;

  static async start(now: () => number): Promise<ZendeskDesk> {
    const desk = new ZendeskDesk();
    desk.api = await ApiStub.start((asked) => desk.answer(asked, now), now);
    return desk;
  }

  private answer({ path, query, headers }: Asked, now: () => number) {
    if (headers.authorization !== `Basic ${Buffer.from('ada@example.com/token:s3cret').toString('base64')}`)
      return { status: 401, body: { error: "Couldn't authenticate you" } };
    if (path.startsWith('/api/v2/incremental/') && this.left-- <= 0)
      return { status: 429, headers: { 'retry-after': '41' }, body: 'Number of allowed requests per minute exceeded' };
    const latest = Math.floor(now() / 1000) - 60;
    if (path === '/api/v2/incremental/tickets/cursor.json') {
      const visible = this.tickets
        .filter((one) => Number(one['generated_timestamp']) <= latest)
        .sort((a, b) => Number(a['generated_timestamp']) - Number(b['generated_timestamp']));
      const cursor = query.get('cursor');
      const after =
        cursor === null ? Number(query.get('start_time')) - 1 : Number(Buffer.from(cursor, 'base64').toString());
      const rows = visible.filter((one) => Number(one['generated_timestamp']) > after);
      const page = rows.slice(0, this.perPage);
      const end = page.length === 0 ? after : Number(page.at(-1)!['generated_timestamp']);
      return {
        body: {
          tickets: page,
          after_cursor: Buffer.from(String(end)).toString('base64'),
          end_of_stream: rows.length <= this.perPage,
        },
      };
    }
    if (path === '/api/v2/incremental/ticket_events.json') {
      const start = Number(query.get('start_time'));
      if (start > latest) return { status: 422, body: { error: 'StartTimeTooRecent' } };
      const rows = this.events.filter(({ timestamp }) => Number(timestamp) >= start && Number(timestamp) <= latest);
      const page = rows.slice(0, this.perPage);
      return {
        body: {
          ticket_events: page,
          end_of_stream: rows.length <= this.perPage,
          end_time: page.length === 0 ? start : page.at(-1)!['timestamp'],
          next_page: 'https://evil.example.com/elsewhere',
        },
      };
    }
    const many = (rows: Row[]) => rows.filter(({ id }) => query.get('ids')!.split(',').includes(String(id)));
    if (path === '/api/v2/tickets/show_many.json') return { body: { tickets: many(this.tickets) } };
    if (path === '/api/v2/users/show_many.json') return { body: { users: many(this.users) } };
    return undefined;
  }
}
